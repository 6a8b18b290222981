"""Answers to what a person asked about a case, or did to it."""

from collections.abc import Sequence

from domain.case_look import Look, detail_rows
from domain.flow.case import Assignment, Run, State
from domain.flow.kinds import ActKind
from domain.flow.plan import Kind
from domain.flow.sentences import VERBS, happened, waits_for
from domain.flow.why import Account
from domain.texts import case_words as words
from domain.texts.moments import ago

NUMBER_WANTED = "没有{word}：请写明单号，例如 {word} 1024 ……。"
NO_SUCH_PERSON = "没有{verb}：通讯录里没有叫“{name}”的人。请核对姓名，或写工号。"
WHICH_PERSON = "没有{verb}：叫“{name}”的不止一位：{people}。请写工号再发一次，例如 {verb} {no} {example}。"
NOTHING_UNREAD = "没有未读的抄送。"
NAME_MISSING = "没有{verb}：请写明姓名，例如 {verb} {no} 张三。"
NO_SUCH_STEP = "没有退回：没有叫“{label}”的前面步骤。可退回到：{labels}；不写步骤就退给申请人。"
WORDS_LEFT = "好的，没有{verb}。单号 {no} 还是原来的样子。"
NOTHING_SAFE = "没有可以一起同意的单。请逐张看过再办。"
LIST_FIRST = "还没有办理。请先看清下面的单，确认请再发 全部同意。"
LIST_CHANGED = "没有办理：列表后来有变。请发 待办 重新看过，再点 全部同意。"
NOT_ADMIN = "没有办理：只有人事和管理员可以交接。"
STILL_HERE = "没有交接：{name}没有离职，请管理员交接或改派。"
WHO_TO_WHOM = "没有交接：请写明谁交给谁，例如 交接 张三 给 李四。重名请写工号。"
NOBODY_WAITED_FOR = "没有交接：没有等“{name}”办理的单。请核对姓名，重名请写工号。"
NOTHING_TO_UNDO = "没有撤销：没有刚才批量同意的单，或已过撤销时间。"
LONGEST_VALUE = 80  # characters of one field in a chat
MOST_LINES = 12  # of a history in a chat; all of it is on the page

_ASKED = {
    ActKind.REFUSE: "请回复驳回{title}（{number}）的理由。发 取消 则不驳回。",
    ActKind.RETURN: "请回复退回{title}（{number}）的理由。发 取消 则不退回。",
    ActKind.TRANSFER: "要把{title}（{number}）转交给谁？请回复姓名，可再写理由。发 取消 则不转交。",
    ActKind.ADD: "要请谁也签{title}（{number}）？请回复姓名，可写 前、后，再写理由。发 取消 则不加签。",
    ActKind.REPLACE: "要把{title}（{number}）改派给谁？请回复姓名和理由。发 取消 则不改派。",
}


def ask_words(look: Look, kind: ActKind, phrases: Sequence[str] = ()) -> str:
    """The next text is for exactly this case. A number means one of the phrases that this person uses."""
    asked = _ASKED[kind].format_map({"title": look.title, "number": look.number})
    offered = "；".join(f"{place}. {phrase}" for place, phrase in enumerate(phrases, 1))
    return f"{asked}常用的可回复序号：{offered}。" if offered else asked


def done(look: Look, kind: ActKind) -> str:
    """Confirms a typed act and names what it was about."""
    entry = look.case.history[-1]
    verb = words.verb_of(look.case.plan, entry) if entry.kind is kind else VERBS[kind]
    waits = f"，正等{waits_for(look.case)}处理" if look.case.state is State.PENDING else f"，{words.stands(look.case)}"
    return f"已{verb}：{look.number}，{look.summary}{waits}。"


def filled(look: Look) -> str:
    """Filling in is not yet being done with it."""
    steps = [look.case.plan.step(run.key) for run, _ in look.places]
    is_lacking = any(step.key in look.lacking for step in steps)
    yes = "办好了" if any(step.kind is Kind.HANDLE for step in steps) else "同意"
    return f"已填写：{look.number}，{look.summary}。" + ("" if is_lacking else f"请核对卡片，再点 {yes}。")


def withdrawn(look: Look, *, was_booked: bool) -> str:
    """What was taken back, and what that changed."""
    booked = "登记的内容已退回，" if was_booked else ""
    return f"已撤回{look.number}：{look.summary}。{booked}办理人会看到，不用再处理。"


