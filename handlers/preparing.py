"""代填: a draft that somebody has filled in for another, who alone submits it or not."""

from dataclasses import replace

from domain.flow.case import State
from domain.forms.offering import offered
from domain.people import Person
from domain.texts import preparing as words
from handlers import form_filling
from handlers.case_people import person_in
from handlers.facts import directory_for, member_for, now_of
from handlers.form_dialogue import filling_about
from handlers.form_sheet import copies_of_draft, question_in
from handlers.matter import Matter, open_matter
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.cases import hand_draft
from storage.dialogues import close_dialogues_about
from storage.reach import addresses_of


async def prepare_for(turn: Turn, matter: Matter, said: str) -> None:
    """Hand one's own finished draft to the one whom it is about; until they submit it, it is nobody's concern."""
    if matter.case.state is not State.DRAFT or matter.case.applicant.id != turn.person.id:
        await turn.say(words.NO_DRAFT, matter.no)
        return
    if question_in(matter) is not None:
        await turn.say(words.UNFINISHED, matter.no)
        await form_filling.resume(turn, await filling_about(turn, matter.no))
        return
    meant = await person_in(turn, matter, words.VERB, said)
    cause = await _why_not(turn, matter, meant.person) if meant else ""
    if cause:
        turn.note("request.refuse", matter.no, attempt="prepare", cause="not_theirs_to_start")
        await turn.say(cause, matter.no)
    elif meant:
        await _hand(turn, matter, meant.person)


async def _why_not(turn: Turn, matter: Matter, to: Person) -> str:
    """Why they cannot have it; empty when they can."""
    if to.id == turn.person.id:
        return words.ONESELF
    directory = await directory_for(turn.tx, turn.office)
    facts = directory.facts(member_for(directory, to))
    if not offered([matter.form], facts, now_of(turn.tx, turn.office)):
        return words.NOT_THEIRS.format(name=to.name, title=matter.form.title)
    return "" if await addresses_of(turn.tx, to.id) else words.NOT_REACHED.format(name=to.name)


async def _hand(turn: Turn, matter: Matter, to: Person) -> None:
    for copy in await copies_of_draft(turn, matter):
        closing = words.CLOSING.format(name=to.name)
        await cards.redraw(turn.tx, copy.id, replace(copy.content, buttons=(), closing=closing, is_final=True))
    await close_dialogues_about(turn.tx, matter.no, turn.person.id)
    await hand_draft(turn.tx, matter.kept, to)
    turn.note("request.prepare", matter.no, whom=to.id)
    what = words.what(matter.form, matter.no)
    await tell(turn.tx, to.id, words.for_you(turn.person, what), key=f"prepared:{matter.no}:{to.id}:{turn.tx.now}")
    await _show(turn, matter, to)
    await turn.say(words.handed(to, what), matter.no)


async def _show(turn: Turn, matter: Matter, to: Person) -> None:
    """The draft's card, where they are told."""
    for address in (await addresses_of(turn.tx, to.id))[:1]:
        theirs = replace(turn, person=to, address=address)
        handed = await open_matter(theirs, matter.no)
        if handed is not None:
            await form_filling.redraw(theirs, handed)
