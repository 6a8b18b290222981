"""What HR looks through on pages: the roster, a file that was sent, a list for a platform. Nothing for anybody else."""

from dataclasses import dataclass

from domain.address import Address
from domain.platform_list import ListedOrder, PlatformList
from domain.roster import Entry
from domain.roster_look import Known
from domain.sent_roster import SentRoster
from handlers.roles import Role, holds_or_noted
from handlers.sent_roster_settling import known_for
from handlers.sent_rosters import begin_file
from handlers.turn import Turn
from storage.platform_lists import find_list, lines_of
from storage.roster import LastImport, held_roster, last_import
from storage.sent_rosters import content_of, find_file, marked_of


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file with what it is checked against."""

    file: SentRoster
    content: bytes
    known: Known


async def roster_home(turn: Turn) -> tuple[bool, LastImport | None]:
    """Whether it is theirs to see, and what the roster came from."""
    if not await holds_or_noted(turn, Role.HR, "roster_page"):
        return False, None
    return True, await last_import(turn.tx)


async def roster_entries(turn: Turn) -> list[Entry] | None:
    """Everybody who is in it."""
    if not await holds_or_noted(turn, Role.HR, "roster_sheet"):
        return None
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, "roster.download", who, channel=turn.channel.value)
    return list((await held_roster(turn.tx)).values())


async def take_file(turn: Turn, name: str, content: bytes) -> SentRoster | None:
    """A file that was uploaded goes the way of one that was sent; its card comes into the chat."""
    if not await holds_or_noted(turn, Role.HR, "roster_upload"):
        return None
    at = Address(turn.address.source, turn.address.user_id, turn.person.id)
    return await begin_file(turn.tx, turn.office, turn.person, at, name, content)


async def file_for(turn: Turn, number: int) -> SentRoster | None:
    """The file of that number."""
    return await find_file(turn.tx, number) if await holds_or_noted(turn, Role.HR, "roster_file") else None


async def marked_copy_for(turn: Turn, number: int) -> bytes | None:
    """Its marked copy, where cells are to be mended."""
    return await marked_of(turn.tx, number) if await holds_or_noted(turn, Role.HR, "roster_file") else None


async def content_for(turn: Turn, number: int) -> FileContent | None:
    """The file itself, as long as nothing is decided."""
    file = await file_for(turn, number)
    content = await content_of(turn.tx, number) if file is not None else None
    if file is None or content is None:
        return None
    return FileContent(file, content, await known_for(turn.tx, turn.office, file))


async def list_for(turn: Turn, number: int) -> tuple[PlatformList, list[ListedOrder]] | None:
    """The list of that number with its lines."""
    if not await holds_or_noted(turn, Role.HR, "platform_list"):
        return None
    listed = await find_list(turn.tx, number)
    return None if listed is None else (listed, await lines_of(turn.tx, number))
