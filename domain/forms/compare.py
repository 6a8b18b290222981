"""Two versions of a form in Chinese words: what an office clerk would say has changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.flow.plan import Again, Empty, Kind, Mode, Overdue, Own
from domain.forms.expressions import Expression
from domain.forms.fields import TYPE_NAMES, Field, FieldType
from domain.forms.form import Booked, Form
from domain.forms.steps import Step
from domain.forms.who import in_words
from domain.leave_types import STAFF

WHATS = {Booked.LEAVE: "假期", Booked.CREDIT: "额度"}
KINDS = {Kind.APPROVE: "审批", Kind.HANDLE: "办理", Kind.NOTICE: "告知"}
MODES = {Mode.ANY: "一人同意即可", Mode.ALL: "全部同意", Mode.IN_TURN: "依次同意", Mode.SHARE: "按票数"}
EMPTIES = {Empty.UP: "由上级办", Empty.ADMIN: "由管理员办", Empty.SKIP: "跳过", Empty.STOP: "停下"}
OWNS = {Own.UP: "由上级办", Own.SKIP: "跳过", Own.ALLOW: "本人可办"}
AGAINS = {Again.ALL: "各步都再审", Again.CHANGED: "只再审看到改动的步骤"}
OVERDUE = {Overdue.REMIND: "提醒", Overdue.ESCALATE: "告知上级", Overdue.HAND_ON: "转交上级"}
NOTHING = "无"

Facts = Mapping[str, str]


def compare(old: Form, new: Form) -> tuple[str, ...]:
    """One sentence for every change; none if the two ask for the same in the same way."""
    return (
        *_changes("表单", _facts_of_form(old), _facts_of_form(new)),
        *_settings(old, new),
        *_parts("字段", _fields(old), _fields(new)),
        *_parts("步骤", _steps(old), _steps(new)),
        *_order("字段", [f.label for f in old.fields], [f.label for f in new.fields]),
        *_order("步骤", [s.label for s in old.steps], [s.label for s in new.steps]),
        *_lists("抄送", _copies(old), _copies(new)),
        *_lists("登记", _books(old), _books(new)),
    )


def _changes(name: str, old: Facts, new: Facts) -> Iterator[str]:
    for key, before in old.items():
        if before != new[key]:
            yield f"{name}的{key}由“{before or NOTHING}”改为“{new[key] or NOTHING}”。"


def _parts(noun: str, old: Mapping[str, tuple[str, Facts]], new: Mapping[str, tuple[str, Facts]]) -> Iterator[str]:
    """Fields and steps are the same ones as long as their names in the file are."""
    for name in new:
        if name not in old:
            yield f"新增{noun}“{new[name][0]}”。"
    for name, (label, facts) in old.items():
        if name in new:
            yield from _changes(f"{noun}“{new[name][0]}”", facts, new[name][1])
        else:
            yield f"删去{noun}“{label}”。"


def _order(noun: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    kept, now = [each for each in old if each in new], [each for each in new if each in old]
    if kept != now:
        yield f"{noun}的先后改为：{'、'.join(now)}。"


def _lists(noun: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    before, after = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    yield from (f"新增{noun}：{each}。" for each in after if each not in before)
    yield from (f"删去{noun}：{each}。" for each in before if each not in after)


def _settings(old: Form, new: Form) -> Iterator[str]:
    for name in dict.fromkeys((*old.settings, *new.settings)):
        before, after = old.settings.get(name), new.settings.get(name)
        if before != after or type(before) is not type(after):
            yield f"设置 {name} 由“{_plain(before)}”改为“{_plain(after)}”。"


def _plain(value: object) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return _yes(is_so=value)
        case tuple():
            return "、".join(map(str, value))
        case _:
            return str(value)


def _facts_of_form(form: Form) -> Facts:
    return {
        "名称": form.title,
        "分组": form.group,
        "编号前缀": form.prefix,
        "叫法": "、".join(form.words),
        "说明": form.purpose,
        "谁能申请": _condition(form.starts),
        "卡片标题": form.name.text,
        "卡片内容": "、".join(form.labels.get(name, name) for name in form.summary),
        "来源": form.source,
        "示例说明": "；".join(form.assumed),
        "退回以后": AGAINS[form.again],
    }


def _fields(form: Form) -> Mapping[str, tuple[str, Facts]]:
    steps = {step.key: step.label for step in form.steps}
    return {field.name: (field.label, _facts_of_field(field, steps)) for field in form.fields}


def _facts_of_field(field: Field, steps: Mapping[str, str]) -> Facts:
    return {
        "名称": field.label,
        "类型": TYPE_NAMES[field.type],
        "必填": _condition(field.required),
        "显示条件": _condition(field.visible),
        "填写说明": field.help,
        "选项": "、".join(field.options),
        "可见步骤": "、".join(steps.get(key, key) for key in field.steps),
        "检查": "；".join(f"{check.rule.source}（{check.say}）" for check in field.checks),
        "最长字数": str(field.longest),
        "小数位数": str(field.decimals),
        "算式": field.value.source if field.value else "",
        "结果": TYPE_NAMES[field.result] if field.type is FieldType.COMPUTED else "",
        "关联表单": field.form,
        "列": "；".join(_column(column) for column in field.columns),
        "最多行数": str(field.rows),
    }


def _column(field: Field) -> str:
    options = f"：{'、'.join(field.options)}" if field.options else ""
    limits = f"，{field.longest} 字，{field.decimals} 位小数"
    required = "，必填" if field.required.constant is True else ""
    return f"{field.name} {field.label}（{TYPE_NAMES[field.type]}{options}{limits}{required}，{field.help}）"


def _steps(form: Form) -> Mapping[str, tuple[str, Facts]]:
    return {step.key: (step.label, _facts_of_step(form, step)) for step in form.steps}


def _facts_of_step(form: Form, step: Step) -> Facts:
    labels = {each.key: each.label for each in form.steps} | {"end": "结束", "applicant": "退回申请人"}
    return {
        "名称": step.label,
        "性质": KINDS[step.kind],
        "办理人": "、".join(in_words(who, labels=form.labels) for who in step.who),
        "多人时": MODES[step.mode],
        "条件": _condition(step.when),
        "并行": step.together,
        "时限": str(step.limit) if step.limit else "",
        "提前提醒": "、".join(f"剩 {left}%" for left in step.warns),
        "逾期": "、".join(OVERDUE[each] for each in step.overdue),
        "填写": "、".join(form.labels.get(name, name) for name in step.fills),
        "找不到人时": EMPTIES[step.empty],
        "遇到本人时": OWNS[step.own],
        "驳回时": labels.get(step.refuses_to, step.refuses_to),
        "批量同意": _yes(is_so=step.safe),
        "同意过的人": "再问一次" if step.asks_again else "",
        "手写签名": _yes(is_so=step.signature),
        "通过比例": str(step.share),
        "票数": "、".join(f"{in_words(each.whose)} {each.weight}" for each in step.weights),
        "一票否决": "、".join(in_words(each) for each in step.veto),
    }


def _copies(form: Form) -> Iterator[str]:
    labels = {each.key: f"“{each.label}”之后" for each in form.steps} | {"start": "提交时", "end": "办结时"}
    for copy in form.copies:
        condition = "" if copy.when.constant is True else f"，条件 {copy.when.source}"
        people = "、".join(in_words(who, labels=form.labels) for who in copy.who)
        yield f"{labels.get(copy.at, copy.at)}给{people}{condition}"


def _books(form: Form) -> Iterator[str]:
    for booking in form.books:
        sources = "、".join(f"{key}={form.labels.get(name, name)}" for key, name in booking.sources.items())
        who = "" if booking.who == STAFF else booking.who
        said = (WHATS.get(booking.what, "事件"), booking.code, sources, who)
        yield " ".join(filter(None, said))


def _condition(expression: Expression) -> str:
    constant = expression.constant
    return expression.source if constant is None else _yes(is_so=constant)


def _yes(*, is_so: bool) -> str:
    return "是" if is_so else "否"
