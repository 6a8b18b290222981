"""Who was asked for which missing punch: once for each time of duty, answered once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import PersonId
from domain.punches import Side
from storage.attendance_duty import DueEdge
from storage.database import Tx
from storage.rows import AnyRow

# Whoever has asked for a correction of that time, or was asked, is not asked again.
_ASK = text("""
    insert into punch_questions (person_id, day, side, duty_at, asked_at)
    values (:person, :day, :side, :duty_at, :now)
    on conflict (person_id, duty_at) do nothing
    returning *
""")
_LOCK = text("select * from punch_questions where id = :id for update")
_ANSWER = text("update punch_questions set answer = :answer, answered_at = :now where id = :id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`answer` is "corrected", "on_leave" or "not_needed"; None while there is none."""

    id: int
    person: PersonId
    day: date
    side: Side
    due_at: datetime
    answer: str | None


async def ask(tx: Tx, edge: DueEdge) -> Question | None:
    """None if it has been asked before."""
    values = {"person": edge.person, "day": edge.day, "side": edge.side.value, "duty_at": edge.at, "now": tx.now}
    row = (await tx.conn.execute(_ASK, values)).first()
    return _question(row) if row else None


async def lock_question(tx: Tx, number: int) -> Question | None:
    """To be answered in this transaction."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return _question(row) if row else None


async def answer(tx: Tx, question: Question, said: str) -> None:
    """It is."""
    await tx.conn.execute(_ANSWER, {"id": question.id, "answer": said, "now": tx.now})


def _question(row: AnyRow) -> Question:
    return Question(
        id=row.id,
        person=PersonId(row.person_id),
        day=row.day,
        side=Side(row.side),
        due_at=row.duty_at,
        answer=row.answer,
    )
