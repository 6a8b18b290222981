"""Who was asked for the date of a duty that has none, and what became of it: at most one question a person and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import text

from domain.duties.answer_words import NotKnown, NotThisYear, Rhythm, Said
from domain.duties.rule_reading import rule_from
from domain.duties.rule_writing import rule_to
from domain.ids import PersonId
from storage.database import Tx
from storage.duty_answers import LONGEST_WORDS
from storage.plain import storable
from storage.rows import AnyRow

OPEN_FOR = timedelta(days=7)  # while a question is younger, its person is asked nothing else

_ASK = text("""
    insert into duty_questions (duty, person_id, asked_on, asked_at, is_own)
    values (:duty, :person, :today, :now, :is_own)
    on conflict do nothing returning *
""")
_LOCK = text("select * from duty_questions where id = :id for update")
_OPEN_OF = text("""
    select * from duty_questions where person_id = :person and outcome is null
    order by asked_at desc, id desc limit 1 for update
""")
_READ = text("""
    update duty_questions set reading = cast(:reading as jsonb), words = :words, version = version + 1
    where id = :id returning *
""")
_END = text("""
    update duty_questions set outcome = :outcome, asks_again_on = :again, ended_at = :now where id = :id
""")
_GIVE_WAY = text("""
    update duty_questions set outcome = 'moved', ended_at = :now where duty = :duty and outcome is null
""")
# Who needs not be asked: duties with an open question, or with an answer that holds for a while; people who have one.
_SILENT = text("""
    select distinct on (duty) duty from duty_questions
    where outcome is null or asks_again_on > :today order by duty
""")
_BUSY = text("""
    select distinct person_id from duty_questions
    where asked_on = :today or (outcome is null and asked_at > :since)
""")
_LAST = text("""
    select distinct on (q.duty) q.duty, q.asked_at, q.outcome, p.name from duty_questions q
    join people p on p.id = q.person_id order by q.duty, q.asked_at desc, q.id desc
""")
_DUE_AGAIN = text("""
    select duty from duty_answers where ended_at is null and asks_again_on <= :today order by asks_again_on, duty
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`reading` is what was understood of `words` and waits to be confirmed; `outcome` is None while it is open."""

    id: int
    duty: str
    person: PersonId
    version: int
    reading: Said | None
    words: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class LastAsked:
    """Who was asked about a duty last, when, and what came of it."""

    name: str
    at: datetime
    outcome: str | None


async def ask(tx: Tx, duty: str, person: PersonId, today: date) -> Question | None:
    """None where somebody is asked about it already, or this person was asked something today."""
    return await _ask(tx, duty, person, today, is_own=False)


async def begin_change(tx: Tx, duty: str, person: PersonId, today: date) -> Question:
    """What somebody wants to say of their own accord; whoever was asked about it need not answer any more."""
    await tx.conn.execute(_GIVE_WAY, {"duty": duty, "now": tx.now})
    begun = await _ask(tx, duty, person, today, is_own=True)
    if begun is None:
        raise LookupError(f"somebody else is asked about duty {duty} at this instant")
    return begun


async def _ask(tx: Tx, duty: str, person: PersonId, today: date, *, is_own: bool) -> Question | None:
    values = {"duty": duty, "person": person, "today": today, "now": tx.now, "is_own": is_own}
    row = (await tx.conn.execute(_ASK, values)).first()
    return _question(row) if row else None


async def lock_question(tx: Tx, number: int) -> Question | None:
    """To be answered in this transaction."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return _question(row) if row else None


async def open_question_of(tx: Tx, person: PersonId) -> Question | None:
    """The one that somebody was asked last and has not answered; locked."""
    row = (await tx.conn.execute(_OPEN_OF, {"person": person})).first()
    return _question(row) if row else None


async def keep_reading(tx: Tx, question: Question, said: Said, words: str) -> Question:
    """What was understood, to be shown."""
    values = {"id": question.id, "reading": _written(said), "words": storable(words)[:LONGEST_WORDS]}
    return _question((await tx.conn.execute(_READ, values)).one())


async def end_question(tx: Tx, question: Question, outcome: str, asks_again_on: date | None) -> None:
    """It is answered: "answered", "unknown" or "skipped"."""
    values = {"id": question.id, "outcome": outcome, "again": asks_again_on, "now": tx.now}
    await tx.conn.execute(_END, values)
    who = f"person:{question.person}"
    tx.audit(who, f"duty.question_{outcome}", f"duty:{question.duty}", question=question.id)


async def silent_duties(tx: Tx, today: date) -> frozenset[str]:
    """About which nobody is to be asked now."""
    return frozenset(await tx.conn.scalars(_SILENT, {"today": today}))


async def busy_people(tx: Tx, today: date) -> frozenset[PersonId]:
    """Who was asked something today, or has not had a week for the last question."""
    values = {"today": today, "since": tx.now - OPEN_FOR}
    return frozenset(PersonId(person) for person in await tx.conn.scalars(_BUSY, values))


async def due_again(tx: Tx, today: date) -> tuple[str, ...]:
    """Duties whose answer was for once, and has been used up."""
    return tuple(await tx.conn.scalars(_DUE_AGAIN, {"today": today}))


async def last_asked(tx: Tx) -> Mapping[str, LastAsked]:
    """By duty, for the list of those without a date."""
    return {row.duty: LastAsked(row.name, row.asked_at, row.outcome) for row in await tx.conn.execute(_LAST)}


def _written(said: Said) -> dict[str, object]:
    again = said.asks_again_on.isoformat() if said.asks_again_on else None
    match said:
        case Rhythm():
            return {"rule": rule_to(said.rule), "asks_again_on": again}
        case NotThisYear():
            return {"outcome": "skipped", "asks_again_on": again}
        case NotKnown():
            return {"outcome": "unknown", "asks_again_on": again}


def _reading(kept: Mapping[str, object] | None) -> Said | None:
    if kept is None:
        return None
    again = kept.get("asks_again_on")
    day = date.fromisoformat(again) if isinstance(again, str) else None
    if isinstance(kept.get("rule"), dict):
        rule = rule_from(cast("Mapping[str, object]", kept["rule"]))
        return None if isinstance(rule, tuple) else Rhythm(rule, day)
    if day is None:
        return None
    return NotThisYear(day) if kept.get("outcome") == "skipped" else NotKnown(day)


def _question(row: AnyRow) -> Question:
    return Question(
        id=row.id,
        duty=row.duty,
        person=PersonId(row.person_id),
        version=row.version,
        reading=_reading(row.reading),
        words=row.words,
        outcome=row.outcome,
    )
