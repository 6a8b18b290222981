"""People whom a plan makes, with their accounts and memberships: copied in, because nothing of them is there yet."""

from collections.abc import Mapping

from domain.directory_reading import MemberFacts
from domain.events import Source
from storage.database import Tx

PEOPLE = ("id", "name", "staff_no", "position", "main_department_id", "since")
ACCOUNTS = ("platform", "account", "user_key", "user_id", "person_id")
MEMBERSHIPS = ("department_id", "person_id", "leads")


async def add_newcomers(
    tx: Tx, source: Source, facts: Mapping[str, MemberFacts], persons: Mapping[str, int], departments: Mapping[str, int]
) -> None:
    """By account key. An account or a staff number that is there after all is an error, and nothing is written."""
    if not facts:
        return
    await tx.conn.copy_in(
        "people",
        PEOPLE,
        (
            (persons[key], one.name, one.staff_no, one.position, departments.get(one.main_department or ""), tx.now)
            for key, one in facts.items()
        ),
    )
    await tx.conn.copy_in(
        "accounts",
        ACCOUNTS,
        ((source.platform, source.account, key, one.user_id, persons[key]) for key, one in facts.items()),
    )
    await tx.conn.copy_in(
        "memberships",
        MEMBERSHIPS,
        (
            (departments[place], persons[key], place in one.leads)
            for key, one in facts.items()
            for place in one.departments
        ),
    )
