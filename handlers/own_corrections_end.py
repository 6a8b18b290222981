"""What became of the form by which somebody wants their own put right becomes of the wish."""

from domain.flow.case import State
from domain.quality.amendment import Amendment, Stage
from domain.quality.check import AMENDMENT
from domain.quality.system import Mending
from handlers.matter import Matter
from storage.amendments import move, of_request
from storage.database import Tx
from storage.findings import close_one

AFTER = "after"  # the field of both forms that holds the new value
GIVEN_UP = (State.REJECTED, State.WITHDRAWN, State.EXPIRED)


async def follow_amendment(tx: Tx, settled: Matter) -> None:
    """What became of the form becomes of what it asks for."""
    if settled.form.key not in set(Mending):
        return
    amendment = await of_request(tx, settled.no)
    if amendment is None:
        return
    state = settled.case.state
    if state is State.APPROVED and amendment.stage is Stage.ASKED:
        await move(tx, amendment, Stage.AGREED, f"{settled.case.fields.get(AFTER) or amendment.value}")
    elif state in GIVEN_UP and amendment.stage is not Stage.SHOWN:
        await _give_up(tx, amendment)


async def _give_up(tx: Tx, amendment: Amendment) -> None:
    await move(tx, amendment, Stage.REFUSED)
    await close_one(tx, AMENDMENT, f"{amendment.id}")
