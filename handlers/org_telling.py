"""Who is told of a change of the directory: whom it is about, the heads they leave and come to, and IT."""

from collections.abc import Sequence
from hashlib import sha256

from domain.directory_plan import Kind
from domain.ids import PersonId
from domain.office import Office
from domain.org_run import OrgRun
from domain.texts import org_telling as words
from handlers.roles import Role
from handlers.tell import tell, tell_role
from storage.database import Tx
from storage.org_concerned import Concerned, concerned_by

MOST = 50  # people about whom anybody is told one by one: beyond it, a run is a beginning and no news


async def tell_concerned(tx: Tx, office: Office, run: OrgRun) -> None:
    """After a run was applied; each once."""
    changes = await concerned_by(tx, run.id, MOST + 1)
    if len(changes) <= MOST:
        for change in changes:
            await _tell(tx, office, change)
        await _tell_it(tx, office, changes, f"org_run:{run.id}:it")


async def tell_of(tx: Tx, office: Office, changes: Sequence[Concerned]) -> None:
    """The same for changes that no run has brought. The same ones on another platform on that day are no news."""
    for change in changes[:MOST]:
        await _tell(tx, office, change)
    marks = "\n".join(change.mark for change in changes)
    await _tell_it(tx, office, changes, f"org_changes:{sha256(marks.encode()).hexdigest()}:it")


async def _tell(tx: Tx, office: Office, change: Concerned) -> None:
    key = f"org_change:{change.mark}"
    match change.kind:
        case Kind.MOVED:
            await _say(tx, change.person, words.you_moved(change, office.contact), f"{key}:self")
            for head in change.old_heads:
                await _say(tx, head, words.moved_away(change), f"{key}:old:{head}")
            for head in change.new_heads:
                await _say(tx, head, words.moved_here(change), f"{key}:new:{head}")
        case Kind.JOINED | Kind.RETURNED:
            for head in change.new_heads:
                await _say(tx, head, words.joined(change), f"{key}:new:{head}")
        case Kind.LEFT:
            for head in change.old_heads:
                await _say(tx, head, words.left(change), f"{key}:old:{head}")
        case Kind.PROMOTED:
            await _say(tx, change.person, words.you_changed(change, office.contact), f"{key}:self")
        case _:
            pass


async def _tell_it(tx: Tx, office: Office, changes: Sequence[Concerned], key: str) -> None:
    """IT hears of everybody whose rights elsewhere hang on the department, in one text."""
    told = [change for change in changes if change.kind in {Kind.LEFT, Kind.MOVED, Kind.JOINED, Kind.RETURNED}]
    if told:
        await tell_role(tx, office, Role.ADMIN, words.for_it(told), key=key)


async def _say(tx: Tx, person: PersonId | None, text: str, key: str) -> None:
    if person is not None:
        await tell(tx, person, text, key=key)
