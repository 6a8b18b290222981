"""A rule in Chinese, as it stands in lists and calendars."""

from typing import assert_never

from domain.duties.event_file import Events
from domain.duties.rules import (
    LAST_DAY,
    AfterEvent,
    AfterTermStart,
    Annual,
    AnnualPeriod,
    AnnualSeason,
    AnnualSpan,
    AtLeast,
    BeforeEvent,
    BeforeTermEnd,
    BeforeTermStart,
    ByEvent,
    ByPeriod,
    ByTerm,
    Continuous,
    Cycle,
    Daily,
    DayEnd,
    DayType,
    DuringEvent,
    Edge,
    Every,
    EveryNYears,
    ExternalDeadline,
    Guard,
    Immediate,
    Lapse,
    Metric,
    MinDuration,
    Monthly,
    NotDuring,
    OneOff,
    OnEvent,
    OnlyDuring,
    Part,
    PeriodicUnspecified,
    Retention,
    Rule,
    Season,
    ServiceHours,
    TermKind,
    TermWeek,
    Unit,
    Weekly,
)

EVERY = {
    Every.WEEK: "每周",
    Every.MONTH: "每月",
    Every.QUARTER: "每季度",
    Every.HALF_YEAR: "每半年",
    Every.TERM: "每学期",
    Every.ACADEMIC_YEAR: "每学年",
    Every.YEAR: "每年",
}
TERMS = {
    TermKind.EACH: "每学期",
    TermKind.SPRING: "春季学期",
    TermKind.AUTUMN: "秋季学期",
    TermKind.ACADEMIC_YEAR: "每学年",
}
PARTS = {
    Part.START: "初",
    Part.EARLY: "上旬",
    Part.MID: "中旬",
    Part.LATE: "下旬",
    Part.END: "底",
    Part.WHOLE: "",
}
SEASONS = {
    Season.SUMMER_BREAK: "暑假",
    Season.YEAR_START: "年初",
    Season.YEAR_END: "年终",
    Season.ADMISSION_PUBLICITY: "招生宣传季",
}
EDGES = {Edge.BY: "前", Edge.BEFORE: "之前（不含当天）", Edge.ON: ""}
UNITS = {
    Unit.MINUTES: "分钟",
    Unit.HOURS: "小时",
    Unit.SAME_DAY: "当天",
    Unit.DAYS: "天",
    Unit.WORKING_DAYS: "个工作日",
    Unit.WEEKS: "周",
    Unit.MONTHS: "个月",
    Unit.CLASS_HOURS: "学时",
}
DAY_ENDS = {DayEnd.OFF_DUTY: "下班时", DayEnd.LAST_PERSON_LEAVES: "最后离开时"}
WEEKDAYS = "一二三四五六日"
UNKNOWN = "（没有写多长时间）"


def say(rule: Rule, events: Events) -> str:
    """When it is due, or what it guards."""
    match rule:
        case Annual() | AnnualPeriod() | AnnualSpan() | AnnualSeason() | OneOff():
            return _of_the_year(rule)
        case Monthly() | Weekly() | Daily():
            return _of_the_month(rule, events)
        case TermWeek() | AfterTermStart() | BeforeTermStart() | BeforeTermEnd():
            return _of_the_term(rule)
        case AfterEvent() | BeforeEvent() | OnEvent() | Immediate() | DuringEvent():
            return _of_an_event(rule, events)
        case AtLeast() | Cycle() | Metric() | EveryNYears():
            return _of_a_period(rule)
        case ExternalDeadline():
            return "日期由别人定"
        case PeriodicUnspecified():
            return rule.word
        case Continuous() | MinDuration() | Retention() | ServiceHours() | NotDuring() | OnlyDuring():
            return _guarded(rule, events)
        case _:
            assert_never(rule)


def _of_the_year(rule: Annual | AnnualPeriod | AnnualSpan | AnnualSeason | OneOff) -> str:
    match rule:
        case Annual():
            day = "底" if rule.day == LAST_DAY else f"{rule.day}日"
            return f"每年{rule.month}月{day}{EDGES[rule.edge]}"
        case AnnualPeriod():
            return f"每年{rule.month}月{PARTS[rule.part]}"
        case AnnualSpan():
            count = f"，不少于 {rule.count} {rule.unit or '次'}" if rule.count else ""
            return f"每年{rule.from_month}–{rule.to_month}月{count}"
        case AnnualSeason():
            return f"每年{SEASONS[rule.season]}{'前' if rule.edge is Edge.BEFORE else '期间'}"
        case OneOff():
            return f"{rule.at:%Y-%m-%d}"
        case _:
            assert_never(rule)


