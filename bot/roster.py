"""`run.py roster`: the roster against each platform's directory, listed as what is to be done there, and doing it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.ports import Contacts, PlatformFailure, PlatformMisconfigured, PlatformUncertain
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.platforms import Account, open_accounts
from bot.sentences import Unable
from bot.settings import Settings
from bot.sync_org import chosen_accounts
from bot.table import lines_of
from domain.directory_plan import TooMuchAtOnce
from domain.directory_reading import straighten
from domain.events import Source
from domain.office import Office
from domain.roster_compare import Surrounding, ToDo, compare_with_platform, excesses_of
from storage.database import Database
from storage.directory import Guard
from storage.roster import reached_elsewhere, whole_roster
from storage.tokens import Tokens

HEADING = ("要做的", "对象", "平台上", "名单上", "怎么办")
SHEET_HEADING = ("账号", *HEADING)
LONGEST = 100  # lines of the table; the file has all
BY = "command:roster"
NO_ROSTER = "没有比较：还没有花名册，请先运行 run.py import 名单.xlsx。"
NO_CONTACTS = (
    "没有写到 {account}：没有配置通讯录权限。企业微信请填 contacts_secret，钉钉请开通“通讯录编辑”权限；"
    "也可按清单在平台后台办理。"
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is to be done for one account, which has so many members."""

    todos: tuple[ToDo, ...]
    members: int


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of the comparison. With a guard the platforms are written to; `file` is where the list goes."""

    account: str | None = None
    guard: Guard | None = None
    file: Path | None = None


async def compare_roster(settings: Settings, aim: Aim, say: Say) -> bool:
    """Compare with every account, or the one that is named; whether everything that was to be written was written.

    Raises:
        PlatformFailure: a directory could not be read.
        DirectoryRefused: a reading cannot be true, or so much is to be written that a person must confirm.
    """
    office = make_office(settings)
    found: dict[Source, Listed] = {}
    is_all_done = True
    async with open_database(settings) as database, open_accounts(settings, Tokens(database)) as accounts:
        for source, account in chosen_accounts(accounts, aim.account).items():
            is_main = aim.account is not None or not found
            found[source] = await look(database, office, account, say, newcomers=is_main)
            if aim.guard is not None:
                is_all_done &= await carry_out(database, account, found[source], aim.guard, say)
    if aim.file is not None:
        _write_sheet(aim.file, found)
        say(f"清单已写到 {aim.file}。")
    return is_all_done


async def look(database: Database, office: Office, account: Account, say: Say, *, newcomers: bool) -> Listed:
    """One account's list, told. The platform is read with no transaction open.

    Who has no account anywhere is to be made on one of them only, where `newcomers` are.
    """
    source = account.platform.source
    reading = straighten(await account.platform.read_directory())
    async with database.begin(read_clock()) as tx:
        roster = await whole_roster(tx)
        elsewhere = await reached_elsewhere(tx, source)
    if not roster.entries:
        raise Unable(NO_ROSTER)
    around = Surrounding(
        platform=source.platform,
        owners=office.owners,
        today=read_clock().astimezone(office.campus).date(),
        elsewhere=elsewhere if newcomers else roster.entries.keys(),
    )
    todos = compare_with_platform(roster, reading, around)
    for line in _table(source, todos):
        say(line)
    if excesses := excesses_of(todos, len(reading.members)):
        say(f"注意：{'、'.join(excesses)}，写到平台前请核对名单是否完整。")
    return Listed(todos, len(reading.members))


async def carry_out(database: Database, account: Account, listed: Listed, guard: Guard, say: Say) -> bool:
    """Write to the platform what we can, one after the other; whether all of it was done.

    Raises:
        Unable: the account may not write to the directory.
        TooMuchAtOnce: a person must confirm.
    """
    whole = name_of(account.platform.source)
    ours = [todo for todo in listed.todos if todo.is_written_by_us]
    if not ours:
        say(f"{whole} 没有可以由程序写到平台的。")
        return True
    if account.contacts is None:
        raise Unable(NO_CONTACTS.format(account=whole))
    excesses = excesses_of(ours, listed.members)
    if excesses and guard is Guard.ON:
        raise TooMuchAtOnce(f"一次变化太多，没有写到平台：{'、'.join(excesses)}。请核对名单；确认无误后加 --force。")
    done = 0
    for todo in ours:
        failure = await _write(database, account.platform.source, account.contacts, todo)
        done += failure is None
        if failure is not None:
            say(f"没有办成：{todo.doing} {todo.subject}。{_advice(failure)}（{failure.code}）")
        if isinstance(failure, PlatformMisconfigured):
            break  # the next one would fail for the same reason
    say(f"{whole} 写到平台 {done} 项，没有办成 {len(ours) - done} 项，要手工办的 {len(listed.todos) - len(ours)} 项。")
    return done == len(ours)


def name_of(source: Source) -> str:
    """Two platforms may have an account of the same name."""
    return f"{source.platform}:{source.account}"


async def _write(database: Database, source: Source, contacts: Contacts, todo: ToDo) -> PlatformFailure | None:
    if todo.order is None:
        return None
    failure: PlatformFailure | None = None
    try:
        await contacts.write(todo.order)
    except PlatformFailure as failed:
        failure = failed
    async with database.begin(read_clock()) as tx:
        outcome = "done" if failure is None else failure.code
        tx.audit(BY, "platform.written", f"account:{name_of(source)}", order=repr(todo.order), outcome=outcome)
    return failure


def _advice(failure: PlatformFailure) -> str:
    if isinstance(failure, PlatformUncertain):
        return "平台没有回答，可能已经办成，请再比较一次"
    return failure.hint.rstrip("。")


def _table(source: Source, todos: Sequence[ToDo]) -> Collection[str]:
    if not todos:
        return [f"{name_of(source)}：平台通讯录与名单一致，没有要做的。"]
    ours = sum(todo.is_written_by_us for todo in todos)
    hidden = f"……另有 {len(todos) - LONGEST} 项未列出，可加 -o 清单.xlsx" if len(todos) > LONGEST else ""
    title = (
        f"{name_of(source)}：平台通讯录与名单有 {len(todos)} 项不一致，其中 {ours} 项可以由程序写到平台（--write）："
    )
    lines = lines_of(HEADING, [_cells(todo) for todo in todos[:LONGEST]])
    return [title, *lines, *([hidden] if hidden else [])]


def _cells(todo: ToDo) -> tuple[str, ...]:
    by_us = "程序可写到平台" if todo.is_written_by_us else todo.hint
    return (todo.doing.value, todo.subject, todo.before, todo.after, by_us)


def _write_sheet(path: Path, found: Mapping[Source, Listed]) -> None:
    from web.xlsx import Book  # heavy, and an idle server never needs it

    with Book(path, SHEET_HEADING) as book:
        for source, listed in found.items():
            for todo in listed.todos:
                book.write((name_of(source), *_cells(todo)))
