"""The functions that expressions may call. None of them raises: what makes no sense has no value."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from domain.calendar import WorkCalendar

# Of the language itself, and ours. Everything else the library offers is refused when a form is loaded.
OF_THE_LANGUAGE = frozenset(
    {
        "size",
        "contains",
        "startsWith",
        "endsWith",
        "matches",
        "int",
        "double",
        "string",
        "timestamp",
        "duration",
        "has",
        "getFullYear",
        "getMonth",
        "getDate",
        "getDayOfWeek",
        "getDayOfYear",
        "getHours",
        "getMinutes",
        "getSeconds",
    }
)
LONGEST_COUNT = 3700  # days that are looked at one by one: ten years


def workdays_between(calendar: WorkCalendar, first: date, last: date) -> int:
    """Worked days from the first to the last, both counted; none if they are the wrong way round."""
    days = min((last - first).days, LONGEST_COUNT)
    return sum(calendar.works(first + timedelta(days=ahead)) for ahead in range(days + 1))


def functions_of(calendar: WorkCalendar) -> Mapping[str, Callable[..., object]]:
    """Those that need the campus calendar."""

    def is_workday(*given: object) -> object:
        day = given[-1] if given else None
        return calendar.works(day.date()) if isinstance(day, datetime) else None

    def workdays(*given: object) -> object:
        match given[-2:]:
            case (datetime() as first, datetime() as last):
                return workdays_between(calendar, first.date(), last.date())
            case _:
                return None

    return {"is_workday": is_workday, "workdays": workdays, "sum": total}


def total(*given: object) -> object:
    """The sum of a list of numbers; of none 0. Whole numbers stay whole."""
    match given:
        case (list() as numbers,) if all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
            return sum(numbers)
        case _:
            return None


OURS = frozenset({"sum", "is_workday", "workdays"})
KNOWN_FUNCTIONS = OF_THE_LANGUAGE | OURS
