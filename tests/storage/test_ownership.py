"""Whose word counts: the roster's and a hand's stand against every reading of a platform, and nobody gains by it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from domain.account_review import Review
from domain.directory import Directory, Part, ReadDepartment, ReadMember
from domain.directory_plan import Kind
from domain.events import Source
from domain.ids import PersonId
from domain.ownership import Field, Owner, OwnerKind, Owners
from domain.roster import Entry, Standing
from domain.roster_changes import Extent, compare_rosters
from storage.account_links import attach
from storage.corrections import correct, end_correction, open_corrections, person_by_number
from storage.department_paths import department_chains
from storage.directory import Guard, compare, load
from storage.org_changes import feed
from storage.ownership import keep_owners, settle
from storage.roles import holders
from storage.roster import RosterFile, held_roster, lock_roster, write_roster

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAFF, DING = Source("wecom", "staff"), Source("dingtalk", "staff")
ROOT = ReadDepartment(id="1", parent_id=None, name="示例学院")
TEACHING = ReadDepartment(id="2", parent_id="1", name="教学工作部")
ESTATES = ReadDepartment(id="3", parent_id="1", name="总务处")
EVE = ReadMember(user_id="eve", name="伊芙", departments=("2",), staff_no="T0001", position="科员")
BOB = ReadMember(user_id="bob", name="鲍勃", departments=("3",), staff_no="T0002", position="处长")
READ = Directory((ROOT, TEACHING, ESTATES), (EVE, BOB))
ENTRY = Entry(staff_no="T0001", name="伊芙", department=("教学工作部",))
EVERYTHING = Owners({of: Owner(OwnerKind.ROSTER) for of in Field})
BY_HAND = Owners({of: Owner(OwnerKind.HAND) for of in (Field.NAME, Field.POSITION, Field.DEPARTMENT, Field.LEADERS)})

FACTS = """
    select p.name, p.position, d.name, p.status,
        (select string_agg(l.name, ',') from direct_leaders x join people l on l.id = leader_id where person_id = p.id)
    from people p left join departments d on d.id = main_department_id order by p.staff_no
