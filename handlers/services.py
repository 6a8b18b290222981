"""办事: what somebody may start, and starting it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.flow.case import State
from domain.forms.form import Form
from domain.forms.leave_said import leave_fields
from domain.forms.offer_list import RECENT, Listing, group_list, short_list
from domain.forms.offering import MOST_NAMED, exactly_named, group_named, named, offered
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from domain.sentence.numbers import read_whole
from domain.text_fold import fold_text
from domain.texts import form_filling as words
from handlers import form_filling
from handlers.facts import directory_for, member_for, now_of
from handlers.form_dialogue import Filling, Stage, filling_about
from handlers.turn import Turn
from storage.cases import Kept, cases_of, create_case, load_cases
from storage.forms import newest_forms
from storage.used_forms import forms_listed, remember_forms, used_lately

LONGEST_PLACE = 3  # digits of a place in the list


async def list_or_start(turn: Turn, said: str) -> None:
    """办事 lists, 办事 后勤 lists a group, 办事 3 and 办事 出差 start; what may mean several is asked."""
    forms = await forms_offered(turn)
    wanted = said.strip()
    place = read_whole(fold_text(wanted)) if len(wanted) <= LONGEST_PLACE else None
    if not forms:
        await turn.say(words.NOTHING_OFFERED)
    elif not wanted:
        await _list(turn, await _short_list(turn, forms))
    elif group := group_named(forms, wanted):
        await _list(turn, group_list(forms, group))
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


async def _short_list(turn: Turn, forms: Sequence[Form]) -> Listing:
    return short_list(forms, await used_lately(turn.tx, turn.person.id))


async def _list(turn: Turn, listing: Listing) -> None:
    """Say it, and remember what its places mean."""
    await remember_forms(turn.tx, turn.person.id, listing.keys)
    await turn.say(words.services(listing, page_of_forms(turn)))


def page_of_forms(turn: Turn) -> str:
    """Where all of them can be looked through and started; empty without pages."""
    source = turn.address.source
    return f"{turn.office.pages}/h5/forms?at={source.platform}:{source.account}" if turn.office.pages else ""


async def _start_place(turn: Turn, forms: Sequence[Form], place: int) -> None:
    """A place in the list that was printed last; without one, in the list as it would be."""
    listed = await forms_listed(turn.tx, turn.person.id)
    keys = (await _short_list(turn, forms)).keys if listed is None else listed
    wanted = keys[place - 1] if 1 <= place <= len(keys) else ""
    found = next((form for form in forms if form.key == wanted), None)
    if found:
        await _begin(turn, found)
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


class Offers(NamedTuple):
    """What a page lists for somebody: all by group, those they used lately, and the keys of those with a draft."""

    forms: tuple[Form, ...]
    recent: tuple[Form, ...]
    drafts: frozenset[str]


async def offers_for(turn: Turn) -> Offers:
    """Everything that this person may start."""
    forms = await forms_offered(turn)
    by_key = {form.key: form for form in forms}
    used = await used_lately(turn.tx, turn.person.id)
    recent = tuple(by_key[key] for key in used if key in by_key)[:RECENT]
    drafts = await load_cases(turn.tx, await cases_of(turn.tx, turn.person.id, State.DRAFT))
    return Offers(forms, recent, frozenset(kept.form for kept in drafts))


async def start_on_page(turn: Turn, key: str) -> RequestNo | None:
    """The draft of this form to be filled in on a page: the one that is there, else a new one, of which the chat says
    nothing. None: they may not start it.
    """
    form = next((form for form in await forms_offered(turn) if form.key == key), None)
    if form is None:
        return None
    known = await _draft_of(turn, form)
    if known is None:
        known = await create_case(turn.tx, turn.person, form, plan_of(form, Minutes(turn.office.shift.minutes)), {})
        turn.note("request.draft", known.no, version=known.case.version)
    return known.no


async def _begin(turn: Turn, form: Form) -> None:
    """A draft of this form that is there already is gone on with: one at a time."""
    known = await _draft_of(turn, form)
    if known is None:
        await form_filling.begin(turn, form)
    else:
        about = await filling_about(turn, known.no)
        await form_filling.resume(turn, Filling(known.no, Stage.PARKED, about.earlier))


async def _draft_of(turn: Turn, form: Form) -> Kept | None:
    """The draft of this form that is there already."""
    drafts = await load_cases(turn.tx, await cases_of(turn.tx, turn.person.id, State.DRAFT))
    return next((kept for kept in drafts if kept.form == form.key), None)