def urged(look: Look) -> str:
    """Everybody whose turn it is was asked again."""
    return f"已催{waits_for(look.case)}处理{look.number}。"


def nobody_to_urge(look: Look) -> str:
    """Nobody whose turn it is can be reached."""
    return f"没有催：{look.number}的办理人现在都联系不上。请联系{look.policy.contact}。"


def progress_of(look: Look) -> str:
    """Where it stands."""
    case = look.case
    lines = [f"{look.number}，{look.summary}，{words.stands(case)}", f"审批：{words.progress(case, look.left_out)}"]
    spoken = [e for e in case.history if e.words and e.kind in (ActKind.REFUSE, ActKind.RETURN, ActKind.END)]
    if spoken:
        lines.append(words.reason(case.plan, spoken[-1]))
    if look.later:
        lines.append(look.later)
    return "\n".join(lines)


def details(look: Look, page: str) -> str:
    """All that the viewer may see of it, and what has happened; the rest is on its page, if there are pages."""
    campus = look.policy.campus
    filled = [f"{row.label}：{shortened(row.value)}" for row in detail_rows(look)]
    history = [
        f"{happened(entry, look.at, campus)}{f'：{entry.words}' if entry.words else ''}" for entry in look.case.history
    ]
    head = f"{look.number}，{look.title}，{words.stands(look.case)}"
    return "\n".join([head, *filled, *history[-MOST_LINES:], *([f"完整内容、签名和填写：{page}"] if page else [])])


def shortened(value: str) -> str:
    """As much of a long value as a chat can hold; all of it is on the page."""
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def why(look: Look, account: Account) -> str:
    """为什么: the route with its reasons, and what moves it on."""
    return "\n".join([f"{look.number}，{look.title}", *account.lines, *([account.advice] if account.advice else [])])


def show_first(look: Look, word: str, rest: str) -> str:
    """There is one candidate: it is shown before anything happens to it."""
    example = f"{word} {look.case.no}" + (f" {rest or '理由'}" if word in ("驳回", "退回") else f" {rest}".rstrip())
    return f"{progress_of(look)}\n确认请发 {example}。"


def waiting_line(look: Look, run: Run, place: Assignment) -> str:
    """One line of 待办: what, where, since when, and for whom if not for oneself."""
    stands_in = f"，代{place.person.name}" if place.person.id != look.viewer.id else ""
    since = ago(look.at - (place.asked_at or look.at))
    return f"{look.number} {look.summary}，{look.case.plan.step(run.key).label}{stands_in}，{since}到您这里"


def unread(count: int) -> str:
    """Beside what waits: how many copies nobody has looked at yet; nothing where there are none."""
    return f"另有未读抄送 {count} 张，发 抄送 看。" if count else ""


def own_line(look: Look) -> str:
    """One line of 我的申请."""
    case = look.case
    where = f"等{waits_for(case)}" if case.state is State.PENDING else words.stands(case)
    return f"{look.number} {look.summary}，{where}"


def agreed_all(done_ones: Sequence[str], left: Sequence[str], minutes: int) -> str:
    """What was agreed to in one go, what was not, and how long it can be undone."""
    head = f"已同意 {len(done_ones)} 张：{'；'.join(done_ones)}。" if done_ones else "一张也没有同意。"
    rest = f"没有办理的：{'；'.join(left)}。" if left else ""
    undo = f"{minutes} 分钟内可发 撤销 收回。" if done_ones else ""
    return f"{head}{rest}{undo}"


def handed_over(name: str, to: str, done_ones: Sequence[str], left: Sequence[str], *, has_more: bool) -> str:
    """What went to another, and what could not."""
    head = f"已把等{name}办理的 {len(done_ones)} 张单交给{to}：{'、'.join(done_ones)}。" if done_ones else ""
    rest = f"没有交接：{'、'.join(left)}，请管理员逐张 改派。" if left else ""
    more = f"还有更多，请再发一次 交接 {name} 给 {to}。" if has_more else ""
    return f"{head}{rest}{more}"


def undone_all(undone: Sequence[str], left: Sequence[str]) -> str:
    """What was taken back of it."""
    head = f"已撤销对 {len(undone)} 张单的同意：{'；'.join(undone)}。请逐张再看。" if undone else ""
    rest = f"没有撤销：{'；'.join(left)}，之后有人办理过。" if left else ""
    return f"{head}{rest}" or NOTHING_TO_UNDO
