"""What a platform tells of by itself: read again, written at once where it is routine, left to HR where it is not."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.events import Change, DirectoryChanged
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role

HR, IT = "吴老师", "郑老师"
PLACE = "select d.name from people p join departments d on d.id = p.main_department_id where p.name = :name"


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    give_role(college, "hr", HR)
    give_role(college, "admin", IT)
    college.office = replace(college.office, sources=(STAFF,))
    yield Office(college, as_it_is())
    assert await verify(college.database, Scope.LIVE) == []


async def tells(office: Office, *members: str, departments: tuple[str, ...] = ()) -> None:
    """The platform sends its event, and what is due is read."""
    change = Change.DEPARTMENT if departments else Change.MEMBER
    event = DirectoryChanged(
        user_id=None, at=office.college.now, change=change, members=members, departments=departments
    )
    await office.college.send(event)
    await office.read_again()


async def waiting(office: Office) -> list[str]:
    return [row[0] for row in await office.college.rows("select key from org_touched order by key")]


async def test_a_mover_is_moved_and_everybody_concerned_is_told(office: Office):
    office.platform.move("李雷", "网络教研室")

    await tells(office, "李雷")

    assert await office.college.one(PLACE, name="李雷") == "网络教研室"
    assert ["您的部门已调整" in text for text in await office.college.texts("李雷")] == [True]
    assert ["已调离您的部门" in text for text in await office.college.texts("赵组长")] == [True]
    assert ["已调入您的部门" in text for text in await office.college.texts("孙副组长")] == [True]
    assert ["请核对相关系统的权限" in text and "李雷" in text for text in await office.college.texts(IT)] == [True]
    assert await waiting(office) == []


async def test_after_a_single_change_nobody_has_to_read_the_whole_college_again(office: Office):
    await tells(office, "李雷")  # the first time, what posts go by is written down
    before = await office.college.rows("select id from directory_changes")
    office.platform.move("李雷", "网络教研室")

    await tells(office, "李雷")

    since = await office.college.rows("select id, people from directory_changes")
    assert {tuple(people) for id_, people in since if (id_,) not in before} == {(office.college.ids["李雷"],)}


async def test_whoever_is_new_can_be_told_at_once_and_a_leaver_is_gone(office: Office):
    office.platform.add("孙七", "教务处")
    del office.platform.members["韩梅"]

    await tells(office, "孙七", "韩梅")

    assert await office.college.rows(
        "select name, status from people where name in ('孙七', '韩梅') order by name"
    ) == [
        ("孙七", "active"),
        ("韩梅", "left"),
    ]


async def test_an_event_that_comes_before_the_platform_shows_the_change_is_looked_at_again(office: Office):
    await tells(office, "李雷")
    assert await waiting(office) == ["李雷"]
    office.platform.move("李雷", "网络教研室")

    await office.college.rows("update org_touched set available_at = now() returning key")
    await office.read_again()

    assert await office.college.one(PLACE, name="李雷") == "网络教研室"
    assert await waiting(office) == []


async def test_the_same_event_again_reads_once_and_changes_nothing(office: Office):
    office.platform.move("李雷", "网络教研室")
    await tells(office, "李雷")
    await tells(office, "李雷")

    assert await office.college.one("select count(*) from org_changes") == 1


async def test_more_than_is_routine_waits_for_hr_who_is_told_once(office: Office):
    office.college.office = replace(office.college.office, alone=1)
    for name in ("李雷", "韩梅"):
        office.platform.move(name, "教务处")

    await tells(office, "李雷", "韩梅")

    assert await office.college.one(PLACE, name="李雷") == "软件教研室"
    (told,) = await office.college.texts(HR)
    assert told == ("企业微信（staff）刚才的变化没有自动写入：不是日常的小变动。请发 同步组织 核对后应用。")


async def test_nobody_is_removed_one_by_one_either(office: Office):
    leaving = ("孙七", "钱八", "周九", "吴十", "李雷", "韩梅")
    for name in leaving[:4]:
        office.platform.add(name, "教务处")
    await tells(office, *leaving[:4])

    for name in leaving:
        del office.platform.members[name]
        await tells(office, name)

    assert await office.college.one("select count(*) from people where status = 'left'") == 5
    assert ["今天离开的人已经太多" in text for text in await office.college.texts(HR)][-1]


async def test_nothing_is_written_by_itself_where_the_college_wants_none(office: Office):
    office.college.office = replace(office.college.office, alone=0)
    office.platform.move("李雷", "网络教研室")

    await tells(office, "李雷")

    assert await office.college.one(PLACE, name="李雷") == "软件教研室"


async def test_an_event_newer_than_a_reading_under_way_counts(office: Office):
    """The whole was read before the move, and is compared after it."""
    await office.college.say(HR, "同步组织")
    stale = office.platform.members["李雷"]
    office.platform.move("李雷", "网络教研室")
    await tells(office, "李雷")
    office.platform.late["李雷"] = office.platform.members["李雷"]
    office.platform.members["李雷"] = stale

    await office.work()

    assert (await office.college.card(HR)).ending == "没有变化"
    assert await office.college.one(PLACE, name="李雷") == "网络教研室"


async def test_an_event_that_names_nobody_has_everything_compared_and_hr_hears_of_what_is_left(office: Office):
    office.college.office = replace(office.college.office, alone=1)
    for name in ("李雷", "韩梅"):
        office.platform.move(name, "教务处")
    await office.college.send(DirectoryChanged(user_id=None, at=office.college.now, change=Change.WHOLE))
    await office.read_again()

    await office.work()

    assert await office.college.rows("select cause, state from org_runs") == [("events", "ready")]
    assert [
        "例行核对通讯录：企业微信（staff）有 2 处变化没有写入" in text for text in await office.college.texts(HR)
    ] == [True]


async def test_what_is_routine_in_it_is_written_by_itself(office: Office):
    office.platform.move("李雷", "教务处")
    await office.college.send(DirectoryChanged(user_id=None, at=office.college.now, change=Change.WHOLE))
    await office.read_again()

    await office.work()

    assert await office.college.one(PLACE, name="李雷") == "教务处"
    assert await office.college.rows("select cause, state from org_runs") == [("events", "applied")]
    assert await office.college.texts(HR) == []
