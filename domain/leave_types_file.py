"""content/leave_types.toml as the catalogue of leave types, or everything that is wrong with it and where."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from domain.forms.document import Document, Section, shown
from domain.forms.problems import Problem
from domain.forms.who import Unclear, read_who
from domain.leave_types import (
    NEEDED,
    RETURNS_FROM,
    STAFF,
    Accrual,
    Blackout,
    Carry,
    Catalogue,
    Counting,
    LeaveType,
    Limits,
    Proof,
    ProofTime,
    ServiceOf,
    Stock,
    Tier,
    Unit,
    Void,
)

MOST_TYPES = 60
LONGEST_NAME = 20
LONGEST_GUIDANCE = 200  # characters; it is said in chat
MOST_DAYS = 1000  # of any length in the file
MOST_MONTHS = 600
MOST_YEARS = 60
LEAP_YEAR = 2000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_NAME = re.compile(r"[\u4e00-\u9fff]+")


class Step(StrEnum):
    """What a higher tier that is reached within a year brings in that year."""

    FULL = "full"
    PRORATED = "prorated"


class Weeks(StrEnum):
    """The weeks of a term that a blackout can name."""

    EXAM = "exam"
    FIRST = "first"


def load_leave_types(file: str, raw: Mapping[str, object]) -> Catalogue | tuple[Problem, ...]:
    """The types of a parsed file, or all of its mistakes."""
    document = Document(file)
    root = Section(document, raw)
    types = tuple(_type(section) for section in root.sections("types", MOST_TYPES))
    root.finish()
    for problem in _across(types):
        document.complain("types", problem)
    return tuple(document.problems) if document.problems else Catalogue(types)


def _across(types: tuple[LeaveType, ...]) -> Iterator[str]:
    codes = [each.code for each in types]
    yield from (f"代号 {shown(code)} 写了两次" for code in sorted({code for code in codes if codes.count(code) > 1}))
    for kind in {*(kind for each in types for kind in each.who), STAFF}:
        names = [name for each in types if each.is_for(kind) for name in (each.name, *each.aliases)]
        yield from (f"“{shown(name)}”是两种假的名称" for name in sorted({n for n in names if names.count(n) > 1}))
    yield from (f"缺少 {code} 这一种，读句子要用到它" for code in NEEDED if code not in codes)
    for each in types:
        for void in each.stock.voids if each.stock else ():
            if void.type not in codes:
                yield f"{each.code}.stock.voids 里的 {shown(void.type)} 不是这里的代号"


def _type(section: Section) -> LeaveType:
    code, name = section.need("code"), section.need("name", LONGEST_NAME)
    aliases, who = section.texts("aliases", longest=LONGEST_NAME), section.texts("who")
    if code and not _CODE.fullmatch(code):
        section.complain("code", "只能有小写字母、数字和下划线，以字母开头", 'code = "study_leave"')
    for written in (name, *aliases):
        if written and not _NAME.fullmatch(written):
            section.complain("name", f"“{shown(written)}”只能写汉字，否则在句子里认不出来", 'name = "学习假"')
    found = LeaveType(
        code=code,
        name=name,
        aliases=aliases,
        counting=section.one_of("counting", Counting, Counting.WORKING_DAYS) or Counting.WORKING_DAYS,
        unit=section.one_of("unit", Unit, Unit.HOUR) or Unit.HOUR,
        smallest=section.whole("smallest_minutes", 1, 1, 480),
        stock=_stock(_below(section, "stock")) if section.has("stock") else None,
        proof=_proof(_below(section, "proof")) if section.has("proof") else Proof(),
        limits=_limits(_below(section, "limits")) if section.has("limits") else Limits(),
        needs_reason=section.flag("needs_reason"),
        returns_from=_returns_from(section, who),
        who=who,
        guidance=section.text("guidance", LONGEST_GUIDANCE),
        source=section.text("source"),
    )
    section.finish()
    return found


def _returns_from(section: Section, who: tuple[str, ...]) -> int:
    usual = RETURNS_FROM if not who or STAFF in who else 0
    found = _half_days(section, "needs_return", usual)
    return usual if found is None else found


def _below(section: Section, key: str) -> Section:
    return Section(section.document, section.table(key), section.at(key))


def _proof(section: Section) -> Proof:
    proof = Proof(
        when=section.one_of("when", ProofTime, None) or ProofTime.NONE,
        from_half_days=_half_days(section, "from_days", 0) or 0,
        within_days=section.whole("within_days", 0, 0, MOST_DAYS),
        what=section.text("what", LONGEST_GUIDANCE),
    )
    if proof.when is ProofTime.LATER and not proof.within_days:
        section.complain("within_days", "可以后补的证明要写销假后几天内补交", "within_days = 3")
    section.finish()
    return proof


def _limits(section: Section) -> Limits:
    limits = Limits(
        advance_days=_optional(section, "advance_days", MOST_DAYS),
        back_dating_days=_optional(section, "back_dating_days", MOST_DAYS),
        longest=_half_days(section, "longest_days"),
        yearly=_half_days(section, "yearly_days"),
        yearly_times=_optional(section, "yearly_times", MOST_DAYS),
        tenure_months=section.whole("tenure_months", 0, 0, MOST_MONTHS),
        blackouts=tuple(_blackout(each) for each in section.sections("blackouts")),
    )
    section.finish()
    return limits


def _blackout(section: Section) -> Blackout:
    found = Blackout(
        name=section.need("name", LONGEST_NAME),
        weeks=(section.one_of("weeks", Weeks, None) or "") if section.has("weeks") else "",
        first=_month_day(section, "first"),
        last=_month_day(section, "last"),
        positions=section.texts("positions"),
        allowed_by=section.texts("allowed_by"),
    )
    for said in found.allowed_by:
        try:
            read_who(said)
        except Unclear as unclear:
            section.complain("allowed_by", str(unclear), 'allowed_by = ["post:hr_head"]')
    if bool(found.weeks) == bool(found.first and found.last):
        section.complain("weeks", "写 weeks，或者 first 和 last 两个日子，只写一种", 'weeks = "exam"')
    section.finish()
    return found


def _stock(section: Section) -> Stock:
    accrual = section.one_of("accrual", Accrual, None) or Accrual.EVENT
    stock = Stock(
        accrual=accrual,
        tiers=tuple(sorted((_tier(each) for each in section.sections("tiers")), key=lambda tier: tier.years)),
        per_month=_half_days(section, "days_per_month", 0) or 0,
        lasts_months=_optional(section, "lasts_months", MOST_MONTHS),
        full_step=(section.one_of("step", Step, Step.FULL) or Step.FULL) is Step.FULL,
        carry=_carry(_below(section, "carry")) if section.has("carry") else None,
        voids=tuple(_void(each) for each in section.sections("voids")),
        without=section.texts("without"),
        service=section.one_of("service", ServiceOf, ServiceOf.WORKING) or ServiceOf.WORKING,
    )
    if accrual is Accrual.YEARLY and not stock.tiers:
        section.complain("tiers", "按年发放的要写各档工龄的天数", "tiers = [{ years = 1, days = 5 }]")
    if accrual is Accrual.MONTHLY and not stock.per_month:
        section.complain("days_per_month", "按月发放的要写每月几天", "days_per_month = 0.5")
    if len({tier.years for tier in stock.tiers}) < len(stock.tiers):
        section.complain("tiers", "同一个工龄写了两档")
    section.finish()
    return stock


def _tier(section: Section) -> Tier:
    tier = Tier(section.whole("years", 0, 0, MOST_YEARS), _half_days(section, "days", 0) or 0)
    section.finish()
    return tier


def _void(section: Section) -> Void:
    half_days = _half_days(section, "days") or 0
    void = Void(section.need("type"), section.whole("years", 0, 0, MOST_YEARS), half_days)
    if not half_days:
        section.complain("days", "要写累计多少天", "days = 44")
    section.finish()
    return void


def _carry(section: Section) -> Carry | None:
    most, until = _half_days(section, "days"), _month_day(section, "until")
    if most is None or until is None:
        section.complain(
            "until", "结转要写最多几天（days）和用到哪天（until）", 'carry = { days = 5, until = "06-30" }'
        )
    section.finish()
    return Carry(most=most, until=until) if most is not None and until is not None else None


def _optional(section: Section, key: str, most: int) -> int | None:
    return section.whole(key, 0, 0, most) if section.has(key) else None


def _half_days(section: Section, key: str, default: int | None = None) -> int | None:
    """Days in the file, whole or half ones."""
    value = section.raw_value(key)
    if value is None:
        return default
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and isinstance(value, int | float) and 0 <= value <= MOST_DAYS and float(value * 2).is_integer():
        return int(value * 2)
    section.complain(key, f"应是 0 到 {MOST_DAYS} 的天数，可以有半天", f"{key} = 2.5")
    return default


def _month_day(section: Section, key: str) -> tuple[int, int] | None:
    text = section.text(key)
    if not text:
        return None
    match = _MONTH_DAY.fullmatch(text)
    try:
        day = date(LEAP_YEAR, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        section.complain(key, f"{shown(text)} 不是月和日", f'{key} = "06-30"')
        return None
    return day.month, day.day
