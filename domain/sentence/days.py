"""Which day is meant: 明天, 下周三, 周五, 11月25日, 25号, by the rules of the contract."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from domain.college_calendar import CollegeCalendar
from domain.leave_length import WEEKDAYS, describe_day
from domain.sentence.meaning import DayChoice, DayOutcome, Refusal, Setting, days_after
from domain.sentence.tokens import Dated, Day, Relative, Weekday

WEEK = 7
SUNDAY = 6
HALF_A_YEAR = 183  # days; a date nearer in the past than in the future is a past date, not one of next year
HALF_A_MONTH = 15
MONTHS = 12
FURTHEST_YEARS = 2
FURTHEST_DAYS = 1000


def resolve_day(said: Sequence[Day], setting: Setting, after: date | None = None) -> DayOutcome:
    """`said` are words for one day, at least one; a part after `after` inherits from it what it leaves out."""
    told = sorted(said, key=_telling)
    choice = _resolve(told[0], setting, after)
    for other in told[1:]:
        if isinstance(choice, Refusal):
            return choice
        choice = _checked(choice, other, setting)
    return choice


def _telling(day: Day) -> int:
    match day:
        case Dated():
            return 0
        case Relative():
            return 1
        case Weekday():
            return 2


def _resolve(said: Day, setting: Setting, after: date | None) -> DayOutcome:
    match said:
        case Relative():
            return _relative(said, setting)
        case Weekday(term_week=int(week)):
            return _weekday_of_term(said, week, setting)
        case Weekday(week=None):
            return _bare_weekday(said, setting, after)
        case Weekday():
            return _weekday_of_week(said, setting)
        case Dated(month=None, months_ahead=None):
            return _day_of_month(said, setting, after)
        case Dated():
            return _date(said, setting, after)


def _relative(said: Relative, setting: Setting) -> DayOutcome:
    day = days_after(setting.today, said.days) if abs(said.days) <= FURTHEST_DAYS else None
    return DayChoice((day,)) if day else Refusal(f"{said.days} 天以后太远了，没有填。请说具体日期，例如 12月1日。")


def _bare_weekday(said: Weekday, setting: Setting, after: date | None) -> DayOutcome:
    name = f"周{WEEKDAYS[said.day]}"
    if after is not None:
        ahead = (said.day - after.weekday()) % WEEK
        if ahead == 0:
            return DayChoice((after, after + timedelta(days=WEEK)), f"前后都是{name}，是同一天，还是下一个{name}？")
        return DayChoice((after + timedelta(days=ahead),))
    ahead = (said.day - setting.today.weekday()) % WEEK
    if ahead == 0:
        other = setting.today + timedelta(days=-WEEK if setting.back else WEEK)
        return DayChoice((setting.today, other), f"今天就是{name}，您说的{name}是哪一天？")
    day = setting.today + timedelta(days=ahead - WEEK if setting.back else ahead)
    which = "刚过去的" if setting.back else "接下来的"
    return DayChoice((day,), rules=(f"{name}按{which}{describe_day(day, today=setting.today)}计",))


def _weekday_of_week(said: Weekday, setting: Setting) -> DayOutcome:
    week = said.week or 0
    monday = setting.today - timedelta(days=setting.today.weekday())
    day = monday + timedelta(days=WEEK * week + said.day)
    name = f"{_week_name(week)}周{WEEKDAYS[said.day]}"
    if week > 0 and setting.today.weekday() == SUNDAY:
        return DayChoice((day, day + timedelta(days=WEEK)), f"今天是周日，您说的{name}是哪一天？")
    return DayChoice((day,), rules=(f"一周从周一到周日，{name}是{describe_day(day, today=setting.today)}",))


def _weekday_of_term(said: Weekday, week: int, setting: Setting) -> DayOutcome:
    """By the college's calendar; without its term nothing is guessed."""
    name = f"第{week}周周{WEEKDAYS[said.day]}"
    term = setting.calendar.term_meant(setting.today) if isinstance(setting.calendar, CollegeCalendar) else None
    if term is None:
        return DayChoice((), f"校历里还没有学期，不知道{name}是哪一天。请说日期，例如 11月25日。")
    monday = term.monday_of(week)
    if monday is None:
        return Refusal(f"{term.name}只有第1到第{term.weeks()}周，没有第{week}周，没有填。请核对周次。")
    day = monday + timedelta(days=said.day)
    return DayChoice((day,), rules=(f"{name}按校历是{describe_day(day, today=setting.today)}",))


def _week_name(week: int) -> str:
    return {0: "本", 1: "下", 2: "下下", -1: "上", -2: "上上"}.get(week, "")


def _day_of_month(said: Dated, setting: Setting, after: date | None) -> DayOutcome:
    anchor = after or setting.today
    day = _valid(anchor.year, anchor.month, said.day)
    if isinstance(day, Refusal):
        return day
    if after is not None:
        return _rolled(day, _next_month(day), after, setting, HALF_A_MONTH)
    if setting.back:
        return DayChoice((day if day <= setting.today else _previous_month(day) or day,))
    if day >= setting.today:
        return DayChoice((day,), rules=(f"{said.day}号没有说月份，按本月{describe_day(day, today=setting.today)}计",))
    choices = (day, _next_month(day))
    return DayChoice(tuple(each for each in choices if each), f"本月{said.day}号已经过去，您说的是哪一天？")


