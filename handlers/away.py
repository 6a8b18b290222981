"""A leave begins the standing stand-in of whoever goes, and taking the leave back ends that."""

from datetime import datetime

from domain.ids import PersonId, RequestNo
from domain.office import Office
from domain.texts import stand_ins as words
from handlers.tell import tell
from storage.database import Tx
from storage.people import load_people
from storage.stand_ins import StandIn, appoint, cut_short, mark_begun, stand_ins_of


async def leave_approved(
    tx: Tx, office: Office, principal: PersonId, number: RequestNo, start: datetime, end: datetime
) -> None:
    """For the time of this leave, if they named somebody before and nobody for this very time."""
    arranged = await stand_ins_of(tx, principal)
    standing = next((each for each in arranged if each.starts_at is None), None)
    if standing is None or end <= tx.now or any(overlaps(each, start, end, standing.form) for each in arranged):
        return
    begun = await appoint(
        tx,
        principal=principal,
        stand_in=standing.stand_in,
        starts_at=max(start, tx.now),
        ends_at=end,
        cause=_cause(number),
        form=standing.form,
        most_fen=standing.most_fen,
    )
    if begun is not None:
        tx.audit(f"person:{principal}", "stand_in.appoint", f"person:{begun.stand_in}", cause=begun.cause)
        await _tell_both(tx, office, begun)


async def leave_withdrawn(tx: Tx, principal: PersonId, number: RequestNo) -> None:
    """The stand-in of that leave is not needed; the clock takes them out of what waits."""
    for each in await stand_ins_of(tx, principal):
        if each.cause == _cause(number):
            await end_now(tx, each)
            tx.audit(f"person:{principal}", "stand_in.end", f"person:{each.stand_in}", cause=each.cause)


async def leave_shortened(tx: Tx, principal: PersonId, number: RequestNo, back: datetime) -> None:
    """The stand-in of that leave is asked until its person is back."""
    if back <= tx.now:
        await leave_withdrawn(tx, principal, number)
        return
    for each in await stand_ins_of(tx, principal):
        if each.cause == _cause(number):
            await cut_short(tx, each.id, back)
            tx.audit(f"person:{principal}", "stand_in.shorten", f"person:{each.stand_in}", cause=each.cause)


async def end_now(tx: Tx, stand_in: StandIn) -> None:
    """From now on they are asked nothing. One of whom cases may know is kept until the clock has gone through them."""
    if stand_in.starts_at is not None and stand_in.starts_at <= tx.now and stand_in.begun_at is None:
        await mark_begun(tx, stand_in.id)
    await cut_short(tx, stand_in.id, tx.now)


def overlaps(stand_in: StandIn, start: datetime, end: datetime, form: str | None) -> bool:
    """Whether both would be asked about the same form at one time."""
    if stand_in.starts_at is None or stand_in.ends_at is None or stand_in.form != form:
        return False
    return stand_in.starts_at < end and start < stand_in.ends_at


def _cause(number: RequestNo) -> str:
    return f"leave:{number}"


async def _tell_both(tx: Tx, office: Office, stand_in: StandIn) -> None:
    people = await load_people(tx, (stand_in.principal, stand_in.stand_in))
    principal, other = people[stand_in.principal], people[stand_in.stand_in]
    when = words.period(stand_in.starts_at, stand_in.ends_at, office.campus)
    what = words.described(other.name, when, "")
    await tell(tx, principal.id, words.begun_with_leave(what), key=f"stand_in:{stand_in.id}:principal")
    await tell(tx, other.id, words.asked_to(principal.name, when, ""), key=f"stand_in:{stand_in.id}:asked")
