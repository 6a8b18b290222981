"""How a case, its route and its end are said."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from domain.flow.case import Case, Entry, Run, RunState, State
from domain.flow.kinds import ActKind
from domain.flow.opening import NO_CONDITION
from domain.flow.plan import Kind, Plan
from domain.flow.sentences import VERBS, who
from domain.forms.away import Hours
from domain.forms.fields import FieldType
from domain.forms.form import Form
from domain.forms.showing import show
from domain.forms.titles import title_of
from domain.forms.values import Stored

STATES = {
    State.DRAFT: "草稿，未提交",
    State.PENDING: "审批中",
    State.RETURNED: "已退回，待修改",
    State.APPROVED: "已通过",
    State.REJECTED: "未通过",
    State.WITHDRAWN: "已撤回",
    State.EXPIRED: "草稿已作废",
}
DONE = "办结"  # what agreeing is called where something was to be done


def stands(case: Case) -> str:
    """Where a case stands. A draft that was dropped was never out, so it is not called withdrawn."""
    if case.state is State.WITHDRAWN and not was_submitted(case):
        return "已取消"
    return STATES[case.state]


def was_submitted(case: Case) -> bool:
    """Whether anybody but the applicant has ever seen it."""
    return any(entry.kind is ActKind.SUBMIT for entry in case.history)


def verb_of(plan: Plan, entry: Entry) -> str:
    """What was done, in a word: on a step where something is to be done, agreeing is finishing it."""
    is_done = entry.kind is ActKind.AGREE and entry.step and plan.step(entry.step).kind is Kind.HANDLE
    return DONE if is_done else VERBS[entry.kind]


def decided(plan: Plan, entry: Entry, campus: ZoneInfo) -> str:
    """The closing line of a card: 已由 王主任（代李院长） 于 11月25日 10:32 同意."""
    return f"已由 {who(entry)} 于 {day_and_time(entry.at, campus)} {verb_of(plan, entry)}"


def day_and_time(at: datetime, campus: ZoneInfo) -> str:
    """11月25日 10:32."""
    then = at.astimezone(campus)
    return f"{then.month}月{then.day}日 {then:%H:%M}"


def route(plan: Plan, left_out: Callable[[str], bool]) -> str:
    """The steps by their labels, without those that will not take place: 部门负责人审批 → 财务审核."""
    blocks = ([plan.steps[place] for place in block] for block in plan.blocks)
    labels = ("、".join(step.label for step in block if not left_out(step.key)) for block in blocks)
    return " → ".join(label for label in labels if label)


def progress(case: Case, left_out: Callable[[str], bool]) -> str:
    """The route as it went and stands: 部门负责人审批 王主任同意 → 财务审核 等李会计 → 分管副院长审批."""
    return " → ".join(_stage(case, run) for run in case.runs if not _is_passed_over(run, left_out))


def _is_passed_over(run: Run, left_out: Callable[[str], bool]) -> bool:
    """Whether its condition does not hold; 为什么 tells of it."""
    if run.state is RunState.SKIPPED:
        return run.reason.startswith(NO_CONDITION)
    return run.state is RunState.WAITING and left_out(run.key)


def _stage(case: Case, run: Run) -> str:
    label = case.plan.step(run.key).label
    match run.state:
        case RunState.WAITING | RunState.CANCELLED:
            return label
        case RunState.OPEN:
            return f"{label} 等{names(a.person.name for a in run.open)}"
        case RunState.STUCK:
            return f"{label} 没有可办理的人"
        case RunState.SKIPPED:
            return f"{label} 跳过"
        case RunState.PASSED | RunState.REFUSED:
            return f"{label} {_deciders(case, run)}".rstrip()


def _deciders(case: Case, run: Run) -> str:
    """Who has decided, the last one with the verb."""
    found = [a.decision.actor.name for a in run.assignments if a.decision]
    is_handled = case.plan.step(run.key).kind is Kind.HANDLE
    verb = "驳回" if run.state is RunState.REFUSED else DONE if is_handled else "同意"
    return f"{names(found)}{verb}" if found else ""


def names(people: Iterable[str]) -> str:
    """张三、李四; each once."""
    return "、".join(dict.fromkeys(people))


def value_of(form: Form, values: Mapping[str, object], name: str, hours: Hours, at: datetime) -> str:
    """A value on a card: a table by the number of its rows, everything else as it reads, in one line."""
    field, value = form.by_name[name], cast("Stored", values.get(name))
    if field.type is FieldType.TABLE and isinstance(value, list):
        return f"{len(value)} 行" if value else ""
    if field.type is FieldType.PERIOD and value:
        return hours.say(form, values, name, at)
    return " ".join(show(field, value, hours.campus).split())


def title(form: Form, case: Case, seen: frozenset[str], campus: ZoneInfo) -> str:
    """李雷的出差申请, as the form names it; without what this reader may not see."""
    values = {name: value for name, value in case.fields.items() if name in seen}
    return title_of(form, case.applicant.name, values, campus)


def shown_there(line: str) -> str:
    """On the card of whoever was to change the directory."""
    return f"平台上已看到此变化（{line}）。核对无误请点 办好了。"


def shown_now(number: str, line: str, no: int) -> str:
    """The same as news."""
    return f"{number}：平台上已看到此变化（{line}）。核对无误请在卡片上点 办好了，或发 同意 {no}。"


def reason(plan: Plan, entry: Entry) -> str:
    """驳回理由：…; empty where no words were given."""
    return f"{verb_of(plan, entry)}理由：{entry.words}" if entry.words else ""
