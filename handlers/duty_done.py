"""Somebody has done what they owe: said, shown, checked where the duty is checked, and true on every card."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.actions import Action, Verb
from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty
from domain.duties.duty_cards import check_card, ended_card
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from domain.texts import duties as words
from handlers.digest_of_duties import PAGE, words_of
from handlers.digest_show import refresh_digests
from handlers.facts import directory_for
from handlers.happenings import duty_done
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.duties import load_catalogue
from storage.obligations import (
    Obligation,
    ObligationState,
    add_evidence,
    claim,
    do,
    lock_obligation,
    unclaim,
)
from storage.reach import addresses_of
from storage.stand_ins import in_force

CHECK = "check"  # begins the role of the checker's card; the obligation's number follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An obligation that is locked, with all that share it, its duty, and the words for it."""

    it: Obligation
    all: Sequence[Obligation]
    duty: Duty | None
    catalogue: Catalogue

    @property
    def what(self) -> str:
        """Which one, for people."""
        return words_of(self.it, self.duty)


async def open_owed(tx: Tx, number: int) -> Owed | None:
    """To be acted on in this transaction."""
    locked = await lock_obligation(tx, number)
    if locked is None:
        return None
    catalogue = await load_catalogue(tx)
    return Owed(it=locked[0], all=locked[1], duty=catalogue.duties.get(locked[0].duty), catalogue=catalogue)


async def owed_by(turn: Turn, number: int) -> Owed | None:
    """The same, if it is open and this person's, or of somebody for whom they stand in; None after saying so."""
    owed = await open_owed(turn.tx, number)
    if owed is None or owed.it.state is not ObligationState.OPEN or not await _may_act(turn, owed.it):
        turn.tx.audit(f"person:{turn.person.id}", "duty.refuse", f"obligation:{number}", channel=turn.channel.value)
        await turn.say(words.GONE)
        return None
    return owed


async def _may_act(turn: Turn, it: Obligation) -> bool:
    if it.claimed_at is not None or it.disowned_at is not None:
        return False
    if it.owner == turn.person.id:
        return True
    pairs = {(each.principal, each.stand_in) for each in await in_force(turn.tx) if not each.form}
    return (it.owner, turn.person.id) in pairs


async def finish(turn: Turn, number: int, evidence: str = "", position: int = 1) -> bool:
    """完成: done, or given to the checker. False after saying why not; `position` is where it stood in the list."""
    owed = await owed_by(turn, number)
    if owed is None:
        return False
    policy = turn.office.escalation.of(owed.duty.policy if owed.duty else "")
    if owed.duty and owed.duty.form:
        await turn.say(words.NEEDS_FORM.format(form=owed.duty.form))
        return False
    if policy.is_proven and not evidence.strip() and not owed.it.evidence:
        asked = owed.duty.evidence if owed.duty and owed.duty.evidence else "说明"
        await turn.say(words.NEEDS_EVIDENCE.format(evidence=asked, position=position))
        return False
    if policy.is_checked and owed.duty and owed.duty.checker and await _claim(turn, owed, evidence):
        return True
    done = await settle(turn.tx, turn.office, owed, turn.person.id, evidence)
    await turn.say(_said(turn, owed, done, evidence))
    return True


def _said(turn: Turn, owed: Owed, done: Sequence[Obligation], evidence: str) -> str:
    it = next((each for each in done if each.id == owed.it.id), owed.it)
    if it.state is ObligationState.OPEN:
        return words.COUNTED.format(what=owed.what, left=it.minimum - it.count)
    said = words.DONE.format(what=owed.what)
    if evidence or not (owed.duty and owed.duty.evidence and turn.office.pages):
        return said
    return said + words.PROOF.format(evidence=owed.duty.evidence, page=turn.office.pages + PAGE)


async def settle(tx: Tx, office: Office, owed: Owed, by: PersonId, evidence: str = "") -> Sequence[Obligation]:
    """Make it done, once more or altogether, for all that share it. The one place where something becomes done."""
    done = await do(tx, owed.all, by, evidence)
    tx.audit(f"person:{by}", "duty.done", f"obligation:{owed.it.id}", duty=owed.it.duty, period=owed.it.period)
    if any(each.state is ObligationState.DONE for each in done):
        await duty_done(tx, office, duty=owed.it.duty, period=owed.it.period, at=tx.now, by=by)
    await show_change(tx, office, owed)
    return done


