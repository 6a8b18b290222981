"""What is said when somebody fills in a form for another."""

from domain.forms.form import Form
from domain.ids import RequestNo
from domain.people import Person

VERB = "代填"
NO_DRAFT = "没有交出：只有您自己填的、还没提交的草稿，才能交给本人提交。"
UNFINISHED = "没有交出：还没填完，请先填完。"
ONESELF = "没有交出：这是您自己的草稿，直接提交即可。"
NOT_THEIRS = "没有交出：{name}不能申请{title}。"
NOT_REACHED = "没有交出：{name}没有可以收到消息的账号。"
CLOSING = "已交给{name}核对提交"


def what(form: Form, no: RequestNo) -> str:
    """The draft, as it is spoken of."""
    return f"{form.title}（单号 {form.number(no)}）"


def for_you(by: Person, draft: str) -> str:
    """To the one whom it is about."""
    return f"{by.name}代您填写了{draft}。请核对下面的卡片，无误点 提交，不需要点 取消。"


def handed(to: Person, draft: str) -> str:
    """To the one who filled it in."""
    return f"已把{draft}交给{to.name}，由其本人核对提交。"
