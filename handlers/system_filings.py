"""A version that was filed and a change of structure that was announced feed the registry, with the last yes."""

from datetime import datetime

from domain.flow.outcome import Booked, Done, Reversed
from domain.office import Office
from domain.quality.check import POST
from domain.quality.system import System
from domain.texts import quality as words
from domain.texts.moments import moment
from handlers.facts import directory_for
from handlers.finding_owners import people_behind
from handlers.matter import Matter
from handlers.tell import tell
from storage.database import Tx
from storage.systems import Filing, file_system, load_registry, take_back_filing

VERSION, STRUCTURE = "version", "structure"
KINDS = {"version_update": VERSION, "data_structure_change": STRUCTURE}  # forms, by their keys
AT = {VERSION: "go_live_at", STRUCTURE: "planned_at"}
ABOUT = {VERSION: "goal", STRUCTURE: "change"}
LONGEST_TITLE = 200


async def follow_filing(tx: Tx, office: Office, settled: Matter, done: Done) -> None:
    """What this act means for the registry, for the two forms that file something."""
    kind = KINDS.get(settled.form.key)
    if kind is None:
        return
    if any(isinstance(effect, Booked) for effect in done.effects):
        await _file(tx, office, settled, kind)
    elif any(isinstance(effect, Reversed) for effect in done.effects):
        await take_back_filing(tx, settled.no)


async def _file(tx: Tx, office: Office, settled: Matter, kind: str) -> None:
    fields = settled.case.fields
    name = f"{fields.get('system') or ''}"
    system = (await load_registry(tx)).named(name)
    at = _instant(fields.get(AT[kind]))
    filing = Filing(
        system=system.code if system else "",
        name=system.name if system else name,
        kind=kind,
        no=settled.no,
        title=f"{fields.get(ABOUT[kind]) or ''}"[:LONGEST_TITLE],
        at=at,
        is_late=bool(at and settled.kept.submitted_at and settled.kept.submitted_at >= at),
        contact=settled.case.applicant.id,
    )
    await file_system(tx, filing)
    if kind == STRUCTURE and system is not None:
        await _warn(tx, office, settled, filing, system)


async def _warn(tx: Tx, office: Office, settled: Matter, filing: Filing, system: System) -> None:
    """Whoever answers for the system, and whoever checks read it for, hear of it before it happens."""
    directory = await directory_for(tx, office)
    text = words.STRUCTURE_CHANGES.format(
        system=system.name,
        at=moment(filing.at, tx.now, office.campus) if filing.at else "近期",
        title=filing.title,
        contact=settled.case.applicant.name,
        number=settled.form.number(settled.no),
    )
    people = {each for post in (system.owner, system.contact) for each in people_behind(f"{POST}{post}", directory)}
    for person in sorted(people - {settled.case.applicant.id}):
        await tell(tx, person, text, key=f"filing:{settled.no}:{settled.case.version}:{person}", request_no=settled.no)


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
