"""content/attendance.toml, read: sound rules, or every mistake with its place."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time

from domain.attendance.loading_fences import demand_in
from domain.attendance.rules import (
    REST,
    USUAL,
    Asked,
    AttendanceRules,
    Days,
    Duties,
    Group,
    NamedShift,
    Punching,
    Rule,
    ShiftPart,
    Tolerance,
)
from domain.forms.document import Document, Section, repeated, shown
from domain.forms.problems import Problem
from domain.shift import Segment

LONGEST_NAME = 40
MOST_MINUTES = 24 * 60  # a tolerance longer than a day says nothing
MOST_LATES = 31
MOST_WINDOW = 12 * 60  # minutes around a duty; a longer one would reach into the next
MOST_BEFORE = 120  # minutes before a lesson; whoever must come earlier has a shift
DAY_MINUTES = 24 * 60
_TIME = re.compile(r"(?P<start>\d{2}:\d{2})\s*[-–]\s*(?P<end>\d{2}:\d{2})")
EXAMPLE_TIME = '"08:00-12:00"'
EXAMPLE_SINCE = "since = 2026-09-01"


def load_rules(file: str, raw: Mapping[str, object]) -> AttendanceRules | tuple[Problem, ...]:
    """The rules of a parsed file, or everything that is wrong with it."""
    document = Document(file)
    section = Section(document, raw)
    shifts = tuple(_shift(each) for each in section.sections("shifts"))
    _once(section, "shifts", (shift.name for shift in shifts))
    names = frozenset(shift.name for shift in shifts)
    groups = tuple(_group(each, names) for each in section.sections("groups"))
    _once(section, "groups", (group.name for group in groups))
    for number in repeated([number for group in groups for number in sorted(group.staff_no)]):
        section.complain("groups", f"工号 {shown(number)} 写在两个考勤组里", "")
    section.finish()
    if document.problems:
        return tuple(document.problems)
    return AttendanceRules({shift.name: shift for shift in shifts}, groups)


def _once(section: Section, key: str, names: Iterable[str]) -> None:
    for name in repeated([name for name in names if name]):
        section.complain(key, f"“{shown(name)}”写了两次", "")


def _shift(section: Section) -> NamedShift:
    name = section.need("name", LONGEST_NAME)
    if name == REST:
        section.complain("name", f"“{REST}”是休息，不能作班次的名称", 'name = "早班"')
    parts = tuple(_times(section)) + tuple(_part(each) for each in section.sections("parts"))
    if not parts:
        section.complain("times", "班次至少要有一段时间", f"times = [{EXAMPLE_TIME}]")
    section.finish()
    _refuse_overlaps(section, parts)
    return NamedShift(name, parts)


def _times(section: Section) -> Iterable[ShiftPart]:
    for text in section.texts("times"):
        segment = _segment(section, "times", text)
        if segment:
            yield ShiftPart(segment)


def _part(section: Section) -> ShiftPart:
    name = section.text("name", LONGEST_NAME)
    segment = _segment(section, "time", section.need("time"))
    asked = section.one_of("punch", Asked, Asked.BOTH) or Asked.BOTH
    days = section.one_of("days", Days, Days.WORKDAYS) if section.has("days") else None
    weekdays = _weekdays(section)
    section.finish()
    return ShiftPart(segment or Segment(time(8), time(12)), name, asked, days, weekdays)


def _weekdays(section: Section) -> frozenset[int]:
    value = section.raw_value("weekdays")
    if value is None:
        return frozenset()
    if isinstance(value, list) and value and all(type(day) is int and 1 <= day <= 7 for day in value):  # noqa: PLR2004 - Sunday
        return frozenset(day for day in value if isinstance(day, int))
    section.complain("weekdays", "应是 1 到 7 的列表，1 是星期一", "weekdays = [1, 2, 3, 4, 5]")
    return frozenset()


def _segment(section: Section, key: str, text: str) -> Segment | None:
    found = _TIME.fullmatch(text.strip())
    try:
        start, end = (time.fromisoformat(each) for each in found.groups()) if found else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None or start == end:
        section.complain(key, f"“{shown(text)}”不是一段时间；过零点的写成 22:00-06:00", f"{key} = {EXAMPLE_TIME}")
        return None
    return Segment(start, end)


def _refuse_overlaps(section: Section, parts: tuple[ShiftPart, ...]) -> None:
    """In their order, and none longer than until the first begins again: a night is the last part or the only one."""
    begins = [_minute(part.segment.start) for part in parts]
    for number, part in enumerate(parts):
        end = begins[number] + part.segment.minutes
        limit = begins[number + 1] if number + 1 < len(parts) else begins[0] + DAY_MINUTES
        if end > limit:
            section.complain("times", f"时间段要按先后排列且不重叠：{part.segment.start:%H:%M} 开始的这一段", "")


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _group(section: Section, shifts: frozenset[str]) -> Group:
    rules = tuple(_rule(each, shifts) for each in section.sections("rules"))
    if not rules:
        section.complain("rules", "考勤组至少要有一条规则", f"[[groups.rules]] 下一行 {EXAMPLE_SINCE}")
    days = [rule.since.isoformat() for rule in rules]
    for day in repeated(days):
        section.complain("rules", f"两条规则都从 {day} 起", "")
    group = Group(
        name=section.need("name", LONGEST_NAME),
        rules=rules,
        kinds=frozenset(section.texts("kinds")),
        departments=section.texts("departments"),
        positions=section.texts("positions"),
        posts=section.texts("posts"),
        staff_no=frozenset(section.texts("staff_no")),
        demand=demand_in(section),
    )
    section.finish()
    return group


def _rule(section: Section, shifts: frozenset[str]) -> Rule:
    shift = section.text("shift", LONGEST_NAME)
    if shift != USUAL and shift not in shifts:
        section.complain("shift", f"没有名为“{shown(shift)}”的班次", 'shift = "行政班"')
    rule = Rule(
        since=_since(section),
        duties=section.one_of("duty", Duties, Duties.FIXED) or Duties.FIXED,
        shift=shift,
        days=section.one_of("days", Days, Days.WORKDAYS) or Days.WORKDAYS,
        punching=section.one_of("punch", Punching, Punching.ENDS) or Punching.ENDS,
        tolerance=_tolerance(section),
        earliest=section.whole("earliest", 120, 0, MOST_WINDOW),
        latest=section.whole("latest", 360, 0, MOST_WINDOW),
        flex_before=section.whole("flex_before", 0, 0, MOST_WINDOW),
        flex_after=section.whole("flex_after", 0, 0, MOST_WINDOW),
        before=section.whole("before_class", 0, 0, MOST_BEFORE),
        asked=section.one_of("asks", Asked, Asked.IN) or Asked.IN,
    )
    if rule.duties is not Duties.TIMETABLE and (rule.before or section.has("asks")):
        section.complain("before_class", '只有 duty = "timetable" 才有上课前几分钟', 'duty = "timetable"')
    if rule.duties is not Duties.FLEXIBLE and (rule.flex_before or rule.flex_after):
        section.complain("flex_after", '只有 duty = "flexible" 才有弹性时间', 'duty = "flexible"')
    section.finish()
    return rule


def _since(section: Section) -> date:
    value = section.raw_value("since")
    if type(value) is date:
        return value
    section.complain("since", "应是从哪天起的日期，不带引号", EXAMPLE_SINCE)
    return date.min


def _tolerance(section: Section) -> Tolerance:
    grace = section.whole("grace", 0, 0, MOST_MINUTES)
    tolerance = Tolerance(
        grace=grace,
        early_grace=section.whole("early_grace", 0, 0, MOST_MINUTES),
        small_late=section.whole("small_late", 0, 0, MOST_MINUTES),
        small_lates=section.whole("small_lates", 0, 0, MOST_LATES),
        serious_after=section.whole("serious_after", 0, 0, MOST_MINUTES),
        absent_after=section.whole("absent_after", 0, 0, MOST_MINUTES),
    )
    limits = [each for each in (tolerance.serious_after, tolerance.absent_after) if each]
    if limits != sorted(limits) or (limits and limits[0] < grace):
        section.complain("serious_after", "应是 grace ≤ serious_after ≤ absent_after，0 是不设", "serious_after = 30")
    if bool(tolerance.small_late) != bool(tolerance.small_lates):
        section.complain("small_lates", "small_late（几分钟以内）和 small_lates（每月几次）要一起写", "small_lates = 3")
    return tolerance
