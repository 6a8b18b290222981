"""Lessons that a leave takes away from, in words: for the draft, for approvers, for colleagues who are asked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from domain.class_hits import Cover, CoverKind, CoverState, Slot
from domain.ids import PersonId
from domain.lessons import WEEKDAYS, Session, Sessions, periods_in_words

NAMED = 3  # sessions that a card names; with a heading and an end five lines
Arranged = Mapping[tuple[PersonId, date, int], Cover]


def on_day(day: date) -> str:
    """3月6日(周三)."""
    return f"{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


def session(each: Session) -> str:
    """第3周 3月6日(周三)3–4节 高等数学（软件2301）教2-305."""
    lesson = each.lesson
    when = f"第{each.week}周 {on_day(each.day)}{periods_in_words(lesson.first, lesson.last)}"
    return " ".join(part for part in (when, f"{lesson.kind}{lesson.room}") if part)


def slot(each: Slot) -> str:
    return f"{on_day(each.day)}{periods_in_words(each.first, each.last)}{f' {each.room}' if each.room else ''}"


def draft_lines(hits: Sessions, arranged: Arranged, page: str = "") -> str:
    """For the draft's card; nothing where no lesson is hit."""
    lines = list(_lines(hits, arranged, page))
    return "\n".join(lines) + "\n" if lines else ""


def _lines(hits: Sessions, arranged: Arranged, page: str) -> Iterator[str]:
    if hits.found:
        yield f"期间有 {len(hits.found)} 次课："
        yield from (f"· {session(each)}{_stands(arranged.get(each.key))}" for each in hits.found[:NAMED])
        rest = len(hits.found) - NAMED
        more = f"另有 {rest} 次{f'，全部见 {page}' if page else '，发 代课 看全部'}。" if rest > 0 else ""
        yield f"{more}请人代课发 代课，自己补课发 补课。"
    if hits.undecided:
        yield f"{'、'.join(map(on_day, hits.undecided))}补课安排未定，请问教务。"


def all_lines(hits: Sessions, arranged: Arranged) -> tuple[str, ...]:
    """Every one of them, numbered as 代课 takes them."""
    numbered = (
        f"{place}. {session(each)}{_stands(arranged.get(each.key))}" for place, each in enumerate(hits.found, 1)
    )
    undecided = (f"{on_day(day)}补课安排未定" for day in hits.undecided)
    return (*numbered, *undecided)


def summary(hits: Sessions, arranged: Arranged) -> str:
    """For approvers, in one line: 3 次：3月6日(周三)3–4节 高等数学 等；已定 1，待回复 1，未安排 1."""
    if not hits.found:
        return "、".join(f"{on_day(day)}补课安排未定" for day in hits.undecided)
    states = [cover.state if (cover := arranged.get(each.key)) else None for each in hits.found]
    agreed, asked = states.count(CoverState.AGREED), states.count(CoverState.ASKED)
    counts = (("已安排", agreed), ("待回复", asked), ("未安排", len(states) - agreed - asked))
    first = hits.found[0]
    named = f"{on_day(first.day)}{periods_in_words(first.lesson.first, first.lesson.last)} {first.lesson.course}"
    told = "，".join(f"{what} {count}" for what, count in counts if count)
    return f"{len(states)} 次：{named}{' 等' if len(states) > 1 else ''}；{told}"


def _stands(cover: Cover | None) -> str:
    match cover:
        case None:
            return ""
        case Cover(state=CoverState.AGREED, kind=CoverKind.MAKE_UP):
            return f"，补课 {slot(cover.new)}"
        case Cover(state=CoverState.AGREED):
            return f"，{cover.name}代课"
        case Cover(state=CoverState.ASKED):
            return f"，已问{cover.name}"
        case _:
            return f"，{cover.name}不行"


def names_of(sessions: Sequence[Session]) -> str:
    """The first few, and how many there are."""
    named = "\n".join(f"· {session(each)}" for each in sessions[:NAMED])
    rest = len(sessions) - NAMED
    return f"{named}\n另有 {rest} 次" if rest > 0 else named


def cover_lines(covers: Sequence[Cover]) -> str:
    """What was asked or arranged, one line each, the first few."""
    named = "\n".join(f"· {of_cover(each)}" for each in covers[:NAMED])
    rest = len(covers) - NAMED
    return f"{named}\n另有 {rest} 次" if rest > 0 else named


def of_cover(cover: Cover) -> str:
    """3月6日(周三)3–4节 教2-305 高等数学（软件2301）."""
    classes = f"（{'、'.join(cover.classes)}）" if cover.classes else ""
    return f"{slot(cover.old)} {cover.course}{classes}"
