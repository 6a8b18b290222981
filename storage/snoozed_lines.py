"""Lines that somebody has put off: not shown until then, and told about then where they asked for it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx
from storage.plain import storable

_SNOOZE = text("""
    insert into snoozed_lines (person_id, line, text, until, is_wanted) values (:person, :line, :text, :until, :wanted)
    on conflict (person_id, line) do update set text = excluded.text, until = excluded.until,
        is_wanted = excluded.is_wanted, told_at = null, times = snoozed_lines.times + 1
""")
_HIDDEN = text("""
    select person_id, line from snoozed_lines where person_id = any(cast(:people as bigint[])) and until > :now
""")
_WAKE = text("""
    update snoozed_lines s set told_at = :now
    from (
        select person_id, line from snoozed_lines
        where is_wanted and told_at is null and until <= :now
        order by until, person_id, line limit :most for update skip locked
    ) due
    where (s.person_id, s.line) = (due.person_id, due.line)
    returning s.person_id, s.line, s.text
""")
_OF = text("""
    select person_id, line, text, until, times from snoozed_lines
    where person_id = any(cast(:people as bigint[])) and until > :now order by until, person_id, line
""")


@dataclass(frozen=True, slots=True)
class Snoozed:
    """What somebody has put off, until when, and how often by now."""

    person: PersonId
    line: str
    text: str
    until: datetime
    times: int


async def snooze(tx: Tx, person: PersonId, line: str, words: str, until: datetime, *, is_wanted: bool) -> None:
    """Hide it until then; `is_wanted`: they are told then."""
    values = {"person": person, "line": line, "text": storable(words), "until": until, "wanted": is_wanted}
    await tx.conn.execute(_SNOOZE, values)


async def hidden_lines(tx: Tx, people: Collection[PersonId]) -> dict[PersonId, set[str]]:
    """Which lines each of these people does not want to see now."""
    found: dict[PersonId, set[str]] = defaultdict(set)
    for row in await tx.conn.execute(_HIDDEN, {"people": list(people), "now": tx.now}):
        found[PersonId(row.person_id)].add(row.line)
    return found


async def wake_lines(tx: Tx, most: int) -> dict[PersonId, list[tuple[str, str]]]:
    """What is to be told now, by person: the line and its words; each once."""
    found: dict[PersonId, list[tuple[str, str]]] = defaultdict(list)
    for row in await tx.conn.execute(_WAKE, {"now": tx.now, "most": most}):
        found[PersonId(row.person_id)].append((row.line, row.text))
    return found


async def snoozed_by(tx: Tx, people: Collection[PersonId]) -> list[Snoozed]:
    """What these people have put off and not taken up again, for whoever leads them."""
    rows = await tx.conn.execute(_OF, {"people": list(people), "now": tx.now})
    return [Snoozed(PersonId(row.person_id), row.line, row.text, row.until, row.times) for row in rows]
