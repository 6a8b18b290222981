"""`run.py roster`: the roster against each platform's directory, listed as what is to be done there, and doing it."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import read_clock
from bot.directory_writing import directory_writer
from bot.office import make_office
from bot.place import open_database
from bot.platforms import Account, open_accounts
from bot.sentences import Unable
from bot.settings import Settings
from bot.sync_org import chosen_accounts
from bot.table import lines_of as table_of
from domain.directory_plan import TooMuchAtOnce
from domain.directory_reading import straighten
from domain.events import Source
from domain.office import Office
from domain.platform_list import UNDONE, ListCause, ListState, OrderState, PlatformList
from domain.roster_compare import ToDo, excesses_of
from handlers.platform_list_settling import compared, comparison_of
from storage.database import Database
from storage.directory import Guard
from storage.platform_lists import Beginning, Comparison, begin_writing, find_list, lines_of
from storage.tokens import Tokens

HEADING = ("要做的", "对象", "平台上", "名单上", "怎么办")
SHEET_HEADING = ("账号", *HEADING)
LOOK_AGAIN = 0.2  # seconds, while the platform must recover or a replica of the server writes to it
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
                is_all_done &= await carry_out(database, office, account, found[source], aim.guard, say)
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
        todos = await compared(tx, office, source, reading, takes_newcomers=newcomers)
    if todos is None:
        raise Unable(NO_ROSTER)
    for line in _table(source, todos):
        say(line)
    if excesses := excesses_of(todos, len(reading.members)):
        say(f"注意：{'、'.join(excesses)}，写到平台前请核对名单是否完整。")
    return Listed(todos, len(reading.members))


async def carry_out(database: Database, office: Office, account: Account, listed: Listed, aim: Guard, say: Say) -> bool:
    """Have written what we can, as the server's loop does and side by side with it; whether all of it was done.

    Raises:
        Unable: the account may not write to the directory.
        TooMuchAtOnce: a person must confirm.
    """
    source = account.platform.source
    whole = name_of(source)
    ours = [todo for todo in listed.todos if todo.is_written_by_us]
    if not ours:
        say(f"{whole} 没有可以由程序写到平台的。")
        return True
    if account.contacts is None:
        raise Unable(NO_CONTACTS.format(account=whole))
    excesses = excesses_of(ours, listed.members)
    if excesses and aim is Guard.ON:
        raise TooMuchAtOnce(f"一次变化太多，没有写到平台：{'、'.join(excesses)}。请核对名单；确认无误后加 --force。")
    written = await _write(database, office, account, comparison_of(listed.todos, listed.members))
    async with database.begin(read_clock()) as tx:
        lines = await lines_of(tx, written.id)
    for line in lines:
        if line.state in UNDONE:
            say(f"没有办成：{line.doing} {line.subject}。{line.failure}")
    if written.trouble:
        say(f"停下了：{written.trouble}")
    done = written.count(OrderState.DONE)
    say(f"{whole} 写到平台 {done} 项，没有办成 {len(ours) - done} 项，要手工办的 {len(listed.todos) - len(ours)} 项。")
    return done == len(ours)


async def _write(database: Database, office: Office, account: Account, comparison: Comparison) -> PlatformList:
    """Until the list has come to its end, whoever carries its orders out."""
    source = account.platform.source
    async with database.begin(read_clock()) as tx:
        listed = await begin_writing(tx, source, Beginning(cause=ListCause.COMMAND, by=BY), comparison)
    writer = directory_writer(database, {source: account}, office)
    while listed.state is ListState.WRITING:
        if not await writer.work_next():
            await asyncio.sleep(LOOK_AGAIN)
        async with database.begin(read_clock()) as tx:
            listed = await find_list(tx, listed.id) or listed
    return listed


def name_of(source: Source) -> str:
    """Two platforms may have an account of the same name."""
    return f"{source.platform}:{source.account}"


def _table(source: Source, todos: Sequence[ToDo]) -> Collection[str]:
    if not todos:
        return [f"{name_of(source)}：平台通讯录与名单一致，没有要做的。"]
    ours = sum(todo.is_written_by_us for todo in todos)
    hidden = f"……另有 {len(todos) - LONGEST} 项未列出，可加 -o 清单.xlsx" if len(todos) > LONGEST else ""
    title = (
        f"{name_of(source)}：平台通讯录与名单有 {len(todos)} 项不一致，其中 {ours} 项可以由程序写到平台（--write）："
    )
    lines = table_of(HEADING, [_cells(todo) for todo in todos[:LONGEST]])
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
