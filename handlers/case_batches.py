"""Agreeing to several safe cases in one go, as they stand on the list that was printed last, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.actions import Action, Verb
from domain.batch_card import MOST, agreed_card, is_safe, over_card
from domain.case_look import Look
from domain.flow.acts import Act, Agree, Undo
from domain.flow.kinds import ActKind
from domain.flow.outcome import Done
from domain.texts import case_replies as words
from domain.texts import replies
from handlers.case_offers import mark_of
from handlers.course import attempt, carry_out
from handlers.lists import list_waiting
from handlers.matter import Matter, matters, open_case
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.printed_lists import Printed, last_list
from storage.request_lists import agreed_since

UNDO_MINUTES = 5
STILL_SEEN = timedelta(hours=1)  # how long a list counts as read
CONTENT = frozenset({ActKind.SUBMIT, ActKind.RESUBMIT, ActKind.FILL})


@dataclass(slots=True)
class Tally:
    """What was done of a batch, and what was not."""

    done: list[Look] = field(default_factory=list[Look])
    left: list[Look] = field(default_factory=list[Look])


async def agree_all(turn: Turn) -> None:
    """同意 全部: those of the list that the form calls safe. Without a fresh list it is shown first."""
    printed = await last_list(turn.tx, turn.person.id)
    tally = await _agree_all(turn, printed) if printed and _is_fresh(turn, printed) else None
    if tally is None:
        await turn.say(words.LIST_FIRST)
        await list_waiting(turn, 1)
    elif not tally.done and not tally.left:
        await turn.say(words.NOTHING_SAFE)
    else:
        await turn.say(words.agreed_all(_numbers(tally.done), _numbers(tally.left), UNDO_MINUTES))


async def undo_all(turn: Turn) -> bool:
    """撤销: what was agreed to in one go a moment ago. False, and nothing said, where there is nothing of the kind."""
    tally = await _undo_all(turn)
    if not tally.done and not tally.left:
        return False
    await turn.say(words.undone_all(_numbers(tally.done), _numbers(tally.left)))
    return True


async def press_together(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card under a list: only its owner's, and only while that list is the last one."""
    printed = await last_list(turn.tx, turn.person.id)
    if card.address.person_id != turn.person.id:
        await turn.say(replies.NOT_OFFERED)
    elif action.verb is Verb.UNDO:
        tally = await _undo_all(turn)
        said = words.undone_all(_numbers(tally.done), _numbers(tally.left))
        await cards.redraw(turn.tx, card.id, over_card(said, "已撤销" if tally.done else "已过时"))
    elif action.verb is not Verb.AGREE_ALL or printed is None or action.version != mark_of(printed):
        await turn.say(words.LIST_CHANGED)
    else:
        tally = await _agree_all(turn, printed)
        done = agreed_card(tally.done, tally.left, UNDO_MINUTES, action.version)
        await cards.redraw(turn.tx, card.id, done if tally.done else over_card(words.NOTHING_SAFE, "没有办理"))


async def _agree_all(turn: Turn, printed: Printed) -> Tally:
    """In the order of the numbers, so that two people's batches wait for each other and never in a circle."""
    known = await matters(turn.tx, turn.office, printed.numbers)
    safe = sorted(no for no, each in known.items() if is_safe(each.look(turn.person, turn.tx)))
    tally = Tally()
    for number in safe[:MOST]:
        matter = await open_case(turn.tx, turn.office, number)
        if matter is not None:
            act = Agree(actor=turn.person, at=turn.tx.now, in_batch=True)
            await _try(turn, matter, act, tally, may_go=not _has_changed(matter, printed))
    return tally


async def _undo_all(turn: Turn) -> Tally:
    tally = Tally()
    since = turn.tx.now - timedelta(minutes=UNDO_MINUTES)
    for number in sorted(await agreed_since(turn.tx, turn.person.id, since)):
        matter = await open_case(turn.tx, turn.office, number)
        if matter is not None and _may_be_undone(matter, turn):
            await _try(turn, matter, Undo(actor=turn.person, at=turn.tx.now), tally)
    return tally


async def _try(turn: Turn, matter: Matter, act: Act, tally: Tally, *, may_go: bool = True) -> None:
    outcome = await attempt(turn.tx, turn.office, matter, act) if may_go else None
    settled = await carry_out(turn, matter, act) if isinstance(outcome, Done) else None
    if settled is None:
        tally.left.append(matter.look(turn.person, turn.tx))
    else:
        tally.done.append(settled.look(turn.person, turn.tx))


def _may_be_undone(matter: Matter, turn: Turn) -> bool:
    undoable = matter.case.undoable
    return undoable is not None and undoable.actor == turn.person.id


def _has_changed(matter: Matter, printed: Printed) -> bool:
    """Whether its content is another than what was on the list."""
    return any(entry.at > printed.at and entry.kind in CONTENT for entry in matter.case.history)


def _is_fresh(turn: Turn, printed: Printed) -> bool:
    return turn.tx.now - printed.at < STILL_SEEN


def _numbers(looks: Sequence[Look]) -> list[str]:
    return [look.number for look in looks]
