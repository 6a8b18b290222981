"""Laying obligations out: what rules and holders say is owed, made so in a few statements however much it is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.duties.layout import Laid, Owners, Window
from storage.database import Tx, plan_for_many
from storage.obligations import NEXT_COLOUR

_TAKE = text("select fingerprint, laid_at from obligation_layouts for update skip locked")
_KEEP = text("update obligation_layouts set fingerprint = :fingerprint, laid_at = :now")
_ROOM = (
    text("""
        create temporary table laid (
            duty text not null, period text not null, label text not null, opens_at timestamptz not null,
            due_at timestamptz not null, due_on date not null, half_on date,
            minimum integer not null, is_shared boolean not null,
            yellow_at timestamptz not null, orange_at timestamptz not null, event_id bigint
        ) on commit drop
    """),
    text("""
        create temporary table laid_owners (duty text not null, owner_id bigint not null, is_vacant boolean not null)
        on commit drop
    """),
)
# What each member of a college owes every day is not kept for months ahead: it begins shortly before it opens.
OPENING = timedelta(days=2)
OWNERS_AT_ONCE = 10_000  # each with some rows; a hundred thousand rows take seconds, the driver waits thirty
MANY = 5_000  # rows; of so many new ones the planner is told at once, for its own look comes a minute later
_COUNT_AGAIN = text("analyze obligations")
_ANALYSE = (text("analyze laid"), text("analyze laid_owners"))
COLUMNS = (
    "duty",
    "period",
    "label",
    "opens_at",
    "due_at",
    "due_on",
    "half_on",
    "minimum",
    "is_shared",
    "yellow_at",
    "orange_at",
    "event_id",
)
_IS_SETTLED = """
    laid.is_shared and exists (
        select from obligations d where (d.duty, d.period) = (laid.duty, laid.period) and d.state = 'done'
    )
"""  # somebody has done it for all
_FACTS = "label, opens_at, due_at, due_on, half_on, minimum, is_shared, yellow_at, orange_at, event_id"
_LAID_FACTS = ", ".join(f"laid.{name.strip()}" for name in _FACTS.split(","))
_O_FACTS = ", ".join(f"o.{name.strip()}" for name in _FACTS.split(","))
_TELL_AT = NEXT_COLOUR.format(told="o.told", row="laid.")

# What was handed to somebody who has left is its holder's again.
_COME_BACK = text("""
    update obligations o set owner_id = holder_id, moved_from_id = owner_id
    where state = 'open' and owner_id <> holder_id
        and exists (select from people p where p.id = o.owner_id and p.status <> 'active')
""")
# Another holder of the post: what is open goes to them, one for one; what is done stays with who did it.
_MOVE = text("""
    with gone as (
        select o.id, o.duty, o.period, row_number() over (partition by o.duty, o.period order by o.id) as place
        from obligations o
        where o.state = 'open' and exists (select from laid_owners h where h.duty = o.duty)
            and not exists (select from laid_owners h where (h.duty, h.owner_id) = (o.duty, o.holder_id))
    ),
    come as (
        select open.duty, open.period, h.owner_id, h.is_vacant,
            row_number() over (partition by open.duty, open.period order by h.owner_id) as place
        from (select distinct duty, period from gone) open
        join laid_owners h using (duty)
        where not exists (
            select from obligations o
            where (o.duty, o.period) = (open.duty, open.period) and h.owner_id in (o.holder_id, o.owner_id)
        )
    )
    update obligations o
    set holder_id = come.owner_id, is_vacant = come.is_vacant,
        moved_from_id = case when o.owner_id = o.holder_id then o.owner_id else o.moved_from_id end,
        owner_id = case when o.owner_id = o.holder_id then come.owner_id else o.owner_id end,
        offered_to_id = null, offered_at = null, disowned_at = null
    from gone join come using (duty, period, place)
    where o.id = gone.id
""")
# What has opened may move with its rule, its calendar, its event; `tell_at` is when its next colour begins then.
_FOLLOW = text(f"""
    update obligations o
    set ({_FACTS}, is_vacant, tell_at, state, why_void) = ({_LAID_FACTS}, h.is_vacant, {_TELL_AT}, 'open', null)
    from laid join laid_owners h using (duty)
    where (o.duty, o.period, o.holder_id) = (laid.duty, laid.period, h.owner_id)
        and (
            (o.state = 'open' and ({_O_FACTS}, o.is_vacant) is distinct from ({_LAID_FACTS}, h.is_vacant))
            or (o.state = 'void' and o.why_void in ('unlaid', 'ended') and not ({_IS_SETTLED}))
        )
