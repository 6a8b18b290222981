"""Who the references of the configuration's roles stand for, as the directory is now."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

STAFF_NO = "staff_no"

# A closed account is nobody's, and whoever left holds nothing.
_HOLDERS = """
    select p.id from people p
    where p.status = 'active' and p.id in (
        select id from people where staff_no = any(cast(:numbers as text[]))
        union all
        select a.person_id
        from unnest(cast(:platforms as text[]), cast(:accounts as text[]), cast(:keys as text[]))
            as named (platform, account, user_key)
        join accounts a using (platform, account, user_key)
        where a.active
    )
"""
_ALL = text(f"{_HOLDERS} order by p.id")
_AMONG = text(f"{_HOLDERS} and p.id = any(cast(:among as bigint[])) order by p.id")


async def holders(tx: Tx, references: Sequence[str], among: Collection[PersonId] | None = None) -> tuple[PersonId, ...]:
    """The active people behind "staff_no:T0001" or "wecom:staff:zhang3"; nobody for a reference that leads nowhere.

    With `among`, those of these people alone.
    """
    if not references:
        return ()
    named = list(_accounts(references))
    values: dict[str, object] = {
        "numbers": list(_numbers(references)),
        "platforms": [platform for platform, _, _ in named],
        "accounts": [account for _, account, _ in named],
        "keys": [key for _, _, key in named],
    }
    if among is None:
        return tuple(PersonId(person) for person in await tx.conn.scalars(_ALL, values))
    return tuple(PersonId(person) for person in await tx.conn.scalars(_AMONG, values | {"among": sorted(among)}))


def _numbers(references: Iterable[str]) -> Iterable[str]:
    for reference in references:
        kind, _, number = reference.partition(":")
        if kind == STAFF_NO:
            yield number


def _accounts(references: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """The account's name is as it is written, the member's id in lower case as its key is."""
    for reference in references:
        if not reference.startswith(f"{STAFF_NO}:"):
            platform, account, user_id = (*reference.split(":", 2), "", "")[:3]
            yield platform, account, user_id.lower()