async def show_change(tx: Tx, office: Office, owed: Owed) -> None:
    """On every card of the morning that shows it."""
    await refresh_digests(tx, office, {each.owner for each in owed.all}, {each.key for each in owed.all})


async def add_proof(turn: Turn, number: int, evidence: str) -> bool:
    """A word about what shows it, also after it was done by this person."""
    owed = await open_owed(turn.tx, number)
    if owed is None or turn.person.id not in {owed.it.owner, owed.it.done_by} or not evidence.strip():
        await turn.say(words.GONE)
        return False
    await add_evidence(turn.tx, [each for each in owed.all if each.state is owed.it.state], evidence)
    turn.tx.audit(f"person:{turn.person.id}", "duty.evidence", f"obligation:{number}")
    await turn.say(words.EVIDENCE_KEPT.format(what=owed.what))
    return True


async def _claim(turn: Turn, owed: Owed, evidence: str) -> bool:
    """Ask the checkers. False where there is none but whoever says so."""
    checkers = _checkers(owed, await directory_for(turn.tx, turn.office)) - {turn.person.id}
    if not checkers:
        return False
    await claim(turn.tx, owed.all, turn.person.id, evidence)
    turn.tx.audit(f"person:{turn.person.id}", "duty.claim", f"obligation:{owed.it.id}")
    shown = "；".join(filter(None, (owed.it.evidence, evidence.strip())))
    card = check_card(turn.person.name, owed.what, shown, owed.duty.measure if owed.duty else "")
    for person in sorted(checkers):
        for to in (await addresses_of(turn.tx, person))[:1]:
            await cards.draw(turn.tx, to, card, role=f"{CHECK}:{owed.it.id}", request_no=None)
    await show_change(turn.tx, turn.office, owed)
    await turn.say(words.CLAIMED.format(what=owed.what))
    return True


def _checkers(owed: Owed, directory: Directory) -> set[PersonId]:
    code = owed.duty.checker if owed.duty else None
    return {each.person.id for each in directory.holders(code) if each.person.is_active} if code else set()


async def press_check(turn: Turn, card: StoredCard, action: Action) -> None:
    """属实 or 退回, by one of the checkers."""
    number = int(card.role.partition(":")[2])
    if action.verb in {Verb.CONFIRM, Verb.REJECT}:
        await check(turn, number, is_true=action.verb is Verb.CONFIRM)


async def check(turn: Turn, number: int, *, is_true: bool) -> None:
    """The checker's word; it is final on yes, and on no it is owed again."""
    owed = await open_owed(turn.tx, number)
    if owed is None or turn.person.id not in _checkers(owed, await directory_for(turn.tx, turn.office)):
        await turn.say(words.NOT_FOR_YOU)
        return
    claimant = owed.it.claimed_by
    if owed.it.state is not ObligationState.OPEN or claimant is None or claimant == turn.person.id:
        await turn.say(words.ALREADY)
        return
    if is_true:
        await settle(turn.tx, turn.office, owed, claimant)
    else:
        await unclaim(turn.tx, owed.all)
        await show_change(turn.tx, turn.office, owed)
    turn.tx.audit(f"person:{turn.person.id}", "duty.check", f"obligation:{number}", is_true=is_true)
    said = (words.CHECK_YES if is_true else words.CHECK_NO).format(name=turn.person.name, what=owed.what)
    await tell(turn.tx, claimant, said, key=f"check:{number}:{turn.tx.now.isoformat()}")
    await end_cards(turn.tx, f"{CHECK}:{number}", said, "属实" if is_true else "已退回")
    await turn.say(words.DECIDED.format(what=owed.what, how="属实" if is_true else "退回"))


async def end_cards(tx: Tx, role: str, said: str, ending: str) -> None:
    """Nothing is left to press on any copy."""
    for copy in await cards.of_role(tx, role):
        if copy.state is CardState.LIVE:
            await cards.redraw(tx, copy.id, ended_card(copy.content, said, ending))
