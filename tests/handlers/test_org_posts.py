"""岗位: a department that takes the name of an office takes none of its rights; HR gives them, and takes them back."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.events import Change, DirectoryChanged
from domain.forms.posts import PostRule, Posts
from handlers.facts import directory_for
from handlers.posts import settle_posts
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role

HR = "吴老师"


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    """The head of 教务处 is the 处长: the list of posts was published when the college was as it is."""
    give_role(college, "hr", HR)
    dean = PostRule("dean", "处长", departments=("教务处",), leads=True)
    college.office = replace(college.office, sources=(STAFF,), posts=Posts(rules=(dean,)))
    async with college.database.begin(college.now) as tx:
        await settle_posts(tx, college.office)
    yield Office(college, as_it_is())
    assert await verify(college.database, Scope.LIVE) == []


async def rename(office: Office, department: str, name: str) -> None:
    """On the platform, which tells of it."""
    office.platform.departments[department] = replace(office.platform.departments[department], name=name)
    change = DirectoryChanged(
        user_id=None, at=office.college.now, change=Change.DEPARTMENT, members=(), departments=(department,)
    )
    await office.college.send(change)
    await office.read_again()


async def deans(office: Office) -> list[str]:
    async with office.college.database.begin(office.college.now) as tx:
        directory = await directory_for(tx, office.college.office)
    return [each.person.name for each in directory.holders("dean")]


async def test_a_department_that_takes_the_name_of_an_office_gets_none_of_its_posts(office: Office):
    await rename(office, "网络教研室", "教务处")

    assert await deans(office) == ["周处长"]
    (told,) = await office.college.texts(HR)
    assert told.startswith("部门 学院/信息工程系/教务处 现在的名称对应岗位 处长。岗位不随名称走")


async def test_hr_is_told_of_it_once(office: Office):
    await rename(office, "网络教研室", "教务处")
    office.platform.move("李雷", "教务处")

    await office.college.send(
        DirectoryChanged(user_id=None, at=office.college.now, change=Change.MEMBER, members=("李雷",), departments=())
    )
    await office.read_again()

    assert ["岗位不随名称走" in text for text in await office.college.texts(HR)].count(True) == 1


async def test_an_office_that_is_renamed_loses_its_posts_and_has_them_again_under_its_old_name(office: Office):
    await rename(office, "教务处", "教学工作部")
    assert await deans(office) == []

    await rename(office, "教务处", "教务处")
    assert await deans(office) == ["周处长"]


async def test_hr_gives_the_posts_to_a_department_and_takes_them_back(office: Office):
    await rename(office, "教务处", "旧教务处")
    await rename(office, "网络教研室", "教务处")
    listed = await office.college.say(HR, "岗位")
    first, *_ = listed
    assert first.splitlines() == [
        "名称对应岗位、但岗位不归它的部门：",
        "学院/信息工程系/教务处：处长",
        "确实归它，请发 岗位 交给 教务处；要收回，请发 岗位 收回 加部门名称。",
    ]

    assert await office.college.say(HR, "岗位 交给 教务处") == ["已办理：岗位 处长 现在归 学院/信息工程系/教务处。"]
    assert await deans(office) == ["孙副组长"]
    assert await office.college.say(HR, "岗位") == ["岗位都在原来的部门，没有等您定的。"]

    assert await office.college.say(HR, "岗位 收回 教务处") == ["已收回：岗位 处长 不再归 学院/信息工程系/教务处。"]
    assert await deans(office) == []
    assert [row[0] for row in await office.college.rows("select action from audit where action like 'posts.%'")] == [
        "posts.grant",
        "posts.grant",
        "posts.take_back",
    ]


async def test_of_several_departments_of_that_name_one_is_named_in_full(office: Office):
    await rename(office, "网络教研室", "教务处")
    await rename(office, "信息工程系", "教务处")

    (said,) = await office.college.say(HR, "岗位 交给 教务处")
    assert said.startswith("没有办理：叫这个名称的部门有几个（")
    await office.college.say(HR, "岗位 交给 学院/教务处/教务处")

    assert await deans(office) == ["孙副组长", "周处长"]


async def test_two_that_no_path_tells_apart_are_given_nothing(office: Office):
    await rename(office, "网络教研室", "教务处")
    await rename(office, "软件教研室", "教务处")

    (said,) = await office.college.say(HR, "岗位 交给 教务处")

    assert said == "没有办理：有几个部门都是 学院/信息工程系/教务处，分不清是哪一个。请先在平台后台改名，再办。"


async def test_whoever_is_not_hr_gives_nothing(office: Office):
    await rename(office, "网络教研室", "教务处")

    said = await office.college.say("孙副组长", "岗位 交给 教务处")

    assert said == ["没有办理：岗位归哪个部门，由人事处的人事岗位定。"]
    assert await deans(office) == ["周处长"]


async def test_a_name_that_the_college_adds_to_the_list_of_posts_counts_at_once(office: Office):
    head = PostRule("head", "组长", departments=("软件教研室",), leads=True)
    office.college.office = replace(office.college.office, posts=Posts(rules=(head,)))
    async with office.college.database.begin(office.college.now) as tx:
        await settle_posts(tx, office.college.office)
        directory = await directory_for(tx, office.college.office)

    assert [each.person.name for each in directory.holders("head")] == ["赵组长"]
