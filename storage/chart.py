"""Who stands above a person in the directory."""

from collections import defaultdict

from sqlalchemy import text

from domain.ids import PersonId
from domain.people import Person
from domain.route import Chart
from storage.database import Tx
from storage.people import load_people

DEEPEST = 32  # levels; the platforms allow 15, and a circle made by a broken directory must end

_DIRECT = text("select leader_id from direct_leaders where person_id = :person order by leader_id")

# A person without a main department counts for the first one they are a member of.
_LEVELS = text("""
    with recursive climb as (
        select d.id, d.parent_id, 0 as level
        from departments d
        where d.id = coalesce(
            (select main_department_id from people where id = :person),
            (select min(department_id) from memberships where person_id = :person)
        )
        union all
        select d.id, d.parent_id, c.level + 1
        from climb c join departments d on d.id = c.parent_id
        where c.level < :deepest
    )
    select c.level, m.person_id
    from climb c
    left join memberships m on m.department_id = c.id and m.leads
    order by c.level, m.person_id
""")


async def chart_of(tx: Tx, person_id: PersonId) -> Chart:
    """The direct leaders, and each department's leaders from the main one up to the root, those who left included."""
    direct = [PersonId(row.leader_id) for row in await tx.conn.execute(_DIRECT, {"person": person_id})]
    levels: defaultdict[int, list[PersonId]] = defaultdict(list)
    for row in await tx.conn.execute(_LEVELS, {"person": person_id, "deepest": DEEPEST}):
        levels[row.level].extend([] if row.person_id is None else [PersonId(row.person_id)])
    known = await load_people(tx, {*direct, *(leader for level in levels.values() for leader in level)})

    def named(ids: list[PersonId]) -> tuple[Person, ...]:
        return tuple(known[leader] for leader in ids)

    return Chart(named(direct), tuple(named(levels[level]) for level in sorted(levels)))
