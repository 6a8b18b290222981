"""The roster against the platforms: lists that HR asks for, sees, and has carried out or ignores."""

from collections.abc import Collection, Mapping

from domain.actions import Action, Verb
from domain.address import Address
from domain.events import Source
from domain.ids import PersonId
from domain.office import Office
from domain.platform_list import ListCause, ListState, PlatformList
from domain.platforms import is_called
from domain.texts import platform_lists as words
from domain.way_in import WayIn
from handlers.platform_list_show import ask_again, is_watching, number_in, show_list, show_list_to
from handlers.roles import Role, holds_or_noted
from handlers.turn import Turn
from storage.cards import StoredCard
from storage.database import Tx
from storage.platform_lists import Beginning, begin_list, decide_list, end_list, lock_list
from storage.ways_in import keep_ways_in


async def compare_asked(turn: Turn, name: str) -> None:
    """花名册 核对, or with one platform. What is being read already is not read twice."""
    chosen = [one for one in turn.office.sources if is_called(one, name)]
    if not chosen:
        await turn.say(words.NO_ACCOUNT.format(name=name) if name else words.NOTHING_CONFIGURED)
    for source in chosen:
        cause = ListCause.ASKED
        listed = await _begin(turn.tx, turn.office, source, _beginning(turn.person.id, cause, source, chosen))
        if await is_watching(turn.tx, listed, turn.person.id):
            await turn.say(words.ALREADY)
        else:
            await show_list_to(turn.tx, turn.office, listed, turn.address)


async def compare_imported(tx: Tx, office: Office, at: Address, person: PersonId, ways_in: Mapping[str, WayIn]) -> None:
    """After an import: a card per account for whoever had it written. How to reach new people goes with one of them."""
    for source in office.sources:
        beginning = _beginning(person, ListCause.IMPORT, source, office.sources)
        listed = await _begin(tx, office, source, beginning)
        if beginning.takes_newcomers:
            await keep_ways_in(tx, listed.id, ways_in)
        if not await is_watching(tx, listed, person):
            await show_list_to(tx, office, listed, at)


def _beginning(person: PersonId, cause: ListCause, source: Source, chosen: Collection[Source]) -> Beginning:
    """Who has no account anywhere is to be made on one of them only: the one that is asked for, else the first."""
    is_main = source == next(iter(chosen))
    return Beginning(cause=cause, by=f"person:{person}", person=person, takes_newcomers=is_main)


async def _begin(tx: Tx, office: Office, source: Source, beginning: Beginning) -> PlatformList:
    listed, older = await begin_list(tx, source, beginning)
    for each in older:
        await show_list(tx, office, each)
    tx.audit(beginning.by, "platform.compare", f"directory_list:{listed.id}", cause=beginning.cause.value)
    return listed


async def press_list(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card. Who may is asked at each act."""
    listed = await lock_list(turn.tx, number_in(card.role))
    if listed is None or not await holds_or_noted(turn, Role.HR, action.verb.value):
        await turn.say(words.NOT_YOURS)
        return
    match action.verb:
        case Verb.DETAIL:
            await turn.say(words.PAGE.format(address=_page(turn, listed)))
        case Verb.BACK:
            await show_list(turn.tx, turn.office, listed)
        case Verb.APPLY if listed.is_valid(turn.tx.now) and listed.excesses:
            await ask_again(turn.tx, turn.office, listed, card.id)
        case Verb.CANCEL if listed.state is ListState.READING:
            await _ignore(turn, listed, action.verb)
        case Verb.APPLY | Verb.CONFIRM | Verb.IGNORE:
            await _decide(turn, listed, action.verb)
        case _:
            await turn.say(words.NOT_NOW)


async def _decide(turn: Turn, listed: PlatformList, verb: Verb) -> None:
    """Write or ignore it, while that is still what the card says."""
    is_going_on = listed.state is ListState.HALTED and verb is Verb.APPLY
    if not is_going_on and not listed.is_valid(turn.tx.now):
        late = listed.state in {ListState.READY, ListState.EXPIRED}
        await turn.say(words.TOO_LATE if late else words.NOT_NOW)
    elif verb is Verb.IGNORE:
        await _ignore(turn, listed, verb)
        return
    elif listed.source not in turn.office.writable:
        await turn.say(words.MAY_NOT_WRITE.get(listed.source.platform, words.NOT_NOW))
    else:
        listed = await decide_list(turn.tx, listed, ListState.WRITING, turn.person.id)
        _note(turn, listed, verb)
    await show_list(turn.tx, turn.office, listed)


async def _ignore(turn: Turn, listed: PlatformList, verb: Verb) -> None:
    """Nothing is written; whoever compares just now finds that it was not wanted any more."""
    decided = await decide_list(turn.tx, listed, ListState.IGNORED, turn.person.id)
    ignored = await end_list(turn.tx, decided, ListState.IGNORED)
    _note(turn, ignored, verb)
    await show_list(turn.tx, turn.office, ignored)


def _note(turn: Turn, listed: PlatformList, verb: Verb) -> None:
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, f"platform.{verb}", f"directory_list:{listed.id}", channel=turn.channel.value)


def _page(turn: Turn, listed: PlatformList) -> str:
    """Where all of it can be seen: a card has room for ten."""
    source = turn.address.source
    return f"{turn.office.pages}/h5/platform/{listed.id}?at={source.platform}:{source.account}"
