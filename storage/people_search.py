"""People by what somebody types for their name: a beginning of one of its forms.

Triggers note whose name or status has changed; whoever looks for somebody next writes the forms of those first, so that
what is found is true and a directory that is read in does not wait for it. A version that reads names otherwise empties
`name_forms` and notes everybody anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import TextClause, text

from domain.ids import PersonId
from domain.name_forms import forms_of, typed_form
from storage.database import Tx

BATCH = 2000  # people; their forms are worked out in about 30 ms, during which nothing else happens here
AFTER = "\U0010ffff"  # greater than anything that follows a beginning
WRITING_LOCK = 0x6E61_6D65

# By the index, which skips what was taken already; the table's own pages keep that until they are cleaned.
_ARE_THERE = text("select id from unwritten_names order by id limit 1")
_LOCK = text("select pg_advisory_xact_lock(:lock)")
_TAKE = text("""
    with taken as (delete from unwritten_names returning people, was)
    select changed.person_id as id, case when p.status = 'active' then p.name end as name,
        coalesce(array_agg(changed.was) filter (where changed.was is not null), '{}') as was
    from taken cross join unnest(taken.people, taken.was) as changed (person_id, was)
    left join people p on p.id = changed.person_id
    group by 1, 2
    order by 1
""")
_CLEAR = text("""
    delete from name_forms known using unnest(cast(:forms as text[]), cast(:ids as bigint[])) as old (form, person_id)
    where known.form = old.form and known.person_id = old.person_id
""")
_WRITE = text("""
    insert into name_forms (form, person_id)
    select * from unnest(cast(:forms as text[]), cast(:ids as bigint[]))
    on conflict do nothing
""")
_FIND = text("""
    select array_agg(distinct person_id) filter (where form = :form) as exact, array_agg(distinct person_id) as found
    from name_forms where form >= :form and form < :after
""")
_BY_NUMBER = text("select id from people where staff_no = :number and status = 'active'")


@dataclass(frozen=True, slots=True)
class Found:
    """Everybody a form of whose name begins so; of `exact` it is that form."""

    people: frozenset[PersonId]
    exact: frozenset[PersonId]


async def find_by_name(tx: Tx, said: str) -> Found:
    """Nobody for words in which there is no letter."""
    await write_names(tx)
    form = typed_form(said)
    if not form:
        return Found(frozenset(), frozenset())
    row = (await tx.conn.execute(_FIND, {"form": form, "after": form + AFTER})).one()
    return Found(_ids(row.found), _ids(row.exact))


async def find_by_number(tx: Tx, staff_no: str) -> PersonId | None:
    """Who has this staff number."""
    found = await tx.conn.scalar(_BY_NUMBER, {"number": staff_no})
    return None if found is None else PersonId(found)


async def write_names(tx: Tx) -> int:
    """Make the forms true; of how many people. Nothing to write is one look."""
    if await tx.conn.scalar(_ARE_THERE, {}) is None:
        return 0
    await tx.conn.execute(_LOCK, {"lock": WRITING_LOCK})  # the next one finds it done
    changed = (await tx.conn.execute(_TAKE, {})).all()
    for start in range(0, len(changed), BATCH):
        some = changed[start : start + BATCH]
        await _carry_out(tx, _CLEAR, ((row.id, name) for row in some for name in row.was))
        await _carry_out(tx, _WRITE, ((row.id, row.name) for row in some if row.name))
    return len(changed)


async def _carry_out(tx: Tx, statement: TextClause, named: Iterable[tuple[int, str]]) -> None:
    rows = sorted((form, person) for person, name in named for form in forms_of(name))
    if rows:
        await tx.conn.execute(statement, {"forms": [form for form, _ in rows], "ids": [person for _, person in rows]})


def _ids(ids: Iterable[int] | None) -> frozenset[PersonId]:
    return frozenset(map(PersonId, ids or ()))
