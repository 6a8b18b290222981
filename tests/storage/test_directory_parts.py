"""A part of a directory, read again because an event named it, changes what it concerns and nothing else."""

from dataclasses import replace

import pytest

from domain.directory import Directory, Part, ReadDepartment, ReadMember
from domain.directory_plan import Kind
from domain.directory_reading import DirectoryRefused
from storage.directory import DirectoryCounts, rename_account
from tests.storage.directories import (
    BOB,
    COLLEGE,
    DEAN,
    EVE,
    HR,
    LAB,
    LEADERS,
    NOW,
    OPEN_DEPARTMENTS,
    PEOPLE,
    PLACES,
    STAFF,
    STUDENTS,
    WHOLE,
    part,
    planned,
    rows,
    sync,
)


async def test_one_member_is_changed_and_everybody_else_stays(database):
    await sync(database, WHOLE)

    counts = await sync(database, part(replace(EVE, name="伊芙琳", departments=("3",), direct_leaders=())))

    assert counts == DirectoryCounts(changed=1)
    assert await rows(database, PLACES) == [
        ("伊芙琳", "实训中心", False),
        ("李主任", "人事处", True),
        ("鲍勃", "实训中心", False),
    ]
    assert await rows(database, LEADERS) == [("鲍勃", "李主任")]


async def test_a_part_says_what_the_whole_would_say(database):
    await sync(database, WHOLE)
    moved = replace(EVE, departments=("3",), position="主任", leads=("3",))

    of_part = await planned(database, part(moved))
    of_whole = await planned(database, Directory(WHOLE.departments, (DEAN, moved, BOB)))

    assert of_part.differences == of_whole.differences
    assert await sync(database, part(moved)) == DirectoryCounts(changed=1)
    assert await sync(database, Directory(WHOLE.departments, (DEAN, moved, BOB))) == DirectoryCounts()


async def test_a_member_that_is_gone_has_left_and_leads_nobody(database):
    await sync(database, WHOLE)

    counts = await sync(database, part(gone=("dean",)))

    assert counts == DirectoryCounts(left=1, changed=2)
    assert ("李主任", "处长", "left") in await rows(database, PEOPLE)
    assert await rows(database, LEADERS) == []
    without = Directory((COLLEGE, replace(HR, leaders=()), LAB), (EVE, BOB))
    assert await sync(database, without) == DirectoryCounts()


async def test_a_new_member_joins_with_the_staff_number_of_whom_they_are(database):
    await sync(database, WHOLE)
    await sync(database, part(gone=("bob",)))

    counts = await sync(database, part(replace(BOB, user_id="bob2")))

    assert counts == DirectoryCounts(joined=1)
    assert await rows(database, PEOPLE) == [
        ("李主任", "处长", "active"),
        ("伊芙", "", "active"),
        ("鲍勃", "", "active"),
    ]


async def test_a_staff_number_of_somebody_outside_the_part_is_not_given_away(database):
    await sync(database, WHOLE)

    counts = await sync(database, part(ReadMember(user_id="x", name="鲍勃", departments=("3",), staff_no="T0003")))

    assert (counts.joined, counts.conflicts) == (1, 1)
    assert await rows(database, "select count(*) from people where staff_no = 'T0003'") == [(1,)]
    assert await rows(database, "select count(*) from people") == [(4,)]


async def test_a_department_is_renamed_moved_and_headed_by_itself(database):
    await sync(database, WHOLE)
    renamed = replace(LAB, name="实训部", parent_id="2", leaders=("bob",))

    counts = await sync(database, part(departments=(renamed, HR, COLLEGE)))

    assert counts == DirectoryCounts(departments_changed=1, changed=1)
    assert ("鲍勃", "实训部", True) in await rows(database, PLACES)
    assert ("李主任", "人事处", True) in await rows(database, PLACES)