"""


async def sync(database, *members, source=STAFF, guard=Guard.ON):
    async with database.begin(NOW) as tx:
        return await load(tx, source, replace(READ, members=members or READ.members), guard=guard)


async def own(database, owners):
    async with database.begin(NOW) as tx:
        return await keep_owners(tx, owners)


async def enter(database, *entries, extent=Extent.WHOLE):
    read = {entry.staff_no: entry for entry in entries}
    async with database.begin(NOW) as tx:
        await lock_roster(tx)
        changes = compare_rosters(await held_roster(tx), read, extent)
        await write_roster(tx, RosterFile("roster.xlsx", "0" * 64, extent, len(read)), changes, "cli:import")
        return await settle(tx)


async def put_right(database, of, value, number="T0001"):
    async with database.begin(NOW) as tx:
        person = await person_by_number(tx, number)
        return await correct(tx, person.id, of, value, reason="发文更正", by="command:correct")


async def facts(database, query=FACTS):
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


async def test_without_owners_the_platform_tells_everything(database):
    await sync(database)
    await enter(database, replace(ENTRY, name="伊娃", standing=Standing.RETIRED))
    await sync(database, replace(EVE, position="科长"), BOB)

    assert (await facts(database))[0] == ("伊芙", "科长", "教学工作部", "active", None)


async def test_what_the_roster_owns_it_puts_in_and_no_reading_changes_it(database):
    await sync(database)
    await own(database, EVERYTHING)
    told = replace(ENTRY, name="伊娃", position="科长", department=("总务处",), leader_no="T0002")

    assert await enter(database, told) == 1
    await sync(database)
    await sync(database, replace(EVE, name="夏娃", position="校长", departments=("3", "2")), BOB)

    assert (await facts(database))[0] == ("伊娃", "科长", "总务处", "active", "鲍勃")
    async with database.begin(NOW) as tx:
        assert (
            await compare(tx, STAFF, replace(READ, members=(replace(EVE, departments=("3", "2")), BOB)))
        ).differences == ()


async def test_of_whom_the_roster_says_nothing_the_platform_tells(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, ENTRY)
    await sync(database, replace(EVE, position="科长"), replace(BOB, name="鲍博", position="院长"))

    assert await facts(database) == [
        ("伊芙", "科长", "教学工作部", "active", None),
        ("鲍博", "院长", "总务处", "active", None),
    ]


async def test_whoever_joins_after_the_roster_named_them_is_at_once_as_it_says(database):
    await own(database, EVERYTHING)
    await enter(database, replace(ENTRY, name="伊娃", position="科长", department=("总务处",)))
    await sync(database)

    assert (await facts(database))[0] == ("伊娃", "科长", "总务处", "active", None)


async def test_a_part_respects_the_owners_too(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, name="伊娃"))
    part = Part({"eve": replace(EVE, name="夏娃", position="科长")}, {})

    async with database.begin(NOW) as tx:
        await load(tx, STAFF, part)

    assert (await facts(database))[0][:2] == ("伊娃", "科长")


@pytest.mark.parametrize("gone", [True, False])
async def test_whoever_left_by_the_roster_holds_no_role_although_the_account_is_open(database, gone):
    await own(database, EVERYTHING)
    await sync(database)
    other = Entry(staff_no="T0002", name="鲍勃", department=("总务处",))
    await enter(database, ENTRY, other)

    await enter(database, *(() if gone else (replace(ENTRY, standing=Standing.LEFT),)), other)
    await sync(database, EVE, replace(BOB, position="院长"))

    async with database.begin(NOW) as tx:
        assert await holders(tx, ["staff_no:T0001", "wecom:staff:eve"]) == ()
    assert [row[3] for row in await facts(database)] == ["left", "active"]
    await sync(database, BOB)
    await sync(database)
    assert [row[3] for row in await facts(database)] == ["left", "active"]


async def test_whoever_is_back_in_the_roster_is_the_same_person_and_here_by_their_open_account(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, standing=Standing.LEFT))
    before = await facts(database, "select id, name from people order by id")

    await enter(database, ENTRY)

    assert [row[3] for row in await facts(database)] == ["active", "active"]
    assert await facts(database, "select id, name from people order by id") == before


async def test_a_roster_alone_brings_nobody_back_whose_account_is_closed(database):
    await own(database, EVERYTHING)
    await sync(database)
    await sync(database, BOB)
    await enter(database, ENTRY)

    assert [row[3] for row in await facts(database)] == ["left", "active"]


async def test_a_correction_survives_every_sync_and_ends_with_a_word(database):
    await own(database, BY_HAND)
    await sync(database)
    number = await put_right(database, Field.POSITION, "副处长")
    await put_right(database, Field.DEPARTMENT, "总务处")
    await put_right(database, Field.LEADERS, "T0002")

    await sync(database, replace(EVE, position="科长"), BOB)
    stands = await facts(database)
    async with database.begin(NOW) as tx:
        assert await end_correction(tx, number, by="command:correct")
        assert not await end_correction(tx, number, by="command:correct")
        assert [(one.field, one.value) for one in await open_corrections(tx)] == [
            (Field.DEPARTMENT, "总务处"),
            (Field.LEADERS, "T0002"),
        ]
    await sync(database, replace(EVE, position="科长"), BOB)

    assert stands[0] == ("伊芙", "副处长", "总务处", "active", "鲍勃")
    assert (await facts(database))[0] == ("伊芙", "科长", "总务处", "active", "鲍勃")


async def test_a_correction_survives_the_other_platform_and_a_return(database):
    await own(database, BY_HAND)
    await sync(database)
    await put_right(database, Field.NAME, "伊娃")

    await sync(database, replace(EVE, user_id="e1", name="伊娃"), replace(BOB, user_id="b1"), source=DING)
    await sync(database, BOB)
    await sync(database, replace(EVE, name="夏娃"), BOB)

    assert (await facts(database))[0][0] == "伊娃"


async def test_the_newest_correction_of_a_field_stands_alone(database):
    await sync(database)
    await put_right(database, Field.NAME, "伊娃")
    await put_right(database, Field.NAME, "夏娃")

    async with database.begin(NOW) as tx:
        assert [one.value for one in await open_corrections(tx)] == ["夏娃"]
    assert (await facts(database))[0][0] == "夏娃"


async def test_changes_by_the_roster_and_by_hand_are_in_the_feed(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, name="伊娃", position="科长", standing=Standing.RETIRED))
    await put_right(database, Field.NAME, "鲍博", number="T0002")

    async with database.begin(NOW) as tx:
        told = [one for one in await feed(tx, 0, 100) if one.source.platform == "own"]
    assert {(one.source.account, one.kind, one.subject, one.after) for one in told} == {
        ("roster", Kind.RENAMED, "伊芙（T0001）", "伊娃"),
        ("roster", Kind.PROMOTED, "伊芙（T0001）", "科长"),
        ("roster", Kind.LEFT, "伊芙（T0001）", ""),
        ("hand", Kind.RENAMED, "鲍勃（T0002）", "鲍博"),
    }


async def test_settling_again_writes_nothing(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, name="伊娃", department=("总务处",), leader_no="T0002"))

    async with database.begin(NOW) as tx:
        assert await settle(tx) == 0
        assert await settle(tx, {PersonId(1)}) == 0
        assert await settle(tx, set()) == 0
    assert not await own(database, EVERYTHING)


async def test_owners_that_change_change_what_counts_at_once(database):
    await sync(database)
    await enter(database, replace(ENTRY, name="伊娃"))
    assert await own(database, EVERYTHING)
    by_roster = await facts(database)

    await own(database, Owners())
    await sync(database)

    assert by_roster[0][0] == "伊娃"
    assert (await facts(database))[0][0] == "伊芙"


async def test_a_path_that_a_source_has_not_leaves_the_department_as_it_is(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, department=("总务处", "新能源科")))

    assert (await facts(database))[0][2] == "教学工作部"
    async with database.begin(NOW) as tx:
        assert sorted(await department_chains(tx)) == [
            (("示例学院",), ("示例学院",)),
            (("示例学院", "总务处"), ("总务处",)),
            (("示例学院", "教学工作部"), ("教学工作部",)),
        ]


async def test_an_account_that_sees_branches_only_has_no_root(database):
    async with database.begin(NOW) as tx:
        await load(tx, STAFF, replace(READ, departments=(TEACHING, ESTATES)))
        assert {path for _, path in await department_chains(tx)} == {("教学工作部",), ("总务处",)}


async def test_the_account_that_the_content_names_tells_even_if_it_came_later(database):
    ding = replace(EVE, user_id="e1", position="讲师")
    await sync(database, EVE)
    await sync(database, replace(EVE, user_id="e1"), source=DING)
    await own(database, Owners({Field.NAME: Owner(OwnerKind.PLATFORM, "dingtalk:staff")}))

    await sync(database, replace(EVE, position="科长"))
    by_the_older = await facts(database)
    await sync(database, ding, source=DING)

    assert by_the_older[0][1] == "科员"
    assert (await facts(database))[0][1] == "讲师"


async def test_an_account_given_by_hand_brings_nobody_back_whom_the_roster_has_retired(database):
    await own(database, EVERYTHING)
    await sync(database)
    await enter(database, replace(ENTRY, standing=Standing.RETIRED))
    await sync(database, BOB)
    told = {"name": "伊芙", "department": "", "position": "", "staff_no": None, "candidates": ()}
    review = Review(number=1, source=DING, user_id="e1", **told)

    async with database.begin(NOW) as tx:
        person = await person_by_number(tx, "T0001")
        await attach(tx, review, person.id)

    assert (await facts(database))[0][3] == "left"
