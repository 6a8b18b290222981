"""Leaves from before every request was a case: ended, to be read and not to be acted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.flow.case import State
from domain.ids import PersonId, RequestNo
from domain.leave_types import BY_CODE
from storage.database import Tx

_LOAD = text("select no, state, fields from requests where no = any(cast(:numbers as bigint[])) and plan is null")
_IS_OF = text("select exists (select from requests where no = :no and applicant_id = :person and plan is null)")


@dataclass(frozen=True, slots=True)
class Earlier:
    """How it ended, and as much of what it was about as is known."""

    no: RequestNo
    state: State
    leave_type: str
    start: datetime | None
    end: datetime | None


async def load_earlier(tx: Tx, numbers: Sequence[RequestNo]) -> list[Earlier]:
    """Those of the numbers that are such leaves."""
    rows = await tx.conn.execute(_LOAD, {"numbers": list(numbers)})
    return [_earlier(row.no, row.state, row.fields) for row in rows]


async def is_earlier_of(tx: Tx, number: RequestNo, person: PersonId) -> bool:
    """Whether this person once asked for it."""
    return bool(await tx.conn.scalar(_IS_OF, {"no": number, "person": person}))


def _earlier(no: int, state: str, fields: Mapping[str, object]) -> Earlier:
    kind = BY_CODE.get(str(fields.get("leave_type")))
    start, end = (_instant(fields.get(side)) for side in ("start", "end"))
    return Earlier(RequestNo(no), State(state), kind.name if kind else "", start, end)


def _instant(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