""")  # noqa: S608 - all of it is ours
# Nobody is told afterwards of a day before there was anybody to owe it: only what fell due since the last layout, and
# what follows from an event that was noted late.
_BEGIN = text(f"""
    insert into obligations (duty, period, holder_id, owner_id, {_FACTS}, is_vacant, tell_at)
    select laid.duty, laid.period, h.owner_id, h.owner_id, {_LAID_FACTS}, h.is_vacant, laid.yellow_at
    from laid join laid_owners h using (duty)
    where laid.duty = any(cast(:duties as text[])) and not ({_IS_SETTLED})
        and (laid.opens_at <= :opening or laid.is_shared and laid.due_on <= :last) and (
        laid.due_at > :since
        or laid.event_id is not null and not exists (
            select from obligations p where (p.duty, p.period) = (laid.duty, laid.period)
        )
    )
    on conflict do nothing
""")  # noqa: S608 - all of it is ours
_DROP = text("""
    update obligations o set state = 'void', why_void = 'unlaid'
    where state = 'open' and due_on between :first and :last and not exists (
        select from laid join laid_owners h using (duty)
        where (laid.duty, laid.period, h.owner_id) = (o.duty, o.period, o.holder_id)
    )
""")
_END = text("""
    update obligations set state = 'void', why_void = 'ended'
    where state = 'open' and duty <> all(cast(:living as text[]))
""")
# Somebody who holds a post no longer, and nobody who could take what is open for them: it is nobody's.
_LEAVE = text("""
    update obligations o set state = 'void', why_void = 'unlaid'
    where state = 'open' and exists (select from laid_owners h where h.duty = o.duty)
        and not exists (select from laid_owners h where (h.duty, h.owner_id) = (o.duty, o.holder_id))
""")


@dataclass(frozen=True, slots=True)
class LastLayout:
    """The last one: what it was made from, and when; None where there was none."""

    fingerprint: str
    laid_at: datetime | None


async def take_layout(tx: Tx) -> LastLayout | None:
    """The last layout, held until the transaction ends. None: another replica is at it."""
    row = (await tx.conn.execute(_TAKE, {})).first()
    return LastLayout(row.fingerprint, row.laid_at) if row else None


async def keep_layout(tx: Tx, fingerprint: str) -> None:
    """What the obligations are laid out from now."""
    await tx.conn.execute(_KEEP, {"fingerprint": fingerprint, "now": tx.now})


async def lay_out(
    tx: Tx, laid: Iterable[Laid], owners: Mapping[str, Owners], window: Window, living: Collection[str]
) -> int:
    """Make what is owed in these days so: what is new comes in, what is open moves with its times and holders, what
    is no longer owed becomes void; what is done stays as it is. How many rows changed.

    `laid` may reach beyond those days: what has moved out of them is then not dropped. `living` are the duties that
    there are, with or without anybody who owes them.
    """
    await plan_for_many(tx)
    for statement in _ROOM:
        await tx.conn.execute(statement)
    await tx.conn.copy_in("laid", COLUMNS, [_record(each) for each in laid])
    await tx.conn.copy_in(
        "laid_owners",
        ("duty", "owner_id", "is_vacant"),
        [(duty, person, each.is_vacant) for duty, each in owners.items() for person in dict.fromkeys(each.people)],
    )
    for statement in _ANALYSE:
        await tx.conn.execute(statement)
    changed = 0
    for statement in (_COME_BACK, _MOVE, _FOLLOW, _LEAVE):
        changed += (await tx.conn.execute(statement)).rowcount
    changed += (await tx.conn.execute(_DROP, {"first": window.first, "last": window.last})).rowcount
    changed += (await tx.conn.execute(_END, {"living": list(living)})).rowcount
    begun = 0
    for duties in _portions(owners):
        beginning = {"since": window.since, "last": window.last, "opening": tx.now + OPENING, "duties": duties}
        begun += (await tx.conn.execute(_BEGIN, beginning)).rowcount
    if begun > MANY:
        await tx.conn.execute(_COUNT_AGAIN)
    return changed + begun


def _portions(owners: Mapping[str, Owners]) -> Iterator[list[str]]:
    """Duties that begin in one statement: none takes longer than the driver waits, however large the college."""
    portion: list[str] = []
    people = 0
    for duty, each in owners.items():
        portion.append(duty)
        people += len(each.people)
        if people > OWNERS_AT_ONCE:
            yield portion
            portion, people = [], 0
    if portion:
        yield portion


def _record(laid: Laid) -> tuple[object, ...]:
    return (
        laid.duty,
        laid.period,
        laid.label,
        laid.opens_at,
        laid.due_at,
        laid.due_on,
        laid.half_on,
        laid.minimum,
        laid.is_shared,
        laid.yellow_at,
        laid.orange_at,
        laid.event,
    )
