"""What owners said once about duties whose rule lacks a date or a period; an answer is changed by another one."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import text

from domain.duties.answer import Answer
from domain.duties.rule_reading import rule_from
from domain.duties.rule_writing import rule_to
from domain.duties.rules import Rule
from domain.ids import PersonId
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

LONGEST_WORDS = 100  # characters of what somebody typed, kept beside what was understood

_END = text("""
    update duty_answers set ended_at = :now where duty = :duty and ended_at is null returning id
""")
_ADD = text("""
    insert into duty_answers (duty, rule, words, said_by_id, said_at, asks_again_on)
    values (:duty, cast(:rule as jsonb), :words, :by, :now, :asks_again_on) returning id
""")
_ALL = text("select duty, rule, said_by_id, said_at from duty_answers where ended_at is null order by duty")
_OF = text("select duty, rule, said_by_id, said_at from duty_answers where ended_at is null and duty = :duty")
_MARK = text("select count(*) || ':' || count(ended_at) from duty_answers")


async def answer(tx: Tx, duty: str, rule: Rule, *, by: PersonId, words: str, asks_again_on: date | None = None) -> None:
    """Let the duty be due by this rule from now on; what was said before is kept and counts no more."""
    was = await tx.conn.scalar(_END, {"duty": duty, "now": tx.now})
    values = {
        "duty": duty,
        "rule": rule_to(rule),
        "words": storable(words)[:LONGEST_WORDS],
        "by": by,
        "now": tx.now,
        "asks_again_on": asks_again_on,
    }
    number = await tx.conn.scalar(_ADD, values)
    detail = {"rule": rule_to(rule), "answer": number, "before": was}
    tx.audit(f"person:{by}", "duty.answer", f"duty:{duty}", **detail)


async def take_answer_back(tx: Tx, duty: str, *, by: PersonId) -> bool:
    """Nothing is known any more; False where nothing was."""
    was = await tx.conn.scalar(_END, {"duty": duty, "now": tx.now})
    if was is not None:
        tx.audit(f"person:{by}", "duty.answer_taken_back", f"duty:{duty}", before=was)
    return was is not None


async def answers(tx: Tx) -> Mapping[str, Answer]:
    """By the duty's code, what counts now."""
    return {row.duty: _answer(row) for row in await tx.conn.execute(_ALL)}


async def answer_of(tx: Tx, duty: str) -> Answer | None:
    """What was said about one."""
    row = (await tx.conn.execute(_OF, {"duty": duty})).first()
    return _answer(row) if row else None


async def answers_mark(tx: Tx) -> str:
    """Another text whenever one was given, changed or taken back."""
    return str(await tx.conn.scalar(_MARK))


def _answer(row: AnyRow) -> Answer:
    rule = rule_from(row.rule)
    if not isinstance(rule, tuple):
        return Answer(duty=row.duty, rule=rule, said_by=PersonId(row.said_by_id), said_at=row.said_at)
    raise LookupError(f"the answer about duty {row.duty} is no rule: {rule[0]}")
