"""A form that was left half filled is kept, and that is said once: silence would look like loss."""

from datetime import timedelta

from domain.ids import PersonId, RequestNo
from domain.office import Office
from domain.texts import filling as words
from handlers.fill import TOPIC, Stage
from storage.database import Tx
from storage.dialogues import take_idle
from storage.outbox import say
from storage.reach import addresses_of

IDLE_AFTER = timedelta(minutes=10)
OPEN_STAGES = (Stage.ASKING, Stage.EDITING)  # something was asked and nothing answered


async def tell_idle(tx: Tx, office: Office) -> int:
    """Tell everybody who stopped in the middle that nothing is lost; how many that were."""
    idle = await take_idle(tx, TOPIC, [stage.value for stage in OPEN_STAGES], tx.now - IDLE_AFTER)
    for person, number in idle:
        await _tell(tx, person, number, office)
    return len(idle)


async def _tell(tx: Tx, person: PersonId, number: RequestNo, office: Office) -> None:
    for to in (await addresses_of(tx, person))[:1]:  # a word in passing: once, even while a college moves
        key = f"idle:{number}:{tx.now.isoformat()}"
        await say(tx, to, words.kept(number, office.leave.draft_days), key=key, request_no=number)
