"""今日待办 as a card: up to five lines, a button for each that can be done with one tap, and one for all the rest."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.duties.digest import SHOWN, Digest, dones_of, is_late, line_words
from domain.duties.lines import LineAct

MORE = "全部和更多"
ALL_DONE = "今日待办都办完了"


def digest_card(digest: Digest, number: int, now: datetime, campus: ZoneInfo) -> Card:
    """`number` is the digest's own, by which its presses are told from those of another day."""
    title = f"今日待办 {digest.day.month}月{digest.day.day}日"
    if digest.whose:
        title = f"{title}（代{digest.whose}）"
    rows = tuple(_rows(digest, now, campus))
    if not digest.open:
        return Card(title=title, subtitle=digest.week, rows=rows, closing=ALL_DONE, ending="已办完", is_final=True)
    return Card(
        title=title,
        subtitle=f"{digest.week}，{_counts(digest, now)}",
        rows=rows,
        body=_rest(digest),
        buttons=tuple(_buttons(digest, number)),
    )


def _rows(digest: Digest, now: datetime, campus: ZoneInfo) -> Iterator[Row]:
    for place, line in enumerate(digest.lines[:SHOWN], 1):
        if line.key in digest.done:
            yield Row(f"{place} 完成", line.text)
        else:
            yield Row(f"{place}", line_words(line, now, campus))


def _counts(digest: Digest, now: datetime) -> str:
    late = sum(is_late(line, now) for line in digest.open)
    said = f"还有 {len(digest.open)} 项" if digest.done else f"共 {len(digest.open)} 项"
    return f"{said}，{late} 项逾期" if late else said


def _rest(digest: Digest) -> str:
    hidden = len([line for line in digest.lines[SHOWN:] if line.key not in digest.done])
    return f"另有 {hidden} 项，点“{MORE}”看。" if hidden else ""


def _buttons(digest: Digest, number: int) -> Iterator[Button]:
    for place, _ in dones_of(digest):
        yield Button(str(Action(Verb.DONE, number, place)), f"{LineAct.DONE.label} {place}", ButtonStyle.PRIMARY)
    yield Button(str(Action(Verb.MORE, number)), MORE)