async def test_a_new_head_takes_the_place_of_the_old_one(database):
    await sync(database, WHOLE)

    await sync(database, part(departments=(replace(HR, leaders=("eve",)),)))

    assert await rows(database, PLACES) == [
        ("伊芙", "人事处", True),
        ("李主任", "人事处", False),
        ("鲍勃", "实训中心", False),
    ]


async def test_a_department_that_is_gone_is_closed_and_nobody_is_in_it(database):
    await sync(database, WHOLE)

    plan = await planned(database, Part({}, {"3": None}))
    counts = await sync(database, Part({}, {"3": None}))

    assert {each.kind for each in plan.differences} == {Kind.DEPARTMENT_GONE, Kind.MOVED}
    assert counts == DirectoryCounts(departments_gone=1, changed=1)
    assert await rows(database, OPEN_DEPARTMENTS) == [("示例学院",), ("人事处",)]
    assert ("鲍勃", "实训中心", False) not in await rows(database, PLACES)


async def test_the_last_who_goes_empties_a_department(database):
    await sync(database, WHOLE)

    plan = await planned(database, part(replace(BOB, departments=("2",))))

    assert [each.kind for each in plan.differences] == [Kind.DEPARTMENT_EMPTIED, Kind.MOVED]


async def test_one_of_two_who_goes_empties_nothing(database):
    await sync(database, WHOLE)

    plan = await planned(database, part(replace(EVE, departments=("3",))))

    assert [each.kind for each in plan.differences] == [Kind.MOVED]


async def test_a_department_that_nobody_knows_yet_is_asked_for(database):
    await sync(database, WHOLE)

    plan = await planned(database, part(replace(EVE, departments=("2", "77"))))

    assert (plan.differences, plan.lacking) == ((), {"77"})


async def test_a_circle_made_by_one_department_is_refused(database):
    below = ReadDepartment(id="4", parent_id="3", name="焊接实训室")
    await sync(database, Directory((*WHOLE.departments, below), WHOLE.members))

    with pytest.raises(DirectoryRefused, match="圈"):
        await sync(database, part(departments=(replace(LAB, parent_id="4"), below)))


async def test_names_that_the_part_does_not_tell_are_kept(database):
    await sync(database, WHOLE)

    assert await sync(database, part(replace(EVE, name=""), departments=(replace(LAB, name=""),))) == DirectoryCounts()


async def test_an_account_that_the_platform_renames_stays_the_persons_even_without_a_number(database):
    await sync(database, Directory(WHOLE.departments, (DEAN, replace(EVE, staff_no=None))))

    async with database.begin(NOW) as tx:
        assert await rename_account(tx, STAFF, "EVE", "Yi.Fu", by="job:org-runs")
        assert not await rename_account(tx, STAFF, "nobody", "dean", by="job:org-runs")

    assert await sync(database, part(replace(EVE, user_id="Yi.Fu", staff_no=None))) == DirectoryCounts()
    assert await rows(database, "select user_id, person_id from accounts order by 2") == [("Dean", 1), ("Yi.Fu", 2)]


async def test_a_doubt_outside_the_part_stays_open(database):
    await sync(database, WHOLE)
    doubtful = ReadMember(user_id="d-eve", name="伊芙", departments=("1",))
    await sync(database, Directory((COLLEGE,), (doubtful, replace(DEAN, departments=("1",)))), STUDENTS)

    await sync(database, part(replace(DEAN, departments=("1",), position="教授")), STUDENTS)

    assert await rows(database, "select user_key, state from account_reviews") == [("d-eve", "open")]


async def test_an_account_of_a_stranger_outside_the_whole_is_a_doubt_in_a_part_too(database):
    await sync(database, WHOLE)
    await sync(database, Directory((COLLEGE,), (replace(DEAN, departments=("1",)),)), STUDENTS)

    counts = await sync(database, part(ReadMember(user_id="d-eve", name="伊芙", departments=("1",))), STUDENTS)

    assert counts == DirectoryCounts(doubtful=1)
