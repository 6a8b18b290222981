"""花名册: what is held, a file that HR sends, and the word that has it imported or dropped."""

from dataclasses import replace

from domain.actions import Action, Verb
from domain.address import Address
from domain.cards import Button, ButtonStyle, Card, Row
from domain.events import MediaKind, MediaSent
from domain.office import Office
from domain.people import Person
from domain.roster_changes import Extent
from domain.sent_roster import FileState, SentRoster
from domain.sent_roster_card import AS_NEW, FileFace, file_card
from domain.text_fold import clean
from domain.texts import sent_rosters as words
from domain.words import Command
from handlers.platform_lists import compare_asked
from handlers.roles import Role, holds, holds_or_noted
from handlers.sent_roster_show import number_in, role_of, show_file, show_file_to
from handlers.turn import Turn
from storage import cards, outbox
from storage.cards import StoredCard
from storage.database import Tx
from storage.people import admit_sender
from storage.roster import LastImport, last_import
from storage.sent_rosters import add_file, end_file, lock_file, turn_file
from storage.wanted_files import WantedFile, want

COMPARE = frozenset({"核对", "比较", "对比", "平台"})
SHEETS = frozenset({"", "xlsx", "xlsm", "csv", "txt"})  # endings that may be a roster, and none told
FIELD = "roster"  # of a wanted file: it goes into no form


async def show_roster(turn: Turn, command: Command) -> None:
    """花名册; 花名册 核对 compares it with the platforms, or with one: 花名册 核对 钉钉."""
    if not await holds_or_noted(turn, Role.HR, "roster"):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    first, _, name = clean(command.rest).strip().partition(" ")
    if first in COMPARE:
        await compare_asked(turn, name.strip())
        return
    card = _home(await last_import(turn.tx), turn.office)
    await cards.draw(turn.tx, turn.address, card, role=role_of(0), request_no=None)


def _home(last: LastImport | None, office: Office) -> Card:
    page = Button(str(Action(Verb.DETAIL, 0)), "打开页面")
    if last is None:
        return Card(title=words.TITLE, subtitle=words.NONE_YET, body=words.SEND_IT, buttons=(page,))
    rows = (
        Row("现有", f"{last.people:,} 人"),
        Row("上次导入", words.home(last.at, office.campus)),
        Row("导入人", last.by or "命令行"),
        Row("文件", last.file),
    )
    compare = Button(str(Action(Verb.CONFIRM, 0)), "与平台核对", ButtonStyle.PRIMARY)
    return Card(title=words.TITLE, rows=rows, body=words.SEND_IT, buttons=(compare, page))


async def note_roster(turn: Turn, event: MediaSent) -> bool:
    """A file of somebody in HR that no form waits for: it is fetched and checked. False for anything else."""
    if event.media is not MediaKind.FILE or not await holds(turn.tx, turn.person, Role.HR, turn.office):
        return False
    if event.format.lower().lstrip(".") not in SHEETS:
        await turn.say(words.NO_SHEET)
        return True
    await want(turn.tx, None, FIELD, turn.address.source, turn.address.user_id, event.media_id)
    await turn.say(words.FILE_COMES)
    return True


async def receive_roster(tx: Tx, office: Office, wanted: WantedFile, name: str, content: bytes | None) -> None:
    """What was fetched, None for what cannot be. Whoever has lost the role meanwhile sent nothing."""
    person = await admit_sender(tx, wanted.source, wanted.user_id)
    if person is None or not await holds(tx, person, Role.HR, office):
        return
    at = Address(wanted.source, wanted.user_id, person.id)
    if content is None:
        await outbox.say(tx, at, words.FILE_LOST, key=f"roster_lost:{wanted.id}")
        return
    await begin_file(tx, office, person, at, name, content)


async def begin_file(tx: Tx, office: Office, person: Person, at: Address, name: str, content: bytes) -> SentRoster:
    """Have it checked; it takes the place of an earlier one of theirs."""
    file, older = await add_file(tx, person.id, clean(name, 80), content)
    for each in older:
        await show_file(tx, office, each)
    await show_file_to(tx, office, file, at)
    tx.audit(f"person:{person.id}", "roster.send", f"roster_file:{file.id}", size=len(content))
    return file


async def press_roster(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of a card. Who may is asked at each act."""
    if not await holds_or_noted(turn, Role.HR, action.verb.value):
        await turn.say(words.NOT_YOURS)
        return
    number = number_in(card.role)
    if number == 0:
        await _press_home(turn, action)
        return
    file = await lock_file(turn.tx, number)
    if file is None:
        await turn.say(words.NOT_NOW)
    elif action.verb is Verb.DETAIL:
        await turn.say(words.FILE_PAGE.format(address=page_of(turn, f"/h5/roster/{file.id}")))
    elif action.verb is Verb.CANCEL and file.state is FileState.CHECKING:
        await _drop(turn, file, action)
    elif not file.waits(turn.tx.now):
        late = file.state in {FileState.READY, FileState.BAD, FileState.EXPIRED}
        await turn.say(words.TOO_LATE if late else words.NOT_NOW)
        await show_file(turn.tx, turn.office, file)
    else:
        await _decide(turn, card, file, action)


async def _press_home(turn: Turn, action: Action) -> None:
    if action.verb is Verb.CONFIRM:
        await compare_asked(turn, "")
    else:
        await turn.say(words.PAGE.format(address=page_of(turn, "/h5/roster")))


async def _decide(turn: Turn, card: StoredCard, file: SentRoster, action: Action) -> None:
    """What was seen is imported, dropped or checked once more in another way."""
    match action.verb:
        case Verb.BACK:
            await cards.redraw(turn.tx, card.id, file_card(file, turn.tx.now, turn.office.campus))
        case Verb.APPLY if file.excesses and file.state is FileState.READY:
            asked = file_card(file, turn.tx.now, turn.office.campus, FileFace.CONFIRM)
            await cards.redraw(turn.tx, card.id, asked)
        case Verb.APPLY | Verb.CONFIRM if file.state is FileState.READY:
            await _turn_to(turn, file, FileState.IMPORTING, action)
        case Verb.CHOOSE:
            as_new = action.index == AS_NEW
            extent = file.extent if as_new else Extent.PART
            chosen = replace(file, extent=extent, takes_new_departments=as_new or file.takes_new_departments)
            await _turn_to(turn, chosen, FileState.CHECKING, action)
        case Verb.IGNORE:
            await _drop(turn, file, action)
        case _:
            await turn.say(words.NOT_NOW)


async def _drop(turn: Turn, file: SentRoster, action: Action) -> None:
    """Whoever checks it just now finds that it was not wanted any more."""
    dropped = await turn_file(turn.tx, file, FileState.DROPPED, turn.person.id)
    _note(turn, file, action)
    await show_file(turn.tx, turn.office, await end_file(turn.tx, dropped, FileState.DROPPED))


async def _turn_to(turn: Turn, file: SentRoster, state: FileState, action: Action) -> None:
    turned = await turn_file(turn.tx, file, state, turn.person.id)
    _note(turn, file, action)
    await show_file(turn.tx, turn.office, turned)


def _note(turn: Turn, file: SentRoster, action: Action) -> None:
    who, what = f"person:{turn.person.id}", f"roster.{action.verb}"
    turn.tx.audit(who, what, f"roster_file:{file.id}", channel=turn.channel.value, fingerprint=file.fingerprint)


def page_of(turn: Turn, way: str) -> str:
    """The address of a page, with the account to sign in with."""
    source = turn.address.source
    return f"{turn.office.pages}{way}?at={source.platform}:{source.account}"
