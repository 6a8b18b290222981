"""What another system of the campus tells happened: kept once, whoever else tells the same."""

from dataclasses import dataclass

from domain.duties.happening_keys import fact_key
from domain.duties.told_by_system import Flaw, Sent
from domain.office import Office
from storage.database import Tx
from storage.happenings import Noted, happening_from, happening_of, note


@dataclass(frozen=True, slots=True)
class Taken:
    """Under which number it is known; `is_cancelled`: somebody took it back since."""

    number: int
    is_new: bool
    is_cancelled: bool = False


async def take_sent(tx: Tx, office: Office, system: str, sent: Sent) -> Taken | Flaw:
    """The same key again is answered as before, also when it was taken back; used for something else it is refused."""
    origin = f"api:{system}:{sent.key}"
    known = await happening_from(tx, origin)
    if known is not None:
        return _again(known, sent)
    key = fact_key(sent.code, sent.at.astimezone(office.campus).date(), sent.subject)
    number = await note(
        tx,
        code=sent.code,
        at=sent.at,
        until=sent.until,
        subject=sent.subject,
        is_planned=sent.at > tx.now,
        origin=origin,
        key=key,
    )
    if number is not None:
        return Taken(number, is_new=True)
    other = await happening_of(tx, key)
    return _taken(other) if other else Flaw.KEY_USED


def _again(known: Noted, sent: Sent) -> Taken | Flaw:
    is_same = (known.happening.code, known.happening.subject) == (sent.code, sent.subject)
    return _taken(known) if is_same else Flaw.KEY_USED


def _taken(known: Noted) -> Taken:
    return Taken(known.id, is_new=False, is_cancelled=known.cancelled_at is not None)
