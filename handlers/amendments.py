"""Whether sources show by now what was agreed to be put right: then it is over, else it is open again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.ids import PersonId
from domain.office import Office
from domain.ownership import Field, OwnerKind
from domain.people import Person
from domain.quality.amendment import Amendment, Sighting, Stage, Verdict, value_in, verdict_of
from domain.quality.check import AMENDMENT, POST, Check
from domain.quality.judging import Row
from domain.quality.system import Held, Registry
from domain.texts import quality as words
from handlers.facts import directory_for, member_for
from handlers.tell import tell
from storage.amendments import last_readings, move, waiting
from storage.database import Tx
from storage.findings import Lack, close_one, open_one
from storage.people import load_people
from storage.systems import load_registry


async def see_to_own(tx: Tx, office: Office) -> int:
    """Those about the directory's own facts; how many have come to their end."""
    registry = await load_registry(tx)
    ended = 0
    for each in await waiting(tx):
        held = registry.field(each.field)
        if held is not None and held.field.of is not None:
            ended += await _judge(tx, office, registry, each, await _sighting(tx, office, held, each))
    return ended


async def see_to_rows(tx: Tx, office: Office, check: Check, rows: Sequence[Row]) -> int:
    """Those about fields that this check reads, with what it has just read."""
    registry = await load_registry(tx)
    fields = {held.code: held.field.column for held in registry.fields() if held.field.check == check.key}
    ended = 0
    for each in await waiting(tx) if fields else ():
        if each.field in fields:
            key = check.person or check.row
            value = value_in(rows, key=key, staff_no=each.staff_no, column=fields[each.field])
            sighting = None if value is None else Sighting(value, tx.now)
            ended += await _judge(tx, office, registry, each, sighting)
    return ended


async def value_held(tx: Tx, office: Office, person: Person, of: Field) -> str:
    """A fact of the directory as people read it."""
    directory = await directory_for(tx, office)
    member = member_for(directory, person)
    match of:
        case Field.NAME:
            return member.person.name
        case Field.STAFF_NO:
            return member.person.staff_no or ""
        case Field.POSITION:
            return member.person.position
        case Field.DEPARTMENT:
            chain = directory.chain(member.home)
            return chain[0].name if chain else ""
        case Field.LEADERS:
            names = (directory.members[each].person.name for each in member.leaders if each in directory.members)
            return "、".join(names)
        case Field.STATUS | Field.MOBILE:
            return ""


async def _sighting(tx: Tx, office: Office, held: Held, amendment: Amendment) -> Sighting | None:
    person = (await load_people(tx, [amendment.person])).get(amendment.person)
    if person is None or held.field.of is None:
        return None
    platform, roster = await last_readings(tx, amendment.person)
    by_source: Mapping[OwnerKind, datetime | None] = {OwnerKind.PLATFORM: platform, OwnerKind.ROSTER: roster}
    read_at = by_source.get(office.owners.owner_of(held.field.of).kind)
    return Sighting(await value_held(tx, office, person, held.field.of), read_at)


async def _judge(tx: Tx, office: Office, registry: Registry, amendment: Amendment, sighting: Sighting | None) -> bool:
    match verdict_of(amendment, sighting):
        case Verdict.SHOWN:
            await _end(tx, registry, amendment)
            return True
        case Verdict.STILL_OLD if amendment.stage is Stage.AGREED and sighting is not None:
            await _reopen(tx, office, registry, amendment, sighting.value)
        case _:
            pass
    return False


async def _end(tx: Tx, registry: Registry, amendment: Amendment) -> None:
    await move(tx, amendment, Stage.SHOWN)
    await close_one(tx, AMENDMENT, f"{amendment.id}")
    tx.audit("job:quality", "amendment.shown", f"person:{amendment.person}", amendment=amendment.id)
    text = words.SHOWN.format(label=amendment.label, system=_system(registry, amendment), value=amendment.value)
    await tell(tx, amendment.person, text, key=f"amendment:{amendment.id}:shown")


async def _reopen(tx: Tx, office: Office, registry: Registry, amendment: Amendment, held: str) -> None:
    await move(tx, amendment, Stage.REOPENED)
    await make_work(tx, registry, amendment)
    tx.audit("job:quality", "amendment.reopened", f"person:{amendment.person}", amendment=amendment.id)
    text = words.STILL_OLD.format(
        label=amendment.label,
        value=amendment.value,
        number=f"单号 {amendment.request}" if amendment.request else "本人补充",
        system=_system(registry, amendment),
        held=held or "空的",
        owner=_owner_title(office, registry, amendment),
    )
    await tell(tx, amendment.person, text, key=f"amendment:{amendment.id}:reopened")


async def make_work(tx: Tx, registry: Registry, amendment: Amendment) -> None:
    """What was agreed and is not shown is work for whoever answers for the system."""
    held = registry.field(amendment.field)
    if held is None:
        return
    told = words.AMENDMENT_LINE.format(
        name=amendment.name, label=amendment.label, value=amendment.value, system=held.system.name
    )
    lack = Lack(
        subject=f"{amendment.id}",
        owner=f"{POST}{held.system.owner}",
        words=told,
        person=PersonId(amendment.person),
        value=amendment.value,
    )
    await open_one(tx, AMENDMENT, held.system.code, lack)


def _system(registry: Registry, amendment: Amendment) -> str:
    held = registry.field(amendment.field)
    return held.system.name if held else words.SYSTEM_GONE


def _owner_title(office: Office, registry: Registry, amendment: Amendment) -> str:
    held = registry.field(amendment.field)
    rule = office.posts.by_code.get(held.system.owner) if held else None
    return rule.title if rule else office.contact
