"""What the bot is talking about with a person: one row each, so that a restart forgets nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert

from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.tables import dialogues

OLDEST_IDLE = timedelta(days=1)
# What is said next replaces the state, and the mark with it.
IDLE = text("""
    update dialogues set state = state || '{"is_idle_told": true}'
    where topic = :topic and request_no is not null and state ->> 'stage' = any(cast(:stages as text[]))
      and not state ? 'is_idle_told' and updated_at < :before and updated_at > :oldest
    returning person_id, request_no
""")
FIND = text("select * from dialogues where person_id = :person")  # written out, because every event asks it


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`topic` says what the next text answers, `request_no` which request it is about, `state` what else is needed."""

    topic: str
    request_no: RequestNo | None
    state: Mapping[str, object] = field(default_factory=dict[str, object])
    updated_at: datetime | None = None


async def find_dialogue(tx: Tx, person: PersonId) -> Dialogue | None:
    """The open dialogue, if there is one."""
    row = (await tx.conn.execute(FIND, {"person": person})).first()
    if row is None:
        return None
    number = None if row.request_no is None else RequestNo(row.request_no)
    return Dialogue(row.topic, number, row.state, row.updated_at)


async def open_dialogue(tx: Tx, person: PersonId, dialogue: Dialogue) -> None:
    """Talk about this from now on, whatever it was before."""
    values = {
        "topic": dialogue.topic,
        "request_no": dialogue.request_no,
        "state": dict(dialogue.state),
        "updated_at": tx.now,
    }
    query = insert(dialogues).values(person_id=person, **values)
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def take_idle(tx: Tx, topic: str, stages: Sequence[str], before: datetime) -> list[tuple[PersonId, RequestNo]]:
    """Whom nobody told yet that their dialogue waits. Those of yesterday and earlier are let rest."""
    values = {"topic": topic, "stages": list(stages), "before": before, "oldest": before - OLDEST_IDLE}
    return [(PersonId(row.person_id), RequestNo(row.request_no)) for row in await tx.conn.execute(IDLE, values)]


async def close_dialogues_about(tx: Tx, number: RequestNo, person: PersonId) -> None:
    """Nothing more is being talked about with this person that is about this request."""
    about = (dialogues.c.person_id == person) & (dialogues.c.request_no == number)
    await tx.conn.execute(delete(dialogues).where(about))


async def close_dialogue(tx: Tx, person: PersonId) -> None:
    """Nothing is being talked about any longer."""
    await tx.conn.execute(delete(dialogues).where(dialogues.c.person_id == person))
