"""销假: what one is back from, what that gives back, and one confirmation that books all of it."""

from dataclasses import replace
from datetime import timedelta

from domain.actions import Action, Verb
from domain.flow.kinds import ActKind
from domain.forms.away import Hours
from domain.leave_return import Absence, Return, give_back, read_back
from domain.leave_return_card import MOST, ended_card, proposal_card, which_card
from domain.texts import leave_returns as words
from domain.words import Command
from handlers.away import leave_shortened
from handlers.case_show import refresh_case
from handlers.facts import hours_for
from handlers.matter import Matter, open_matter
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards, ledger
from storage.attendance_days import touch_days
from storage.cards import StoredCard
from storage.gate import move_end
from storage.leave_returns import (
    Proposal,
    absence_of,
    end_proposal,
    find_proposal,
    propose,
    shorten,
    under_way,
)

BACK = "back"  # the role of a card of 销假


async def say_back(turn: Turn, command: Command) -> None:
    """销假, 销假 今天下午, 销假 1024 3月5日 14:00: shown first, done when it is confirmed."""
    hours = await hours_for(turn.tx, turn.office, turn.person.id)
    back = read_back(command.rest, turn.tx.now.astimezone(turn.office.campus), hours)
    if back is None:
        await turn.say(words.UNCLEAR.format(example=words.EXAMPLE))
        return
    open_ones = [each for each in await under_way(turn.tx, turn.person.id) if _is_open(turn, each)]
    meant = [each for each in open_ones if command.number in (None, each.no)]
    if not meant:
        await turn.say(words.NOT_THIS.format(no=command.number) if command.number else words.NONE)
        return
    proposed = [(each, give_back(each, back, hours)) for each in meant[:MOST]]
    possible = [each for each in proposed if not _why_not(turn, *each, hours)]
    if len(possible) < 2:  # noqa: PLR2004 - nothing to choose from
        await _show(turn, *(possible or proposed)[0], hours)
        return
    offered = [(await propose(turn.tx, absence, returned), absence) for absence, returned in possible]
    card = which_card(offered, hours, turn.tx.now)
    await cards.draw(turn.tx, turn.address, card, role=BACK, request_no=None)


def _is_open(turn: Turn, absence: Absence) -> bool:
    """Whether one may still come back from it, or has to say so."""
    return absence.end > turn.tx.now or absence.needs_return(turn.office.shift.minutes)


def _why_not(turn: Turn, absence: Absence, returned: Return, hours: Hours) -> str:
    if returned.back <= absence.start:
        start = words.at(absence.start, hours.campus)
        return words.TOO_EARLY.format(start=start, example=words.EXAMPLE)
    if returned.back >= absence.end > turn.tx.now:
        return words.TOO_SOON.format(end=words.at(absence.end, hours.campus))
    return ""


async def _show(turn: Turn, absence: Absence, returned: Return, hours: Hours) -> None:
    if problem := _why_not(turn, absence, returned, hours):
        await turn.say(problem)
        return
    number = await propose(turn.tx, absence, returned)
    turn.note("leave.return_asked", absence.no, proposal=number, minutes=returned.given_back)
    card = proposal_card(number, absence, returned, hours, turn.tx.now)
    await cards.draw(turn.tx, turn.address, card, role=BACK, request_no=None)


async def press_back(turn: Turn, card: StoredCard, action: Action) -> None:
    """One of its buttons: which leave, yes or no."""
    proposal = await find_proposal(turn.tx, action.version)
    if proposal is None or proposal.person != turn.person.id:
        await turn.say(words.NOT_YOURS)
        return
    matter = await open_matter(turn, proposal.no)
    proposal = await find_proposal(turn.tx, proposal.id)  # as it is behind the lock
    absence = await absence_of(turn.tx, proposal.no) if proposal else None
    if matter is None or proposal is None or absence is None or not proposal.is_open:
        await turn.say(words.OVER)
        return
    hours = await hours_for(turn.tx, turn.office, turn.person.id)
    await _answer(turn, card, action, matter, _Asked(proposal, absence, hours))


class _Asked:
    """What was asked about, and what would come of it now."""

    def __init__(self, proposal: Proposal, absence: Absence, hours: Hours) -> None:
        self.proposal, self.absence, self.hours = proposal, absence, hours
        self.returned = give_back(absence, proposal.returned.back, hours)

    @property
    def is_as_shown(self) -> bool:
        """Whether confirming does what the card says."""
        return self.returned == self.proposal.returned and self.absence.end == self.proposal.was_until


async def _answer(turn: Turn, card: StoredCard, action: Action, matter: Matter, asked: _Asked) -> None:
    absence, returned, hours = asked.absence, asked.returned, asked.hours
    match action.verb:
        case Verb.CHOOSE:
            await cards.redraw(turn.tx, card.id, replace(card.content, buttons=(), closing="已选", is_final=True))
            await _show(turn, absence, returned, hours)
        case Verb.CANCEL:
            await end_proposal(turn.tx, asked.proposal, absence, returned, done=False)
            left = words.LEFT.format(end=words.at(absence.end, hours.campus))
            await _end_card(turn, card, asked, "没有销假")
            await turn.say(left, absence.no)
        case Verb.CONFIRM if not asked.is_as_shown:
            await end_proposal(turn.tx, asked.proposal, absence, returned, done=False)
            await _end_card(turn, card, asked, "没有销假，假期有变")
            await turn.say(words.CHANGED)
            await _show(turn, absence, returned, hours)
        case Verb.CONFIRM:
            await _come_back(turn, matter, asked)
            await _end_card(turn, card, asked, words.stands(returned.back, hours.campus))
        case _:
            await turn.say(words.OVER)


async def _end_card(turn: Turn, card: StoredCard, asked: _Asked, ending: str) -> None:
    ended = ended_card(asked.absence, asked.returned, asked.hours, turn.tx.now, ending)
    await cards.redraw(turn.tx, card.id, ended)


async def _come_back(turn: Turn, matter: Matter, asked: _Asked) -> None:
    """The reserved time, the ledger with its lots, attendance and the stand-in: all of it in this transaction."""
    tx, absence, returned = turn.tx, asked.absence, asked.returned
    await end_proposal(tx, asked.proposal, absence, returned, done=True)
    await shorten(tx, absence, returned)
    cause = f"adjust:return:{asked.proposal.id}"
    await ledger.give_back(tx, absence.no, returned.given_back, reason="销假", cause_key=cause, today=turn.today)
    await move_end(tx, absence.no, returned.until)
    if returned.until < absence.end:
        first, last = (at.astimezone(asked.hours.campus).date() for at in (returned.until, absence.end))
        await touch_days(tx, [absence.person], first - timedelta(days=1), last, f"return:{absence.no}")
        await leave_shortened(tx, absence.person, absence.no, returned.until)
    turn.note("leave.return", absence.no, proposal=asked.proposal.id, minutes=returned.given_back)
    await turn.say(words.done(absence, returned, asked.hours.campus), absence.no)
    await _tell_approvers(turn, matter, asked)
    await refresh_case(tx, replace(matter, back=returned.back), turn.person)


async def _tell_approvers(turn: Turn, matter: Matter, asked: _Asked) -> None:
    agreed = {entry.actor.id for entry in matter.case.history if entry.kind is ActKind.AGREE}
    number = f"单号 {matter.form.number(matter.no)}"
    text = words.told(turn.person.name, number, asked.absence, asked.returned, asked.hours.campus)
    for person in sorted(agreed - {turn.person.id}):
        await tell(turn.tx, person, text, key=f"return:{asked.proposal.id}:{person}", request_no=matter.no)