def _of_the_month(rule: Monthly | Weekly | Daily, events: Events) -> str:
    match rule:
        case Monthly():
            day = PARTS[rule.part] if rule.part else ""
            if rule.day is not None:
                day = ("底" if rule.day == LAST_DAY else f" {rule.day} 日") + EDGES[rule.edge]
            return f"每月{day}" + ("，办上个月的" if rule.of else "")
        case Weekly():
            day = f"{WEEKDAYS[rule.weekday - 1]}" if rule.weekday else ""
            since = f"（{_name(rule.after_event, events)}之后）" if rule.after_event else ""
            return f"每周{day}{since}"
        case Daily():
            worked = rule.workdays_only or rule.at is DayEnd.OFF_DUTY
            by = f" {rule.by:%H:%M} 前" if rule.by else DAY_ENDS[rule.at] if rule.at else ""
            return ("每个工作日" if worked else "每天") + by
        case _:
            assert_never(rule)


def _of_the_term(rule: ByTerm) -> str:
    term = TERMS[rule.term]
    match rule:
        case TermWeek():
            weeks = f"第 {rule.week} 周" if rule.to_week is None else f"第 {rule.week}–{rule.to_week} 周"
            return f"{term}{weeks}{'之前' if rule.edge is Edge.BEFORE else ''}"
        case AfterTermStart():
            if rule.edge is Edge.IN_MONTH:
                return f"{term}开学第 {rule.months} 个月"
            return f"{term}开学 {f'{rule.weeks} 周' if rule.months is None else f'{rule.months} 个月'}内"
        case BeforeTermStart():
            return f"{term}开学前{f' {rule.weeks} 周' if rule.weeks else ''}"
        case BeforeTermEnd():
            return f"{term}期末{f'前 {rule.weeks} 周' if rule.weeks else ''}"
        case _:
            assert_never(rule)


def _of_an_event(rule: ByEvent, events: Events) -> str:
    name = _name(rule.event, events)
    match rule:
        case AfterEvent():
            ends = "" if rule.edge is Edge.ON or rule.lapse.unit is Unit.SAME_DAY else "内"
            return f"{name}后{_long(rule.lapse, rule.day_type)}{ends}"
        case BeforeEvent():
            length = "" if rule.lapse.n == 0 else _long(rule.lapse, rule.day_type)
            return f"{name}前{length}"
        case OnEvent():
            return f"{name}时"
        case Immediate():
            return f"{name}后立即"
        case DuringEvent():
            often = f"每 {rule.every_days} 天一次" if rule.every_days else ""
            return f"{name.removesuffix('期间')}期间{often}"
        case _:
            assert_never(rule)


def _of_a_period(rule: ByPeriod) -> str:
    match rule:
        case AtLeast():
            least = f"多于 {rule.count}" if rule.strict else f"至少 {rule.count}"
            most = f"、至多 {rule.max}" if rule.max else ""
            return f"{EVERY[rule.per]}{least}{most} {rule.unit or '次'}"
        case Cycle():
            often = f" {rule.times} {rule.unit or '次'}" if rule.times > 1 else "一次"
            return EVERY[rule.every] + often
        case Metric():
            per = EVERY[rule.per] if rule.per else ""
            return f"{per}{rule.metric} {rule.op} {rule.value}"
        case EveryNYears():
            years = f"每 {rule.n}{f'–{rule.n_to}' if rule.n_to else ''} 年"
            month = f" {rule.month} 月" if rule.month else ""
            return f"{years}{month}{f'至少 {rule.count} 次' if rule.count else '一次'}"
        case _:
            assert_never(rule)


def _guarded(rule: Guard, events: Events) -> str:
    match rule:
        case Continuous():
            return "长期保持，不提醒"
        case MinDuration():
            return f"至少 {_long(rule.lapse, rule.day_type).strip()}，不提醒"
        case Retention():
            return "长期保存，不提醒"
        case ServiceHours():
            hours = f" {rule.since:%H:%M}–{rule.until:%H:%M}" if rule.since and rule.until else ""
            return f"值守时间{hours}，不提醒"
        case NotDuring():
            return f"{_name(rule.event, events)}不做{rule.what}"
        case OnlyDuring():
            return f"只在{_name(rule.event, events)}{rule.what}"
        case _:
            assert_never(rule)


def _long(lapse: Lapse, day_type: DayType) -> str:
    if lapse.unit is Unit.SAME_DAY:
        return UNITS[lapse.unit]
    if lapse.n is None:
        return UNKNOWN
    worked = "工作" if day_type is DayType.WORKING and lapse.unit in {Unit.HOURS, Unit.MINUTES} else ""
    return f" {lapse.n} {worked}{UNITS[lapse.unit]}"


def _name(event: str, events: Events) -> str:
    """As people call it; its code where nobody named it."""
    word = events.get(event)
    return word.name if word else event
