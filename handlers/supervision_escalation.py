"""督办 that run out, told to whom their colour concerns: each colour once, everything for one person at once."""

from collections import defaultdict
from collections.abc import Iterator

from domain.duties.colours import Colour
from domain.duties.escalation import Policy, Told
from domain.duties.work_clock import is_working
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from domain.supervision import POLICY, Supervision, colour_of, line_of
from domain.texts.supervision import running_out
from handlers.bulletin_facts import hours_of
from handlers.duty_people import heads_over
from handlers.facts import directory_for
from handlers.tell import tell
from storage.database import Tx
from storage.supervisions import Telling, note_supervision_tellings, open_supervisions


async def tell_supervisions(tx: Tx, office: Office) -> int:
    """In working time only; how many of them somebody was told of."""
    if not is_working(tx.now, office.campus, office.calendar, office.shifts):
        return 0
    hours, policy = hours_of(office), office.escalation.of(POLICY)
    coloured = [(it, colour_of(it, tx.now, hours, policy)) for it in await open_supervisions(tx) if it.is_owed]
    due = [(it, colour) for it, colour in coloured if colour is not Colour.GREEN]
    if not due:
        return 0
    directory = await directory_for(tx, office)
    told: dict[Telling, Supervision] = {
        (it.no, it.due_on, colour, person): it
        for it, colour in due
        for person in _people(directory, it, colour, policy)
    }
    fresh = await note_supervision_tellings(tx, told)
    by_person: dict[PersonId, dict[Colour, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(fresh):
        _, _, colour, person = key
        by_person[person][colour].append(line_of(told[key], tx.now, hours, policy))
    day = tx.now.astimezone(office.campus).date()
    for person, parts in sorted(by_person.items()):
        said = [(each, parts[each], policy.stages[each].consequence) for each in reversed(Colour) if each in parts]
        await tell(tx, person, running_out(day, said), key=f"supervisions:{person}:{tx.now.isoformat()}")
    return len({number for number, *_ in fresh})


def _people(directory: Directory, it: Supervision, colour: Colour, policy: Policy) -> Iterator[PersonId]:
    """By the policy; with the office whoever has set it up."""
    told = policy.stages[colour].told
    if Told.OWNER in told:
        yield from it.waiting
    if Told.HEAD in told:
        yield from (person for owner in it.waiting for person in heads_over(directory, owner))
    if Told.OFFICE in told:
        yield it.setter
        yield from (member.person.id for member in directory.holders(policy.office))
