"""What is said about events that start deadlines: to whoever tells them, and to whoever they were planned by."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.leave_length import describe_day

CONFIRM, CANCEL, ALL, NOT_WRITTEN, TODAY, YESTERDAY = "确认登记", "取消", "全部部门", "没有写", "今天", "昨天"
HAPPENED, MOVED, OFF, TAKE_BACK = "发生了", "改期", "取消了", "确认撤销"
TITLE, TITLE_OF_DUE, TITLE_OF_TAKING_BACK = "登记事件", "到日子了", "撤销登记"
MOST_LISTED = 15  # lines of a phone's screen
MOST_SHOWN = 6  # duties of a card

NOTHING_TO_TELL = "您的岗位没有要登记的事件。收到文件等请告诉承办的部门；有疑问请联系{contact}。"
NOT_YOURS = "没有登记“{name}”：由承办的岗位登记（{who}）。请转告他们，或联系{contact}。"
UNKNOWN = "没有登记：没有叫“{name}”的事件。发 登记 看您可以登记的。"
SEVERAL = "没有登记：“{name}”可以指好几件，请写全：{names}。"
NO_PLACE = "没有登记：上次列出的没有第 {place} 项。请发 登记 再看一次。"
NOT_HERE = "这张卡片已经处理过了，没有再登记。"
NOT_FOUND = "没有编号是 {number} 的登记，或者不是您登记的，什么也没有改。"
GONE = "编号 {number} 已经撤销过了，没有再改。"
ELSEWHERE = {
    "form": "没有改：它是表单办出来的，请撤回或退回那张单。",
    "calendar": "没有改：它来自校历，请人事处改校历（校历 添加、校历 删除）。",
    "duty": "没有改：它是另一项职责办完产生的，请先撤回那一项的完成。",
}
NO_DAY = "没有改期：没有看懂日期。请写 登记 改期 {number} 12月1日。"
MOVED_TO = "已改到{day}，按新的日期重新计时（编号 {number}）。"
SAME_DAY = "编号 {number} 本来就是这一天，没有改。"
TOLD = "已登记“{name}”（编号 {number}）。{started}登错了请发 登记 撤销 {number}。"
KNOWN = "“{name}”已经登记过（编号 {number}），没有重复登记。"
DROPPED = "没有登记，已取消。"
TAKEN_BACK = "已撤销“{name}”（编号 {number}）。由它起算、还没办的职责一并作废，已办的保留。"
UNDOES = "撤销后，由它起算、还没办的职责一并作废，已办的保留："
KEPT = "没有撤销，仍按原来的计时。"
DUE = "您登记的这件事到日子了，发生了吗？"
CONFIRMED = "好的，“{name}”按已经发生计时。"
HOW_TO_MOVE = "请发 登记 改期 {number} 加新的日期，例如 登记 改期 {number} 12月1日。"
NOT_UNDERSTOOD_DAY = "没有看懂日期。请写一天，例如 11月20日 或 昨天；不登记请按 取消。"
NOT_UNDERSTOOD_WHO = "没有看懂是哪些部门。请写 全部，或部门名，例如 {example}。"
FUTURE_DOCUMENT = "收到文件的日期不能在今天以后。请写收到的那一天，例如 今天。"

ASK_KIND = "这是哪一种？请按按钮，或回复名称。"
ASK_WHEN = "哪天收到（发生）的？期限从那天算起。请按按钮，或回复日期，例如 11月20日。"
ASK_DEADLINE = "文件里写了截止日期吗？写了请回复日期，例如 12月5日。"
ASK_WHO = "由哪些部门办？请按按钮，或回复部门名，例如 {example}；只为某一项的，回复那一项的名称。"
SHOWN = "请核对，确认后开始计时。日期不对可直接回复日期。"
NOBODY = "目前没有职责从它起算，登记后留作记录。"


def listed(names: Sequence[str], more: int) -> str:
    """What somebody may tell, with places."""
    lines = [f"{place}. {name}" for place, name in enumerate(names, 1)]
    rest = [f"另有 {more} 种，可直接写名称。"] if more else []
    example = f"登记 1 今天，或 登记 {names[0]} 11月20日"
    return "\n".join(["您可以登记：", *lines, *rest, f"发 {example}；收到的文件也可以直接转发给我。"])


def line(department: str, post: str, title: str, due: date | None, today: date) -> str:
    """教学工作部 专业建设岗：新专业申报通知下发（11月26日(周四)前）."""
    when = f"（{describe_day(due, today=today)}前）" if due else "（没有算出日期）"
    return f"{department} {post}：{title}{when}"


def lines(shown: Sequence[str]) -> str:
    """As many as a card shows."""
    more = [f"另有 {len(shown) - MOST_SHOWN} 项"] if len(shown) > MOST_SHOWN else []
    return "\n".join([*shown[:MOST_SHOWN], *more])


def started(count: int) -> str:
    """What has begun with it."""
    return f"{count} 项职责开始计时。" if count else "没有职责从它起算。"


def day_of(at: datetime, today: date) -> str:
    """With the time of the clock where it has one."""
    time = f" {at:%H:%M}" if (at.hour, at.minute) != (0, 0) else ""
    return f"{describe_day(at.date(), today=today)}{time}"
