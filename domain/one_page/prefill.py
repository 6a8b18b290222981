"""What of a department's one page is known already: its duties of the month, and how far its 督办 are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.supervision import Supervision

FORM = "monthly_one_page"
PERCENT = 100
MOST_ROWS = 30  # of a page that is to stay one
LONGEST_MATTER = 60  # characters of a cell
_PERCENT = re.compile(r"(\d{1,3}) ?[%％]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One duty of a month: how often it is due in it, how often it was done, how often late or overdue."""

    title: str
    due: int
    done: int
    late: int


def works_of(works: Iterable[Work], supervisions: Iterable[Supervision]) -> list[dict[str, object]]:
    """The rows of the form's table: 督办 first, then what is behind, then the others."""
    rows = [_supervised(it) for it in supervisions]
    rows += [_worked(each) for each in sorted(works, key=_behind_first)]
    return rows[:MOST_ROWS]


def percent_in(said: str) -> int | None:
    """60 of 已完成 60%."""
    found = [int(each) for each in _PERCENT.findall(said)]
    return next((each for each in reversed(found) if each <= PERCENT), None)


def _worked(each: Work) -> dict[str, object]:
    note = f"应办 {each.due} 次，已办 {each.done} 次" if each.due > 1 else ("已办" if each.done else "未办")
    note += f"，逾期 {each.late} 次" if each.late and each.due > 1 else "，逾期" if each.late else ""
    return {"matter": each.title[:LONGEST_MATTER], "progress": each.done * PERCENT // each.due, "note": note}


def _supervised(it: Supervision) -> dict[str, object]:
    known = percent_in(it.progress)
    done = PERCENT if it.closed_at is not None or it.reported_at is not None else (known or 0)
    note = f"{it.standing}，期限 {it.due_on:%m-%d}" + (f"，{it.progress}" if it.progress else "")
    return {"matter": f"督办：{it.matter}"[:LONGEST_MATTER], "progress": done, "note": note[:LONGEST_MATTER]}


def _behind_first(each: Work) -> tuple[int, int, str]:
    return -each.late, each.done - each.due, each.title