def _rolled(day: date, later: date | None, after: date, setting: Setting, furthest: int) -> DayOutcome:
    """The end of a span: the day itself, or a little later over the turn of the month or year."""
    if day >= after:
        return DayChoice((day,))
    if later is not None and (later - after).days <= furthest:
        return DayChoice((later,))
    return ends_before(after, day, setting)


def ends_before(start: date, end: date, setting: Setting) -> Refusal:
    first, last = (describe_day(day, today=setting.today) for day in (start, end))
    return Refusal(f"结束日期{last}早于开始日期{first}，没有填。如果说反了，请重说：{last}到{first}。")


def _next_month(day: date) -> date | None:
    first = day.replace(day=1) + timedelta(days=31)
    return _if_exists(first.year, first.month, day.day)


def _previous_month(day: date) -> date | None:
    last = day.replace(day=1) - timedelta(days=1)
    return _if_exists(last.year, last.month, day.day)


def _date(said: Dated, setting: Setting, after: date | None) -> DayOutcome:
    today = setting.today
    if said.months_ahead is not None:
        month = today.year * MONTHS + today.month - 1 + said.months_ahead
        return _exact(month // MONTHS, month % MONTHS + 1, said.day, setting)
    if said.years_ahead is not None:
        return _exact(today.year + said.years_ahead, said.month or today.month, said.day, setting)
    if said.year is not None:
        return _exact(said.year, said.month or today.month, said.day, setting)
    return _month_and_day(said, setting, after)


def _exact(year: int, month: int, day: int, setting: Setting) -> DayOutcome:
    valid = _valid(year, month, day)
    if isinstance(valid, Refusal):
        return valid
    days_past = (setting.today - valid).days
    if year < setting.today.year and not (setting.back and days_past <= HALF_A_YEAR):
        return Refusal(f"{year}年已经过去，没有填。请核对年份；补以前的假请联系人事处。")
    if year > setting.today.year + FURTHEST_YEARS:
        return Refusal(f"{year}年太远了，没有填。请核对年份。")
    return DayChoice((valid,))


def _month_and_day(said: Dated, setting: Setting, after: date | None) -> DayOutcome:
    """Without a year: the next to come, unless it lies nearer in the past; then it is a past date."""
    month, today = said.month or setting.today.month, setting.today
    anchor = after or today
    valid = _valid_some_year(anchor.year, month, said.day)
    if isinstance(valid, Refusal):
        return valid
    if after is not None:
        return _rolled(valid, _if_exists(valid.year + 1, month, said.day), after, setting, HALF_A_YEAR)
    if setting.back:
        earlier = valid if valid <= today else _if_exists(valid.year - 1, month, said.day)
        return DayChoice((earlier or valid,))
    if (today - valid).days > HALF_A_YEAR and (later := _if_exists(valid.year + 1, month, said.day)):
        return DayChoice((later,), rules=(f"{month}月{said.day}日没有说年份，按接下来的{later.year}年计",))
    return DayChoice((valid,))


def _valid_some_year(year: int, month: int, day: int) -> date | Refusal:
    """29 February without a year may be next year's; if neither has one, the year to come is named."""
    this_year, next_year = _valid(year, month, day), _valid(year + 1, month, day)
    return next_year if isinstance(this_year, Refusal) else this_year


def _valid(year: int, month: int, day: int) -> date | Refusal:
    if not 1 <= month <= MONTHS:
        return Refusal(f"没有{month}月，没有填。请核对日期，例如 12月1日。")
    if not date.min.year <= year <= date.max.year - FURTHEST_YEARS:
        return Refusal(f"没有{year}年，没有填。请核对年份。")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Refusal(f"{year}年{month}月没有{day}日(最后一天是{last}日),没有填。请核对日期。")
    return date(year, month, day)


def _if_exists(year: int, month: int, day: int) -> date | None:
    valid = _valid(year, month, day)
    return None if isinstance(valid, Refusal) else valid


def _checked(choice: DayChoice, other: Day, setting: Setting) -> DayOutcome:
    """A second word for the same day must agree with the first; 11月25日周四 is asked about when it is a Wednesday."""
    day = choice.days[0]
    if isinstance(other, Weekday) and other.week is None and other.term_week is None:
        agreeing = [each for each in choice.days if each.weekday() == other.day]
        if agreeing:
            return DayChoice((agreeing[0],), rules=choice.rules)
        same_week = day + timedelta(days=other.day - day.weekday())
        return _contradicted(day, same_week, f"周{WEEKDAYS[other.day]}", setting)
    second = _resolve(other, setting, None)
    if isinstance(second, Refusal):
        return second
    if agreed := [each for each in choice.days if each in second.days]:
        return DayChoice((agreed[0],), rules=choice.rules)
    return _contradicted(day, second.days[0], "另一个日子", setting)


def _contradicted(day: date, other: date, name: str, setting: Setting) -> DayChoice:
    said = describe_day(day, today=setting.today)
    return DayChoice((day, other), f"{said}和您说的{name}对不上，您要的是哪一天？")
