"""办事: what somebody may start, and starting it."""

from collections.abc import Iterable

from domain.flow.case import State
from domain.forms.form import Form
from domain.forms.leave_said import leave_fields
from domain.forms.offering import MOST_NAMED, by_group, exactly_named, named, offered
from domain.sentence.numbers import read_whole
from domain.text_fold import fold_text
from domain.texts import form_filling as words
from handlers import form_filling
from handlers.facts import directory_for, member_for, now_of
from handlers.form_dialogue import Filling, Stage, filling_about
from handlers.turn import Turn
from storage.cases import cases_of, load_cases
from storage.forms import newest_forms

LONGEST_PLACE = 3  # digits of a place in the list


async def list_or_start(turn: Turn, said: str) -> None:
    """办事 lists, 办事 3 and 办事 出差 start; what may mean several is asked."""
    forms = await forms_offered(turn)
    wanted = said.strip()
    place = read_whole(fold_text(wanted)) if len(wanted) <= LONGEST_PLACE else None
    if not forms:
        await turn.say(words.NOTHING_OFFERED)
    elif not wanted:
        await turn.say(words.services(by_group(forms)))
    elif place is not None:
        await _start_place(turn, forms, place)
    else:
        await _start_named(turn, forms, wanted)


async def suggest(turn: Turn, said: str) -> bool:
    """The name of a form alone starts nothing: how to start it is said. False if it is the name of none."""
    named_so = exactly_named(tuple((await newest_forms(turn.tx)).values()), said)
    found = await _offered(turn, named_so) if named_so else ()
    if len(found) == 1:
        await turn.say(words.suggested(found[0]))
    elif found:
        await turn.say(words.which(found, said))
    return bool(found)


async def begin_leave(turn: Turn, text: str) -> bool:
    """A sentence that asks for leave, by the form that this person has for it. False if it was a form's name alone."""
    if await suggest(turn, text):
        return False
    asking = [form for form in (await newest_forms(turn.tx)).values() if leave_fields(form)]
    form = next(iter(await _offered(turn, asking)), None)
    if form is None:
        await turn.say(words.NO_LEAVE.format(contact=turn.office.contact))
    else:
        await form_filling.begin_said(turn, form, text)
    return True


async def forms_offered(turn: Turn) -> tuple[Form, ...]:
    """What this person may start, in the order of the list."""
    return await _offered(turn, (await newest_forms(turn.tx)).values())


async def _offered(turn: Turn, forms: Iterable[Form]) -> tuple[Form, ...]:
    directory = await directory_for(turn.tx, turn.office)
    facts = directory.facts(member_for(directory, turn.person))
    return offered(forms, facts, now_of(turn.tx, turn.office))


async def _start_place(turn: Turn, forms: tuple[Form, ...], place: int) -> None:
    if 1 <= place <= len(forms):
        await _begin(turn, forms[place - 1])
    else:
        await turn.say(words.NO_SUCH_PLACE.format(place=place))


async def _start_named(turn: Turn, forms: tuple[Form, ...], wanted: str) -> None:
    found = named(forms, wanted)
    if len(found) == 1:
        await _begin(turn, found[0])
    elif found:
        await turn.say(words.which(found[:MOST_NAMED], wanted))
    else:
        await turn.say(words.unknown(wanted))


async def _begin(turn: Turn, form: Form) -> None:
    """A draft of this form that is there already is gone on with: one at a time."""
    drafts = await load_cases(turn.tx, await cases_of(turn.tx, turn.person.id, State.DRAFT))
    known = next((kept for kept in drafts if kept.form == form.key), None)
    if known is None:
        await form_filling.begin(turn, form)
    else:
        about = await filling_about(turn, known.no)
        await form_filling.resume(turn, Filling(known.no, Stage.PARKED, about.earlier))
