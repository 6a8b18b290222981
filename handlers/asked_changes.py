"""A change that a form has asked for is seen in the directory: whoever was to make it is told, and decides."""

from domain.asked_change import STEP, is_shown_by, kinds_for
from domain.ids import PersonId, RequestNo
from domain.office import Office
from domain.texts import case_words as words
from handlers.case_show import refresh_case
from handlers.matter import open_case
from handlers.tell import tell
from storage.asked_changes import Waiting, changes_since, forget_undone, keep_shown, waiting_changes
from storage.database import Tx

BY = "job:org-changes"


async def note_shown(tx: Tx, office: Office) -> int:
    """After the directory has changed, and now and then: a step may begin when it is done already. How many."""
    for no in await forget_undone(tx):
        await _draw(tx, office, no)
    waiting = await waiting_changes(tx)
    return sum([await _look(tx, office, one) for one in waiting])


async def _look(tx: Tx, office: Office, asked: Waiting) -> bool:
    person, newcomer = asked.fields.get("person"), asked.fields.get("newcomer")
    people = [person["id"]] if isinstance(person, dict) else []
    names = [newcomer] if isinstance(newcomer, str) else []
    changes = await changes_since(tx, asked.since, kinds_for(asked.fields), people, names)
    found = next((change for change in changes if is_shown_by(asked.fields, change)), None)
    if found is None:
        return False
    await keep_shown(tx, asked.no, found)
    tx.audit(BY, "request.shown", f"request:{asked.no}", change=found.id)
    number, actors = await _draw(tx, office, asked.no)
    for actor in actors:  # a card that is drawn anew rings nowhere
        await tell(tx, actor, words.shown_now(number, found.line, asked.no), key=f"shown:{asked.no}:{found.id}")
    return True


async def _draw(tx: Tx, office: Office, no: RequestNo) -> tuple[str, list[PersonId]]:
    """The cards of whoever has the step; how the request is called, and who they are."""
    matter = await open_case(tx, office, no)
    if matter is None:
        return "", []
    actors = [place.stand_in or place.person for run, place in matter.case.open_places() if run.key == STEP]
    for actor in actors:
        await refresh_case(tx, matter, actor)
    return matter.form.number(no), [actor.id for actor in actors]
