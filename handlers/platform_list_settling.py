"""What becomes of a list when the platform has been read, and of each of its orders."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from domain.directory_orders import MakeDepartment, MakeMember, MoveDepartment, Order, RenameDepartment
from domain.directory_reading import Reading
from domain.events import Source
from domain.office import Office
from domain.platform_list import UNDONE, ListCause, ListState, OrderState, PlatformList
from domain.roster_compare import Doing, Surrounding, ToDo, by_doing, compare_with_platform, excesses_of
from domain.telling import telling_of
from domain.texts import platform_lists as words
from domain.way_in import WayIn
from handlers.platform_list_show import follow_list, show_list
from handlers.tell import tell
from storage.alerts import raise_alert
from storage.database import Tx
from storage.directory_writers import Working, record_order
from storage.org_touched import Touched, touch
from storage.platform_lists import Comparison, end_list, keep_comparison, lines_of
from storage.roster import reached_elsewhere, whole_roster
from storage.ways_in import drop_ways_in, ways_in_of

OF_DEPARTMENTS = frozenset(
    doing.value for doing in (Doing.MAKE_DEPARTMENT, Doing.RENAME_DEPARTMENT, Doing.MOVE_DEPARTMENT)
)


async def compared(
    tx: Tx,
    office: Office,
    source: Source,
    reading: Reading,
    *,
    takes_newcomers: bool,
    ways_in: Mapping[str, WayIn] = MappingProxyType({}),
) -> tuple[ToDo, ...] | None:
    """Everything that is to be done on that account; None where there is nothing to compare with."""
    roster = await whole_roster(tx)
    if not roster:
        return None
    elsewhere = await reached_elsewhere(tx, source)
    around = Surrounding(
        platform=source.platform,
        owners=office.owners,
        today=tx.now.astimezone(office.campus).date(),
        elsewhere=elsewhere if takes_newcomers else roster.entries.keys(),
        ways_in=ways_in,
    )
    return await to_thread(compare_with_platform, roster, reading, around)


def comparison_of(todos: Sequence[ToDo], members: int) -> Comparison:
    """The same in short, for the card."""
    groups = by_doing(todos)
    ours = [todo for todo in todos if todo.is_written_by_us]
    return Comparison(
        todos=todos,
        members=members,
        counts={doing.value: len(each) for doing, each in groups.items()},
        sample=[str(todo) for todo in telling_of(groups)],
        excesses=excesses_of(ours, members),
    )


async def settle_comparison(tx: Tx, office: Office, listed: PlatformList, reading: Reading) -> None:
    """It waits for a person's word, if there is anything to be done."""
    ways, newcomers = await ways_in_of(tx, listed.id), listed.takes_newcomers
    todos = await compared(tx, office, listed.source, reading, takes_newcomers=newcomers, ways_in=ways)
    if todos is None:
        await fail_list(tx, office, listed, words.NO_ROSTER)
    elif not todos:
        await show_list(tx, office, await end_list(tx, listed, ListState.AGREED))
    else:
        comparison = await to_thread(comparison_of, todos, len(reading.members))
        await show_list(tx, office, await keep_comparison(tx, listed, comparison, ListState.READY))


async def fail_list(tx: Tx, office: Office, listed: PlatformList, trouble: str) -> None:
    """The platform could not be read, or not be believed: nothing is to be done about it here."""
    await show_list(tx, office, await end_list(tx, listed, ListState.FAILED, trouble))


async def settle_order(tx: Tx, working: Working, state: OrderState, failure: str = "", code: str = "done") -> None:
    """What became of an order. What was done is read back: a platform may tell nobody of what we write ourselves."""
    await record_order(tx, working, state, failure)
    listed = working.listed
    order = None if working.order is None else working.order.order
    if order is None or state not in {OrderState.DONE, *UNDONE}:
        return
    if isinstance(order, MakeMember):
        await drop_ways_in(tx, listed.id, order.staff_no)
    who = f"person:{listed.decided_by}" if listed.decided_by else listed.asked_by
    account = f"account:{listed.source.platform}:{listed.source.account}"
    detail = {"list": listed.id, "order": repr(order), "outcome": code}
    tx.audit(who, "platform.written", account, **detail)
    if state is OrderState.DONE:
        kind, key = _touched_by(order)
        await touch(tx, listed.source, kind, [key])


def _touched_by(order: Order) -> tuple[Touched, str]:
    """What is to be read again. Who is in a new department is not known by its name: then all of it is."""
    match order:
        case MakeDepartment():
            return Touched.WHOLE, ""
        case RenameDepartment(id=key) | MoveDepartment(id=key):
            return Touched.DEPARTMENT, key
        case _:
            return Touched.MEMBER, order.user_id


async def halt_list(tx: Tx, office: Office, listed: PlatformList, trouble: str) -> None:
    """The next order would fail for the same reason: the rest waits for somebody's word."""
    halted = await end_list(tx, listed, ListState.HALTED, trouble)
    await _tell_corrector(tx, halted)
    await show_list(tx, office, halted)


async def finish_list(tx: Tx, office: Office, listed: PlatformList) -> None:
    """Every order was tried. Who belongs into a department that is there only now stands on the next list."""
    written = await end_list(tx, listed, ListState.WRITTEN)
    await _tell_corrector(tx, written)
    await show_list(tx, office, written)
    if OF_DEPARTMENTS & written.counts.keys() and written.count(OrderState.DONE):
        await follow_list(tx, office, written)
    await drop_ways_in(tx, written.id)


async def bury_list(tx: Tx, office: Office, listed: PlatformList, error: str) -> None:
    """A fault of ours would come again and again, and nothing else could be written to this account meanwhile."""
    key = f"platform:{listed.source.platform}:{listed.source.account}"
    await raise_alert(tx, key, words.FAULT.format(listed=listed.id, error=error))
    if listed.state is ListState.READING:
        await fail_list(tx, office, listed, words.OUR_FAULT)
    else:
        await halt_list(tx, office, listed, words.OUR_FAULT)


async def _tell_corrector(tx: Tx, listed: PlatformList) -> None:
    """Whoever put something right has no card of it: they are told in words."""
    if listed.cause is not ListCause.CORRECTION or listed.asker is None:
        return
    for line in await lines_of(tx, listed.id):
        text = words.corrected(listed, f"{line.subject}，{line.after}")
        await tell(tx, listed.asker, text, key=f"directory_list:{listed.id}:{listed.state}:{line.ordinal}")
