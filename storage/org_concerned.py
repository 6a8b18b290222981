"""Whom a change of the directory concerns: the person, and who heads the departments they left and came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from domain.directory_plan import Kind
from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

# Heads are whoever leads there now: a head who leaves with the same run is told nothing.
_HEADS = """
    coalesce((
        select array_agg(m.person_id order by m.person_id)
        from departments d join memberships m on m.department_id = d.id and m.leads
        join people h on h.id = m.person_id and h.status = 'active'
        where d.platform = c.platform and d.account = c.account and d.external_id = c.{facts} ->> 'main_department'
          and m.person_id <> c.person_id
    ), '{{}}')
"""
_SELECT = f"""
    select c.id, c.kind, c.person_id, p.name, c.before, c.after, c.applied_at::date as day,
        coalesce(home.name, '') as place,
        {_HEADS.format(facts="was")} as old_heads, {_HEADS.format(facts="becomes")} as new_heads
    from org_changes c join people p on p.id = c.person_id
    left join departments home on home.platform = c.platform and home.account = c.account
        and home.external_id = c.becomes ->> 'main_department'
"""  # noqa: S608 - all of it is ours
_OF_RUN = text(f"{_SELECT} where c.run_id = :run and c.undone_at is null order by c.id limit :most")
_SINCE = text(f"{_SELECT} where c.id > :after order by c.id limit :most")
# A person may have left by events no more often in a day than a whole reading may say so unasked.
_LEFT = text("""
    select (select count(*) from people where status = 'active') as here,
        (select count(distinct person_id) from org_changes
         where run_id is null and kind = :left and applied_at > cast(:now as timestamptz) - interval '1 day'
            and undone_at is null) as gone
""")
_LAST = text("select coalesce(max(id), 0) from org_changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """One change of one person, in words, and the heads of the department it was and the one it is.

    `mark` is the same for the same change on another platform on the same day.
    """

    id: int
    kind: Kind
    person: PersonId
    name: str
    before: str
    after: str
    mark: str
    old_heads: tuple[PersonId, ...]
    new_heads: tuple[PersonId, ...]

    @property
    def kind_word(self) -> str:
        """As the table prints it."""
        return self.kind.value


async def concerned_by(tx: Tx, run: int, most: int) -> Sequence[Concerned]:
    """Of the changes of a run, so many at most."""
    return [_from(row) for row in await tx.conn.execute(_OF_RUN, {"run": run, "most": most})]


async def last_change(tx: Tx) -> int:
    """The newest change there is."""
    return int(await tx.conn.scalar(_LAST, {}))


async def concerned_since(tx: Tx, after: int, most: int) -> Sequence[Concerned]:
    """Of the changes that came after that one."""
    return [_from(row) for row in await tx.conn.execute(_SINCE, {"after": after, "most": most})]


async def left_today(tx: Tx) -> tuple[int, int]:
    """How many people are here, and how many have left within a day without a person's word."""
    row = (await tx.conn.execute(_LEFT, {"left": Kind.LEFT, "now": tx.now})).one()
    return row.here, row.gone


def _from(row: AnyRow) -> Concerned:
    return Concerned(
        id=row.id,
        kind=Kind(row.kind),
        person=PersonId(row.person_id),
        name=row.name,
        mark=f"{row.kind}:{row.person_id}:{row.day}:{row.place}",
        before=row.before,
        after=row.after,
        old_heads=tuple(PersonId(each) for each in row.old_heads),
        new_heads=tuple(PersonId(each) for each in row.new_heads),
    )
