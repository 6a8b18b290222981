"""A form that was left half filled is kept, and that is said once: silence would look like loss."""

from datetime import timedelta

from domain.ids import PersonId, RequestNo
from domain.office import Office
from domain.texts import form_filling as words
from handlers.form_dialogue import TOPIC, Stage
from storage.cases import find_case
from storage.database import Tx
from storage.dialogues import take_idle
from storage.forms import form_of
from storage.outbox import say
from storage.reach import addresses_of

IDLE_AFTER = timedelta(minutes=10)
OPEN_STAGES = (Stage.ASKING, Stage.EDITING)  # something was asked and nothing answered


async def tell_idle(tx: Tx, office: Office) -> int:
    """Tell everybody who stopped in the middle that nothing is lost; how many that were."""
    stages, before = [stage.value for stage in OPEN_STAGES], tx.now - IDLE_AFTER
    idle = await take_idle(tx, TOPIC, stages, before)
    for person, number in idle:
        await _tell(tx, person, number, await _kept(tx, number, office))
    return len(idle)


async def _kept(tx: Tx, number: RequestNo, office: Office) -> str:
    kept = await find_case(tx, number)
    form = await form_of(tx, kept.form, kept.form_version) if kept else None
    if form is None:
        raise LookupError("a dialogue about a form has lost it")
    return words.kept(form, number, office.leave.draft_days)


async def _tell(tx: Tx, person: PersonId, number: RequestNo, sentence: str) -> None:
    for to in (await addresses_of(tx, person))[:1]:  # a word in passing: once, even while a college moves
        await say(tx, to, sentence, key=f"idle:{number}:{tx.now.isoformat()}", request_no=number)
