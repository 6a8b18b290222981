"""What gates report: kept for good, and the counsellor hears of whoever left without a pass or is not back in time."""

from dataclasses import dataclass
from datetime import timedelta

from domain.forms.posts import STAFF
from domain.gate import Flaw, Passage, Side, decide
from domain.ids import PersonId, RequestNo
from domain.office import Office
from domain.texts import gate as words
from domain.texts.moments import clock
from handlers.counsellors import counsellors_of
from handlers.facts import directory_for
from handlers.tell import tell
from storage.database import Tx
from storage.gate import known_at, mark_missed, missed_pass, missing_now, note_passage

MINUTE = timedelta(minutes=1)
TOLD_WITHIN = timedelta(hours=12)  # a passage that a gate tells later is kept, and nobody is called for it


@dataclass(frozen=True, slots=True)
class Noted:
    """It is on record; told before, it is not new."""

    is_new: bool


async def take_passage(tx: Tx, office: Office, source: str, passage: Passage) -> Noted | Flaw:
    """Keep what a gate has told of one person. `source` is by what name the gate is known."""
    known = await known_at(tx.conn, passage.who, passage.at)
    if known is None:
        return Flaw.PERSON
    held = next((each for each in known.passes if each.holds(passage.at)), None)
    number = RequestNo(held.request_no) if held else None
    is_new = await note_passage(tx, source, passage, known.person, number)
    if is_new is None:
        return Flaw.KEY_USED
    if is_new and passage.at > tx.now - TOLD_WITHIN:
        if passage.side is Side.IN:
            await _tell_late(tx, office, known.person, passage)
        elif not decide(known.passes, passage.at).allowed:
            await _tell_left(tx, office, source, known.person, passage)
    return Noted(is_new)


async def tell_missing(tx: Tx, office: Office) -> int:
    """Counsellors hear of everybody who is not back although their pass is over, once for each pass. How many."""
    missing = await missing_now(tx)
    for each in missing:
        until, out = clock(each.ends_at, office.campus), clock(each.out_at, office.campus)
        text = words.NOT_BACK.format(name=each.name, until=until, out=out)
        key = f"gate:missing:{each.request_no}:{each.ends_at.isoformat()}"
        await _tell_counsellors(tx, office, each.person, text, key)
        await mark_missed(tx, each.request_no)
    return len(missing)


async def _tell_late(tx: Tx, office: Office, person: PersonId, passage: Passage) -> None:
    """Only whoever was missed: their counsellor looks for them."""
    over = await missed_pass(tx, person, passage.at)
    if over is not None:
        late = _length(passage.at - over.ends_at)
        key = f"gate:back:{over.request_no}:{over.ends_at.isoformat()}"
        await _tell_named(tx, office, person, passage, key, words.CAME_LATE, late=late)


async def _tell_left(tx: Tx, office: Office, source: str, person: PersonId, passage: Passage) -> None:
    """Students alone need a pass."""
    key = f"gate:left:{source}:{passage.key}"
    await _tell_named(tx, office, person, passage, key, words.LEFT_WITHOUT)


async def _tell_named(
    tx: Tx, office: Office, person: PersonId, passage: Passage, key: str, sentence: str, **more: str
) -> None:
    directory = await directory_for(tx, office)
    member = directory.members.get(person)
    if member is not None:
        text = sentence.format(name=member.person.name, at=clock(passage.at, office.campus), **more)
        await _tell_counsellors(tx, office, person, text, key)


async def _tell_counsellors(tx: Tx, office: Office, person: PersonId, text: str, key: str) -> None:
    """Of a student; of staff nobody hears anything."""
    directory = await directory_for(tx, office)
    member = directory.members.get(person)
    if member is None or directory.facts(member).kind == STAFF:
        return
    for counsellor in counsellors_of(directory, member):
        await tell(tx, counsellor, text, key=f"{key}:{counsellor}")


def _length(late: timedelta) -> str:
    minutes = max(1, late // MINUTE)
    hours, rest = divmod(minutes, 60)
    return "".join((f"{hours} 小时" if hours else "", f"{rest} 分钟" if rest else ""))
