"""The small question of a day: laid out once for a person and day, with what they do not want to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

# One that was answered waits for HR, and one that was taken for the source; of what was refused they are asked again.
_LAY_OUT = text("""
    insert into daily_questions (person_id, day, check_key, finding_id)
    select distinct on (f.person_id) f.person_id, :day, f.check_key, f.id
    from findings f
    where f.closed_at is null and f.person_id = any(cast(:people as bigint[])) and f.owner = 'person:' || f.person_id
        and f.check_key = any(cast(:checks as text[]))
        and not exists (
            select from question_wishes w
            where w.person_id = f.person_id and w.check_key = f.check_key and (w.until is null or w.until > :now)
        )
        and not exists (
            select from daily_questions q where q.finding_id = f.id and q.state in ('answered', 'taken')
        )
        and not exists (select from daily_questions q where q.person_id = f.person_id and q.day = :day)
    order by f.person_id, f.opened_at, f.id
    on conflict (person_id, day) do update set day = excluded.day
""")
_OPEN = text("""
    select id, person_id, check_key from daily_questions
    where day = :day and state = 'open' and person_id = any(cast(:people as bigint[]))
""")
_LATEST = text("""
    select id, person_id, check_key from daily_questions
    where person_id = :person and state = 'open' and day > cast(:day as date) - 7 order by day desc limit 1 for update
""")
_LOCK = text("select id, person_id, check_key, state from daily_questions where id = :id for update")
_END = text("""
    update daily_questions set state = :state, answer = :answer, answered_at = :now where id = :id and state = 'open'
""")
_WISH = text("""
    insert into question_wishes (person_id, check_key, until, said_at)
    values (:person, :check, cast(:until as timestamptz), :now)
    on conflict (person_id, check_key) do update set until = excluded.until, said_at = excluded.said_at
""")
_ANSWERS = text("""
    select q.id, q.person_id, q.check_key, q.answer, p.name, p.staff_no
    from daily_questions q join people p on p.id = q.person_id
    where q.state = 'answered' and (q.shown_at is not null or not :shown) order by q.answered_at, q.id limit :most
""")
_SHOW = text("update daily_questions set shown_at = :now where id = any(cast(:ids as bigint[]))")
_NUMBER = text("select count(*) from daily_questions where state = 'answered'")
_DECIDE = text("""
    update daily_questions set state = :state, decided_by_id = :by, decided_at = :now
    where id = :id and state = 'answered'
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its answer."""

    id: int
    person: PersonId
    check: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody has said, until HR has decided on it."""

    id: int
    person: PersonId
    name: str
    staff_no: str | None
    check: str
    words: str


async def lay_out(tx: Tx, people: Sequence[PersonId], checks: Sequence[str], day: date) -> None:
    """At most one for each of them on that day, the longest open gap first."""
    await tx.conn.execute(_LAY_OUT, {"people": list(people), "checks": list(checks), "day": day, "now": tx.now})


async def open_on(tx: Tx, people: Sequence[PersonId], day: date) -> Mapping[PersonId, Asked]:
    """What these people were asked that day and have not answered."""
    rows = await tx.conn.execute(_OPEN, {"people": list(people), "day": day})
    return {PersonId(row.person_id): _asked(row) for row in rows}


async def open_for(tx: Tx, person: PersonId, day: date) -> Asked | None:
    """The newest of the last days that they have not answered; locked."""
    row = (await tx.conn.execute(_LATEST, {"person": person, "day": day})).first()
    return _asked(row) if row else None


async def lock_open(tx: Tx, number: int) -> Asked | None:
    """The question of that number, if it waits still."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return _asked(row) if row and row.state == "open" else None


async def end_question(tx: Tx, asked: Asked, state: str, answer: str = "") -> bool:
    """It is answered, put off or declined; False if it was before."""
    values = {"id": asked.id, "state": state, "answer": answer, "now": tx.now}
    return bool((await tx.conn.execute(_END, values)).rowcount)


async def wish(tx: Tx, asked: Asked, until: datetime | None) -> None:
    """Do not ask this before then; without a time never again."""
    values = {"person": asked.person, "check": asked.check, "until": until, "now": tx.now}
    await tx.conn.execute(_WISH, values)


async def answers(tx: Tx, most: int, *, shown: bool) -> list[Answer]:
    """What waits for HR, the oldest first; with `shown` only what they have had before their eyes."""
    return [
        Answer(row.id, PersonId(row.person_id), row.name, row.staff_no, row.check_key, row.answer)
        for row in await tx.conn.execute(_ANSWERS, {"most": most, "shown": shown})
    ]


async def note_shown(tx: Tx, listed: Sequence[Answer]) -> None:
    """HR has these before their eyes."""
    await tx.conn.execute(_SHOW, {"ids": [each.id for each in listed], "now": tx.now})


async def number_of_answers(tx: Tx) -> int:
    """How many wait for HR."""
    return int(await tx.conn.scalar(_NUMBER, {}))


async def decide_answer(tx: Tx, answer: Answer, state: str, by: PersonId) -> bool:
    """Whether it was still to be decided."""
    values = {"id": answer.id, "state": state, "by": by, "now": tx.now}
    return bool((await tx.conn.execute(_DECIDE, values)).rowcount)


def _asked(row: AnyRow) -> Asked:
    return Asked(row.id, PersonId(row.person_id), row.check_key)
