"""What a run has changed is kept, told to other systems, and put back where nobody has changed it since."""

from dataclasses import replace

import pytest

from domain.directory import Directory, ReadDepartment, ReadMember
from domain.directory_plan import Kind
from storage.batches import AT_ONCE
from storage.directory import DirectoryCounts, Guard
from storage.org_changes import feed
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
    WHOLE,
    part,
    planned,
    rows,
    run_of,
    sync,
    take_back,
)

ZOE = ReadMember(user_id="zoe", name="佐伊", departments=("4",), staff_no="T0004")
NEW = ReadDepartment(id="4", parent_id="3", name="焊接实训室")
CHANGED = Directory(
    (COLLEGE, replace(HR, name="人力资源部"), replace(LAB, parent_id="2"), NEW),
    (DEAN, replace(EVE, name="伊芙琳", position="科长", departments=("3",), direct_leaders=()), ZOE),
)
WORLD = (PLACES, LEADERS, PEOPLE, OPEN_DEPARTMENTS)


@pytest.mark.parametrize("at_once", [1, AT_ONCE])
async def test_a_run_is_taken_back_whole(database, monkeypatch, at_once):
    monkeypatch.setattr("storage.batches.AT_ONCE", at_once)
    await sync(database, WHOLE)
    before = [await rows(database, query) for query in WORLD]
    run = await run_of(database, CHANGED)

    undone = await take_back(database, run)

    assert undone.left_alone == ()
    assert undone.counts == DirectoryCounts(departments_changed=2, departments_gone=1, returned=1, changed=1, left=1)
    after = [await rows(database, query) for query in WORLD]
    after[2].remove(("佐伊", "", "left"))
    assert after == before
    assert await sync(database, WHOLE) == DirectoryCounts()


async def test_whoever_has_a_new_account_stays_where_they_are_however_few_are_written_at_once(database, monkeypatch):
    await sync(database, WHOLE)
    before = [await rows(database, query) for query in WORLD]
    monkeypatch.setattr("storage.batches.AT_ONCE", 1)

    await sync(database, Directory(WHOLE.departments, (DEAN, replace(EVE, user_id="yves"), BOB)))

    assert [await rows(database, query) for query in WORLD] == before


async def test_what_was_changed_since_is_left_alone_and_named(database):
    await sync(database, WHOLE)
    run = await run_of(database, CHANGED)
    eve = replace(EVE, name="伊芙琳", position="处长", departments=("3",), direct_leaders=())
    await sync(database, part(eve, replace(ZOE, name="佐依"), BOB))

    undone = await take_back(database, run)

    assert undone.left_alone == ("伊芙（T0002）", "佐伊（T0004）", "鲍勃（T0003）", "焊接实训室")
    assert ("伊芙", "处长", "active") in await rows(database, PEOPLE)
    assert ("佐依", "焊接实训室", False) in await rows(database, PLACES)


async def test_a_run_is_taken_back_once(database):
    await sync(database, WHOLE)
    run = await run_of(database, CHANGED)
    await take_back(database, run)

    again = await take_back(database, run)

    assert (again.counts, again.left_alone) == (DirectoryCounts(), ())


async def test_a_closed_department_is_opened_again_with_its_people(database):
    await sync(database, WHOLE)
    before = [await rows(database, query) for query in WORLD]
    run = await run_of(database, Directory((COLLEGE, HR), (DEAN, EVE, replace(BOB, departments=("2",)))))

    assert (await take_back(database, run)).left_alone == ()

    assert [await rows(database, query) for query in WORLD] == before


async def test_an_account_with_a_new_id_is_not_opened_twice(database):
    await sync(database, WHOLE)
    run = await run_of(database, Directory(WHOLE.departments, (DEAN, EVE, replace(BOB, user_id="bob.lee"))))
    renamed = replace(BOB, user_id="bob.lee", position="教师")
    await sync(database, part(renamed))

    undone = await take_back(database, run)

    assert "鲍勃（T0003）" in undone.left_alone
    assert await rows(database, "select user_key from accounts where person_id = 3 and active") == [("bob.lee",)]


async def test_other_systems_read_each_change_once_and_the_way_back_too(database):
    await sync(database, WHOLE)
    run = await run_of(database, Directory(WHOLE.departments, (DEAN, EVE, replace(BOB, position="教师"))))
    await take_back(database, run)

    async with database.begin(NOW) as tx:
        first = await feed(tx, 0, 6)
        rest = await feed(tx, first[-1].id, 100)

    assert [each.kind for each in first] == 3 * [Kind.DEPARTMENT_MADE] + 3 * [Kind.JOINED]
    assert [(each.kind, each.subject, each.before, each.after, each.run, each.person) for each in rest] == [
        (Kind.PROMOTED, "鲍勃（T0003）", "", "职务 教师", run, 3),
        (Kind.PROMOTED, "鲍勃（T0003）", "职务 教师", "", run, 3),
    ]
    assert await rows(database, "select account, kind, after from report.org_changes order by id desc limit 1") == [
        ("wecom:staff", "职务变化", "")
    ]


async def test_an_account_that_comes_to_somebody_else_opens_nobodys_door(database):
    """A user id that is given away again must not bring its new owner what the old one had."""
    await sync(database, WHOLE)
    await sync(database, part(gone=("bob",)))
    stranger = ReadMember(user_id="bob", name="王五", departments=("3",), staff_no="T0900")

    plan = await planned(database, part(stranger))
    counts = await sync(database, Directory(WHOLE.departments, (DEAN, EVE, stranger)), guard=Guard.FORCED)

    assert [each.kind for each in plan.differences] == [Kind.CONFLICT]
    assert counts == DirectoryCounts(conflicts=1)
    assert ("鲍勃", "", "left") in await rows(database, PEOPLE)


async def test_an_account_that_is_given_away_while_it_is_open_is_shut_at_once(database):
    """Whoever signs in with it must not act with the old holder's rights until HR has looked."""
    await sync(database, WHOLE)
    stranger = ReadMember(user_id="bob", name="王五", departments=("3",), staff_no="T0900")

    await sync(database, part(stranger))

    assert await rows(database, "select active from accounts where user_key = 'bob'") == [(False,)]
    assert await rows(database, "select object from audit where detail ->> 'cause' = 'reused'") == [
        ("account:wecom:staff:bob",)
    ]
    assert await sync(database, part(stranger)) == DirectoryCounts(conflicts=1)
