"""Which departments the names in the list of posts stand for: what was called so at first, and what HR has said."""

from collections.abc import Collection

from sqlalchemy import text

from domain.ids import DepartmentId
from domain.post_claims import Claim
from storage.database import Tx

_GRANTED = text("""
    select n.name, array_remove(array_agg(distinct d.department_id), null) as departments
    from post_names n left join post_departments d using (name) group by n.name
""")
# Asked first: an insert of nothing is a change of the directory all the same, of which nobody says whom it is about,
# and everybody would read the whole college again.
_IS_NEW = text("""
    select exists (
        select from unnest(cast(:names as text[])) as named (name),
            (select distinct platform, account from departments where active) place
        where not exists (
            select from post_names n
            where (n.name, n.platform, n.account) = (named.name, place.platform, place.account)
        )
    )
""")
# A college may read one directory before the other: a name is published to each.
_PUBLISH = text("""
    with new as (
        insert into post_names (name, platform, account, published_at)
        select named.name, place.platform, place.account, cast(:now as timestamptz)
        from unnest(cast(:names as text[])) as named (name),
            (select distinct platform, account from departments where active) place
        on conflict do nothing
        returning name, platform, account
    )
    select new.name, d.id from new join departments d using (platform, account) where d.active
""")
_GRANT = text("""
    insert into post_departments (name, department_id, granted_at, granted_by)
    values (:name, :department, :now, :by) on conflict do nothing
""")
_TAKE_BACK = text("delete from post_departments where name = :name and department_id = :department")

Granted = dict[str, frozenset[DepartmentId]]


async def load_granted(tx: Tx) -> Granted:
    """By the names as the list of posts writes them; a name that was never published is not in it."""
    rows = await tx.conn.execute(_GRANTED, {})
    return {row.name: frozenset(map(DepartmentId, row.departments)) for row in rows}


async def publish_names(tx: Tx, names: Collection[str]) -> set[tuple[str, DepartmentId]]:
    """From now on these stand for what is granted to them alone. Which departments each was not published to before."""
    if not await tx.conn.scalar(_IS_NEW, {"names": sorted(names)}):
        return set()
    rows = await tx.conn.execute(_PUBLISH, {"names": sorted(names), "now": tx.now})
    return {(row.name, DepartmentId(row.id)) for row in rows}


async def grant(tx: Tx, claim: Claim, *, by: str) -> None:
    """The posts of the name are this department's. `by` is a typed reference for the audit."""
    values = {"name": claim.name, "department": claim.department.id, "now": tx.now, "by": by}
    await tx.conn.execute(_GRANT, values)
    tx.audit(by, "posts.grant", f"department:{claim.department.id}", name=claim.name)


async def take_back(tx: Tx, claim: Claim, *, by: str) -> None:
    """The posts of the name are this department's no longer."""
    await tx.conn.execute(_TAKE_BACK, {"name": claim.name, "department": claim.department.id})
    tx.audit(by, "posts.take_back", f"department:{claim.department.id}", name=claim.name)
