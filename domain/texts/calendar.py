"""The calendar in words: today and what is near, a week, a month, a day; and what is answered to a change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import Kind
from domain.calendar_sight import CalendarDay, Stretch, near, unusual, vacation_after, workdays_in
from domain.college_calendar import CollegeCalendar, Event
from domain.leave_length import WEEKDAYS, describe_day

DAY = timedelta(days=1)
WEEK = 7
MOST_NEAR = 6  # lines; with today's they stay on a phone's screen
MOST_FOUND = 8
NO_TERM = "校历里还没有这个时间的学期，所以不知道是第几周。"
HR_CAN = "请导入本学年的校历（run.py import 校历.xlsx，空表用 --template calendar）。"
ASK_HR = "可以请{contact}导入本学年的校历。"
PROVISIONAL = "{year}年放假安排国务院还没有公布，暂按周末和法定节日推算。"
NOT_HR = "没有改校历：只有人事处可以改。请联系{contact}。"
CHANGED_MEANWHILE = "校历刚有别的改动，这张卡片没有写入。请重发 校历 添加 或 校历 删除。"
NOT_NOW = "这张卡片已经处理过了，没有再改。"
NOTHING_CHANGES = "校历里已经是这样，没有要改的。"
PAGE = "整月看：{address}"


def today(calendar: CollegeCalendar, day: CalendarDay, *, is_hr: bool, contact: str) -> str:
    """The day, its week, why it is worked or not, and what is near."""
    at = day.day
    lines = [f"今天{describe_day(at, today=at)}，{week_of(calendar, at)}{day.reason}。"]
    lines += [f"今天：{each.name}{_until(each, at)}" for each in day.events]
    lines += _near(calendar, at)
    if calendar.term_of(at) is None and not calendar.is_vacation(at) and calendar.next_term(at) is None:
        lines.append(NO_TERM + (HR_CAN if is_hr else ASK_HR.format(contact=contact)))
    if calendar.is_provisional(at.year):
        lines.append(PROVISIONAL.format(year=at.year))
    return "\n".join(lines)


def week_of(calendar: CollegeCalendar, day: date) -> str:
    """第12周，; with the term outside of which it means nothing. Empty where there is none."""
    if found := calendar.week_of(day):
        term, week = found
        exam = "（考试周）" if week in term.exam_weeks else ""
        return f"{term.name}第{week}周{exam}，"
    if vacation := calendar.vacation_of(day):
        return f"{vacation.name}第{(day - vacation.first).days + 1}天，"
    if (term_to_come := calendar.next_term(day)) and (term_to_come.first - day).days <= WEEK * WEEK:
        return f"离开学还有{(term_to_come.first - day).days}天，"
    return ""


def _near(calendar: CollegeCalendar, at: date) -> Iterator[str]:
    found = near(calendar, at)
    if found:
        yield "近期："
    yield from (f"· {stretch(each, at)}" for each in found[:MOST_NEAR])
    if len(found) > MOST_NEAR:
        yield f"· 另有 {len(found) - MOST_NEAR} 项，可发 校历 {at.month % 12 + 1}月"
    if vacation := vacation_after(calendar, at):
        yield f"距{vacation.name}还有 {(vacation.first - at).days} 天（{describe_day(vacation.first, today=at)}起）"


def stretch(found: Stretch, at: date) -> str:
    """11月25日(周三)至26日(周四) 运动会，放假."""
    return f"{span(found.first, found.last, at)} {found.words}"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a list in its two parts."""

    when: str
    what: str


def stretch_parts(found: Stretch, at: date) -> Told:
    """The same for a page."""
    return Told(span(found.first, found.last, at), found.words)


def span(first: date, last: date, at: date) -> str:
    """From one day to another, without what both share."""
    if first == last:
        return describe_day(first, today=at)
    if (first.year, first.month) == (last.year, last.month):
        return f"{describe_day(first, today=at)}至{last.day}日(周{WEEKDAYS[last.weekday()]})"
    return f"{describe_day(first, today=at)}至{describe_day(last, today=first)}"


def _until(event: Event, at: date) -> str:
    return f"（到{describe_day(event.last, today=at)}）" if event.last > at else ""


def one_day(calendar: CollegeCalendar, day: CalendarDay, at: date) -> str:
    """One day in a line, then what takes place."""
    lines = [f"{describe_day(day.day, today=at)}，{week_of(calendar, day.day)}{day.reason}。"]
    lines += [event_line(each, at) for each in day.events]
    return "\n".join((*lines, *_provisional(calendar, {day.day.year})))


