"""A bulletin as a document: its table and its lines, as far as whoever takes it may see them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from domain.bulletins.facts import Count, Facts
from domain.bulletins.words import NONE_LATE, behind, count_words, state_words
from handlers.bulletin_sight import Seen
from storage.bulletins import BulletinState
from web.report_paper import Part, Report

TITLES = ("部门", "应办", "按时", "逾期办结", "逾期未办", "以前逾期未办", "最长逾期（工作日）", "督办在办", "督办逾期")
WIDTHS = (5, 2, 2, 2, 2, 3, 3, 2, 2)
LINE_TITLES = ("事项", "到期", "情况", "负责人")
NO_NAME = "—"
MARK = 16  # letters of the fingerprint on paper


def cells_of(count: Count) -> list[str]:
    """A department's row."""
    numbers = (count.due, count.on_time, count.late, count.open, count.earlier, count.longest)
    return [count.name, *map(str, (*numbers, count.supervised, count.overdue))]


def lines_of(count: Count, owners: Mapping[str, str]) -> list[list[str]]:
    """What was late or is open, with whose it is where the reader may know."""
    return [
        [each.what, f"{each.due_on:%m-%d}", state_words(each), owners.get(each.key, NO_NAME)] for each in count.lines
    ]


def rows_of(facts: Facts, *, is_whole: bool) -> list[list[str]]:
    """The table; with a sum where it is all of it."""
    rows = [cells_of(each) for each in facts.counts]
    return [*rows, cells_of(facts.total)] if is_whole and len(rows) > 1 else rows


def report_of(seen: Seen, title: str, site: str, campus: tzinfo) -> Report:
    """Names are on it as the reader may see them."""
    bulletin = seen.bulletin
    state = "草稿，没有发布" if bulletin.state is BulletinState.DRAFT else ""
    notes = [f"{state}。"] if state else []
    notes += [f"合计：{count_words(seen.facts.total)}。"] if seen.is_whole else []
    notes += [bulletin.consequence] if behind(seen.facts) else [NONE_LATE]
    parts: list[Part] = [
        Part(titles=TITLES, widths=WIDTHS, numbers=range(1, 9), rows=rows_of(seen.facts, is_whole=seen.is_whole))
    ]
    parts += [_lines(each, seen.owners) for each in seen.facts.counts if each.lines]
    made = bulletin.drafted_at.astimezone(campus)
    return Report(
        title=title,
        site=site,
        notes=notes,
        parts=parts,
        footer=f"{made:%Y-%m-%d %H:%M} 起草，校验码 {bulletin.fingerprint[:MARK]}",
    )


def _lines(count: Count, owners: Mapping[str, str]) -> Part:
    rows: Sequence[Sequence[str]] = lines_of(count, owners)
    return Part(heading=f"{count.name}：{count_words(count)}", titles=LINE_TITLES, widths=(9, 2, 4, 2), rows=rows)
