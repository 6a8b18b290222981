"""Where every department of every source lies, as names from the top downwards."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import text

from domain.events import Source
from domain.ids import DepartmentId
from domain.roster import Path
from domain.roster_departments import paths_of
from storage.database import Tx

# A circle, which no reading brings, would end by itself.
_CHAINS = text("""
    with recursive climbing (id, platform, account, parent_id, chain) as (
        select id, platform, account, parent_id, array[name] from departments where active
        union all
        select c.id, c.platform, c.account, d.parent_id, array[d.name] || c.chain
        from climbing c join departments d on d.id = c.parent_id and d.active
        where cardinality(c.chain) < 32
    )
    select distinct on (id) id, platform, account, chain from climbing order by id, cardinality(chain) desc
""")


@dataclass(frozen=True, slots=True)
class Place:
    """One department: its names from the top, and those below the root."""

    source: Source
    chain: Path
    path: Path


async def department_places(tx: Tx) -> dict[DepartmentId, Place]:
    """All active departments."""
    chains: defaultdict[Source, dict[DepartmentId, Path]] = defaultdict(dict)
    for row in await tx.conn.execute(_CHAINS, {}):
        chains[Source(row.platform, row.account)][DepartmentId(row.id)] = tuple(row.chain)
    return {
        key: Place(source, found[key], path)
        for source, found in chains.items()
        for key, path in paths_of(found).items()
    }


async def department_chains(tx: Tx) -> set[tuple[Path, Path]]:
    """What departments are called, with and without the root."""
    return {(place.chain, place.path) for place in (await department_places(tx)).values()}
