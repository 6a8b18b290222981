"""The steps of a form's file."""

import re
from typing import cast

from domain.flow.plan import TO_END, Empty, Kind, Mode, Overdue, Own
from domain.forms.document import Section, repeated, shown
from domain.forms.steps import LONGEST_LIMIT_DAYS, MOST_STEPS, RESERVED, Limit, Step, Unit, Weight
from domain.forms.who import CODE, EXAMPLES, WORDS, Post, Role, Unclear, Who, read_who

LONGEST_LABEL = 12
LARGEST_WEIGHT = 100
MOST_WHO = 10
_LIMIT = re.compile(r"(?P<amount>[1-9]\d{0,4})(?P<unit>[mhd])")
_PART = re.compile(r"(?P<part>[1-9]\d?)%")
_MINUTES = {"m": 1, "h": 60}
HOUR = 60
OF_SHARES = ("share", "weights", "veto")
NOT_OF_NOTICES = ("mode", "limit", "warn", "overdue", "fills", "refuses_to", "safe", "signature", "asks_again")


def read_steps(section: Section) -> tuple[Step, ...]:
    """All steps in their order."""
    steps = tuple(_step(each) for each in section.sections("steps", MOST_STEPS))
    if not steps and not section.raw.get("steps"):
        section.complain("steps", "至少要有一步")
    for key in repeated([step.key for step in steps if step.key]):
        section.complain("steps", f"有两步都叫 {shown(key)}", 'key = "another"')
    return steps


def _step(section: Section) -> Step:
    step = Step(
        key=_key(section),
        label=section.need("label", LONGEST_LABEL),
        kind=section.one_of("kind", Kind, Kind.APPROVE) or Kind.APPROVE,
        who=who_of(section),
        mode=section.one_of("mode", Mode, Mode.ANY) or Mode.ANY,
        when=section.condition("when"),
        together=section.text("together", LONGEST_LABEL),
        limit=_limit(section),
        warns=_warns(section),
        overdue=_overdue(section),
        fills=section.texts("fills"),
        empty=section.one_of("empty", Empty, Empty.UP) or Empty.UP,
        own=section.one_of("own", Own, Own.UP) or Own.UP,
        refuses_to=section.text("refuses_to") or TO_END,
        safe=section.flag("safe"),
        asks_again=section.flag("asks_again"),
        signature=section.flag("signature"),
        share=section.part("share", 0.5),
        weights=_weights(section),
        veto=_veto(section),
    )
    _complain_of_idle_keys(section, step)
    section.finish()
    return step


def _key(section: Section) -> str:
    key = section.need("key")
    if key and not CODE.fullmatch(key):
        section.complain("key", "应由小写字母、数字和下划线组成，以字母开头", 'key = "head"')
    elif key in RESERVED:
        section.complain("key", f"{key} 另有含义，请换一个", 'key = "head"')
    return key


def who_of(section: Section) -> tuple[Who, ...]:
    """Whom `who` names: one word or a list of them."""
    value = section.raw_value("who")
    words = [value] if isinstance(value, str) else cast("list[object]", value) if isinstance(value, list) else []
    if not section.has("who") or value == []:
        section.complain("who", "没有写由谁办", EXAMPLES)
    elif not words or len(words) > MOST_WHO or not all(isinstance(word, str) for word in words):
        section.complain("who", f"应是带引号的文字，或最多 {MOST_WHO} 项的列表", EXAMPLES)
        return ()
    found = [who for word in words if (who := _one(section, str(word), "who"))]
    if len(set(found)) < len(found):
        section.complain("who", "同一个人写了两次", EXAMPLES)
    return tuple(found)


def _one(section: Section, word: str, key: str) -> Who | None:
    from difflib import get_close_matches

    try:
        return read_who(word.strip())
    except Unclear as unclear:
        near = get_close_matches(word.partition(":")[0].partition("(")[0], WORDS, 1)
        advice = f"，您要写的是不是 {near[0]}" if near and near[0] not in str(unclear) else ""
        section.complain(key, f"{unclear}{advice}", EXAMPLES)
        return None


def _holders(section: Section, words: "tuple[str, ...]", key: str) -> tuple[Post | Role, ...]:
    found = [_one(section, word, key) for word in words]
    if any(who is not None and not isinstance(who, Post | Role) for who in found):
        section.complain(key, "只能写 post:代号 或 role:名称")
    return tuple(who for who in found if isinstance(who, Post | Role))


def _veto(section: Section) -> tuple[Post | Role, ...]:
    return _holders(section, section.texts("veto"), "veto")


def _weights(section: Section) -> tuple[Weight, ...]:
    weights: list[Weight] = []
    for word, weight in section.table("weights").items():
        if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= LARGEST_WEIGHT:
            section.complain("weights", f"{shown(word)} 的权重应是 0 到 {LARGEST_WEIGHT} 的整数")
        else:
            weights.extend(Weight(who, weight) for who in _holders(section, (word,), "weights"))
    return tuple(weights)


def _limit(section: Section) -> Limit | None:
    text = section.text("limit")
    if not section.has("limit"):
        return None
    found = _LIMIT.fullmatch(text)
    if not found:
        section.complain("limit", "应写成分钟、小时或工作日数：30m、8h、2d")
        return None
    amount, unit = int(found["amount"]), found["unit"]
    days = amount if unit == "d" else amount * _MINUTES[unit] // (8 * HOUR)
    if days > LONGEST_LIMIT_DAYS:
        section.complain("limit", f"最长 {LONGEST_LIMIT_DAYS} 天")
    return Limit(amount, Unit.WORKING_DAYS) if unit == "d" else Limit(amount * _MINUTES[unit], Unit.MINUTES)


def _warns(section: Section) -> tuple[int, ...]:
    written = section.texts("warn")
    found = [_PART.fullmatch(each) for each in written]
    parts = tuple(int(each["part"]) for each in found if each)
    if len(parts) < len(found) or list(parts) != sorted(set(parts), reverse=True):
        section.complain("warn", "写时限还剩的百分比，从多到少")
        return ()
    if parts and not section.has("limit"):
        section.complain("warn", "没有写 limit，就没有剩余时间", 'limit = "8h"')
    return parts


def _overdue(section: Section) -> tuple[Overdue, ...]:
    overdue = section.words_of("overdue", Overdue)
    if Overdue.WARN in overdue:
        section.complain("overdue", "提前提醒写在 warn 里", 'warn = ["30%", "15%"]')
    order = list(Overdue)
    if [order.index(each) for each in overdue] != sorted(order.index(each) for each in overdue):
        section.complain("overdue", "先后应是 remind、escalate、hand_on")
    if overdue and not section.has("limit"):
        section.complain("overdue", "没有写 limit，就不会逾期", 'limit = "8h"')
    return overdue


def _complain_of_idle_keys(section: Section, step: Step) -> None:
    if section.raw_value("again") is not None:
        section.complain("again", "again 说的是整张表单，请写到文件开头，[[steps]] 之前")
    if step.mode is not Mode.SHARE:
        for key in OF_SHARES:
            if section.has(key):
                section.complain(key, 'mode = "share" 时才有这一项', 'mode = "share"')
    if step.kind is Kind.NOTICE:
        for key in NOT_OF_NOTICES:
            if section.has(key):
                section.complain(key, "只是告知的一步没有这一项", 'kind = "approve"')