def week(calendar: CollegeCalendar, days: Sequence[CalendarDay], at: date) -> str:
    """The seven days; those that are alike in one line."""
    first, last = days[0].day, days[-1].day
    head = week_of(calendar, first).rstrip("，") or week_of(calendar, last).rstrip("，") or "这一周"
    lines = [f"{head}，{span(first, last, at)}，上班 {workdays_in(days)} 天："]
    lines += _alike(days)
    lines += [event_line(each, at) for each in _events(days)]
    return "\n".join((*lines, *_provisional(calendar, {first.year, last.year})))


def _alike(days: Sequence[CalendarDay]) -> Iterator[str]:
    runs: list[list[CalendarDay]] = []
    for day in days:
        if runs and runs[-1][-1].reason == day.reason:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        names = [f"周{WEEKDAYS[each.day.weekday()]}" for each in (run[0], run[-1])]
        yield f"{'至'.join(dict.fromkeys(names))} {run[0].reason}"


def month(calendar: CollegeCalendar, days: Sequence[CalendarDay], at: date) -> str:
    """How many days are worked, which are unusual, and the events."""
    first = days[0].day
    lines = [f"{first.year}年{first.month}月，上班 {workdays_in(days)} 天{_weeks(calendar, days)}："]
    lines += [stretch(each, at) for each in of_month(calendar, days)]
    if len(lines) == 1:
        lines.append("没有放假、补班和活动。")
    return "\n".join((*lines, *_provisional(calendar, {first.year})))


def of_month(calendar: CollegeCalendar, days: Sequence[CalendarDay]) -> list[Stretch]:
    """What is unusual in these days and what takes place, by the day."""
    events = (Stretch(each.first, each.last, _named(each)) for each in _events(days))
    found = (*unusual(calendar, days[0].day, days[-1].day), *events)
    return sorted(found, key=lambda each: (each.first, each.last))


def _weeks(calendar: CollegeCalendar, days: Sequence[CalendarDay]) -> str:
    found = [each for each in (calendar.week_of(day.day) for day in days) if each]
    if not found:
        return ""
    first, last = found[0][1], found[-1][1]
    return f"，第{first}周" if first == last else f"，第{first}–{last}周" if first < last else ""


def found_by_name(events: Sequence[Event], holidays: Sequence[Stretch], at: date) -> str:
    """When something of that name takes place."""
    lines = [*(event_line(each, at) for each in events), *(stretch(each, at) for each in holidays)]
    more = (f"另有 {len(lines) - MOST_FOUND} 项。",) if len(lines) > MOST_FOUND else ()
    return "\n".join((*lines[:MOST_FOUND], *more))


def not_found(name: str) -> str:
    """Nothing of that name; and how to ask."""
    return f"校历里没有找到“{name}”。可以发 校历、校历 第12周、校历 10月、校历 下周、校历 11月25日。"


def event_line(event: Event, at: date) -> str:
    """11月25日(周三)至26日(周四) 运动会，放假."""
    return f"{span(event.first, event.last, at)} {_named(event)}"


def _named(event: Event) -> str:
    return event.name + ("" if event.works is None else "，上班" if event.works else "，放假")


def _events(days: Iterable[CalendarDay]) -> tuple[Event, ...]:
    return tuple(dict.fromkeys(event for day in days for event in day.events))


def _provisional(calendar: CollegeCalendar, years: Iterable[int]) -> Iterator[str]:
    return (PROVISIONAL.format(year=year) for year in sorted(years) if calendar.is_provisional(year))


# --- changes


def several(name: str, events: Sequence[Event], at: date) -> str:
    """Which one is meant."""
    lines = "\n".join(event_line(each, at) for each in events[:MOST_FOUND])
    example = events[0].first
    return (
        f"校历里有几个“{name}”，没有删。请带上日期，例如 校历 删除 {name} {example.month}月{example.day}日：\n{lines}"
    )


def none_to_take_out(name: str, *, is_in_files: bool) -> str:
    """What cannot be taken out here."""
    if is_in_files:
        return f"没有删：“{name}”写在服务器的 calendar 目录里，请信息部门改文件。"
    return f"没有删：校历里没有“{name}”。可发 校历 看近期的，或 校历 11月 看一个月的。"


def warn_of_year(year: int, contact: str) -> str:
    """To HR and administrators, once a year."""
    return (
        f"{year}年的放假安排还没有导入校历，{year}年暂按周末和法定节日推算，请假天数和办理时限可能会变。"
        "国务院一般在 11 月前后公布；公布后请用 run.py import 导入"
        "（空表：run.py import --template calendar 放假安排.xlsx）。"
        f"不会操作请联系{contact}。"
    )


def mark_of(kind: Kind) -> str:
    """The mark of a day in a month's grid; a usual workday has none."""
    match kind:
        case Kind.WORKDAY:
            return ""
        case Kind.WEEKEND | Kind.VACATION:
            return "休"
        case Kind.HOLIDAY:
            return "假"
        case Kind.MAKEUP:
            return "班"
