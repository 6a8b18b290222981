"""The whole directory or a failure, never half of it and never nothing."""

import asyncio
from collections import Counter

import pytest

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.directory import DirectoryReader
from adapters.dingtalk.pace import Pace
from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused
from domain.directory import ReadDepartment, ReadMember, Untold
from tests.dingtalk.stand_in import OK, wrapped

CHILDREN = "/topapi/v2/department/listsub"
DEPARTMENT = "/topapi/v2/department/get"
MEMBERS = "/topapi/v2/user/list"
IDS = "/topapi/user/listid"
MEMBER = "/topapi/v2/user/get"

TREE = {1: [2, 3], 2: [4], 3: [], 4: []}
DEPARTMENTS = {
    1: {"dept_id": 1, "name": "示例职业技术学院", "dept_manager_userid_list": []},
    2: {"dept_id": 2, "name": "信息工程系", "parent_id": 1, "order": 20, "dept_manager_userid_list": ["Li4"]},
    3: {"dept_id": 3, "name": "教务处", "parent_id": 1, "order": "10"},
    4: {"dept_id": 4, "name": "软件教研室", "parent_id": 2, "order": 10**12},
}
LI = {
    "userid": "Li4",
    "name": "李四",
    "dept_id_list": [2, 3],
    "leader": False,
    "title": "主任",
    "job_number": " T0004 ",
    "manager_userid": "wang5",
    "active": True,
    "extension": '{"人事编号":"P-4","x":1}',
}
WANG = {"userid": "wang5", "name": "王五", "dept_id_list": [1]}
NEW = {"userid": "zhao6", "name": "赵六", "dept_id_list": [4], "active": False}


class Pauses(list):
    """Counts the pauses instead of waiting through them."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def new_reader(client, pauses):
    def make(staff_no_from: str = "job_number") -> DirectoryReader:
        return DirectoryReader(
            asking=Asking(client=client, pace=Pace(pauses, lambda: 0.0)), staff_no_from=staff_no_from
        )

    return make


@pytest.fixture
def college(dingtalk):
    members = {1: [WANG], 2: [LI | {"leader": True}], 3: [LI], 4: [NEW]}
    dingtalk.lay(CHILDREN, lambda asked: {**OK, "result": [{"dept_id": n} for n in TREE[asked.body["dept_id"]]]})
    dingtalk.lay(DEPARTMENT, lambda asked: {**OK, "result": DEPARTMENTS[asked.body["dept_id"]]})
    dingtalk.lay(MEMBERS, lambda asked: {**OK, "result": {"has_more": False, "list": members[asked.body["dept_id"]]}})
    dingtalk.lay(IDS, {**OK, "result": {"userid_list": []}})
    dingtalk.lay(MEMBER, lambda asked: {**OK, "result": {"userid": asked.body["userid"]}})
    return dingtalk


async def test_departments_are_read_from_the_root_down(college, new_reader):
    read = await new_reader().read()

    assert read.departments == (
        ReadDepartment(id="1", parent_id=None, name="示例职业技术学院"),
        ReadDepartment(id="2", parent_id="1", name="信息工程系", leaders=("Li4",), order=-20),
        ReadDepartment(id="3", parent_id="1", name="教务处", order=-10),
        ReadDepartment(id="4", parent_id="2", name="软件教研室", order=-(2**31 - 1)),
    )


async def test_a_member_of_two_departments_is_one_person_with_their_post_and_superior(college, new_reader):
    read = await new_reader().read()

    assert read.members == (
        ReadMember(user_id="wang5", name="王五", departments=("1",)),
        ReadMember(
            user_id="Li4",
            name="李四",
            departments=("2", "3"),
            leads=("2",),
            direct_leaders=("wang5",),
            position="主任",
            staff_no="T0004",
        ),
        ReadMember(user_id="zhao6", name="赵六", departments=("4",), is_active=False),
    )


async def test_where_lists_are_silent_about_superiors_everybody_is_asked_for(college, new_reader):
    silent = {name: value for name, value in LI.items() if name != "manager_userid"}
    superiors = {"Li4": {"manager_userid": "wang5"}, "wang5": {}}
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": [silent, WANG]}})
    college.lay(MEMBER, lambda asked: {**OK, "result": superiors[asked.body["userid"]]})

    read = await new_reader().read()

    assert {member.user_id: member.direct_leaders for member in read.members} == {"Li4": ("wang5",), "wang5": ()}
    assert len(college.calls(MEMBER)) == 2


@pytest.fixture
def silent(college):
    """Forty members, of whose superiors the lists do not tell. Whoever is in the set has left meanwhile."""
    members = [{"userid": f"u{n}", "name": "某", "active": n > 0} for n in range(40)]
    left: set[str] = set()

    def member(asked):
        user_id = asked.body["userid"]
        return {"errcode": 60121, "errmsg": "x"} if user_id in left else {**OK, "result": {"manager_userid": "boss"}}

    college.lay(CHILDREN, {**OK, "result": []})
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": members}})
    college.lay(MEMBER, member)
    return left


async def test_who_leaves_while_superiors_are_asked_for_is_gone(silent, new_reader):
    silent |= {"u3", "u4"}

    read = await new_reader().read()

    assert {"u3", "u4"}.isdisjoint(member.user_id for member in read.members)
    assert len(read.members) == 38


async def test_many_who_vanish_while_superiors_are_asked_for_spoil_the_reading(silent, new_reader):
    silent |= {f"u{n}" for n in range(1, 7)}

    with pytest.raises(PlatformBusy, match="gone"):
        await new_reader().read()


async def test_who_has_not_joined_yet_is_not_asked_for(silent, college, new_reader):
    await new_reader().read()

    assert "u0" not in {asked.body["userid"] for asked in college.calls(MEMBER)}


async def test_a_range_that_begins_below_the_root_is_read_without_it(college, new_reader):
    def department(asked):
        number = asked.body["dept_id"]
        return wrapped("50004") if number == 1 else {**OK, "result": DEPARTMENTS[number]}

    college.lay(DEPARTMENT, department)

    read = await new_reader().read()

    assert [found.id for found in read.departments] == ["2", "3", "4"]
    assert [asked.body["dept_id"] for asked in college.calls(MEMBERS)] == [2, 3, 4]


async def test_a_range_without_anything_is_a_matter_for_it(college, new_reader):
    college.lay(CHILDREN, {**OK, "result": []})
    college.lay(DEPARTMENT, wrapped("50004"))

    with pytest.raises(PlatformMisconfigured, match="empty"):
        await new_reader().read()


@pytest.mark.parametrize(
    ("staff_no_from", "number"),
    [("job_number", "T0004"), ("userid", "Li4"), ("extension:人事编号", "P-4"), ("extension:没有", None)],
)
async def test_the_staff_number_comes_from_where_the_college_keeps_it(staff_no_from, number, college, new_reader):
    read = await new_reader(staff_no_from).read()

    assert read.members[1].staff_no == number


async def test_a_fact_that_nobody_has_is_one_that_we_may_not_read(college, new_reader):
    assert (await new_reader().read()).untold == frozenset()

    bare = {"userid": "Li4", "name": "李四", "title": "主任"}
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": [bare, WANG]}})

    assert (await new_reader().read()).untold == {Untold.LEADERS}


@pytest.mark.parametrize("extension", [None, "", "[]", "{", 5, '{"人事编号":[]}', '{"a":' * 20_000])
async def test_a_profile_that_cannot_be_read_has_no_number(extension, college, new_reader):
    strange = LI | {"extension": extension}
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": [strange]}})

    assert (await new_reader("extension:人事编号").read()).members[0].staff_no is None


async def test_a_long_department_is_read_page_by_page(college, new_reader):
    everybody = [{"userid": f"u{number}", "name": "某"} for number in range(250)]

    def page(asked):
        start, size = asked.body["cursor"], asked.body["size"]
        rest = len(everybody) > start + size
        found = {"has_more": rest, "list": everybody[start : start + size]}
        return {**OK, "result": found | ({"next_cursor": start + size} if rest else {})}

    college.lay(CHILDREN, {**OK, "result": []})
    college.lay(MEMBERS, page)

    read = await new_reader().read()

    assert len(read.members) == 250
    assert [asked.body["cursor"] for asked in college.calls(MEMBERS)] == [0, 100, 200]
    assert {asked.body["size"] for asked in college.calls(MEMBERS)} == {100}


async def test_pages_without_an_end_are_no_directory(college, new_reader, monkeypatch):
    monkeypatch.setattr("adapters.dingtalk.directory.MOST_PAGES", 5)
    college.lay(MEMBERS, {**OK, "result": {"has_more": "true", "next_cursor": 0, "list": [WANG]}})

    with pytest.raises(PlatformRefused, match="schema"):
        await new_reader().read()


async def test_a_list_that_ends_too_early_spoils_the_reading(college, new_reader):
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": [WANG]}})
    college.lay(IDS, {**OK, "result": {"userid_list": ["wang5", "Li4", "zhao6"]}})

    with pytest.raises(PlatformRefused, match="incomplete") as refused:
        await new_reader().read()
    assert "少 2 人" in refused.value.hint
    assert "没有改动任何人员" in refused.value.hint
    assert "开发者后台" in refused.value.hint


async def test_who_joins_while_we_read_is_looked_for_once_more(college, new_reader):
    college.lay(CHILDREN, {**OK, "result": []})
    short, full = ({**OK, "result": {"has_more": False, "list": found}} for found in ([WANG], [WANG, LI]))
    college.lay(MEMBERS, short, full)
    college.lay(IDS, {**OK, "result": {"userid_list": ["wang5", "Li4"]}})

    assert {member.user_id for member in (await new_reader().read()).members} == {"wang5", "Li4"}


async def test_where_the_platform_s_own_count_agrees_no_ids_are_asked_for(college, new_reader):
    college.lay(CHILDREN, {**OK, "result": []})
    college.lay(DEPARTMENT, {**OK, "result": {**DEPARTMENTS[1], "member_count": 1}})

    await new_reader().read()

    assert college.calls(IDS) == []


async def test_a_circle_of_departments_is_read_once(college, new_reader):
    college.lay(CHILDREN, {**OK, "result": [{"dept_id": 1}, {"dept_id": "2"}, {"dept_id": 2}]})

    read = await new_reader().read()

    assert [department.id for department in read.departments] == ["1", "2"]
    assert Counter(asked.body["dept_id"] for asked in college.calls(MEMBERS)) == {1: 1, 2: 1}


async def test_calls_of_one_interface_are_spread_out(college, new_reader, pauses):
    await new_reader().read()

    # The clock stands still, so that each call of an interface is put off a step further than the one before.
    assert sorted(pauses) == sorted(step / 16 for step in (1, 2, 3) for _ in range(4))


async def test_no_more_than_eight_calls_are_under_way_at_once(college, new_reader):
    running = most = 0

    async def slow(asked):
        nonlocal running, most
        running, most = running + 1, max(most, running + 1)
        await asyncio.sleep(0.01)
        running -= 1
        return {**OK, "result": {"has_more": False, "list": [WANG]}}

    college.lay(CHILDREN, {**OK, "result": [{"dept_id": 100 + n} for n in range(30)]})
    college.lay(DEPARTMENT, {**OK, "result": {"name": "某"}})
    college.lay(MEMBERS, slow)
    await new_reader().read()

    assert 1 < most <= 8


async def test_a_busy_platform_is_waited_for(college, new_reader, pauses):
    college.lay(CHILDREN, wrapped("90018"), wrapped("90002"), wrapped("90018"), {**OK, "result": []})

    await new_reader().read()

    assert [pause for pause in pauses if pause >= 1] == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(("code", "asked"), [("90018", 4), ("90001", 1), ("90020", 1)])
async def test_patience_ends_and_a_long_ban_is_not_waited_out(code, asked, college, new_reader):
    college.lay(CHILDREN, wrapped(code))

    with pytest.raises(PlatformBusy, match=code):
        await new_reader().read()
    assert len(college.calls(CHILDREN)) == asked


async def test_a_missing_permission_is_a_matter_for_it(college, new_reader):
    college.lay(MEMBERS, wrapped("60011"))

    with pytest.raises(PlatformMisconfigured, match="60011"):
        await new_reader().read()


async def test_a_department_that_goes_while_we_read_spoils_the_reading_for_now(college, new_reader):
    college.lay(MEMBERS, wrapped("60003"))

    with pytest.raises(PlatformBusy, match="60003"):
        await new_reader().read()


async def test_nobody_at_all_is_never_an_order_to_delete(college, new_reader):
    college.lay(MEMBERS, {**OK, "result": {"has_more": False, "list": []}})

    with pytest.raises(PlatformMisconfigured, match="empty"):
        await new_reader().read()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (CHILDREN, {**OK, "result": {}}),
        (CHILDREN, {**OK, "result": [{"name": "没有编号"}]}),
        (CHILDREN, {**OK, "result": [{"dept_id": "x"}]}),
        (DEPARTMENT, OK),
        (MEMBERS, OK),
        (MEMBERS, {**OK, "result": {"has_more": False, "list": [{"name": "没有账号"}]}}),
    ],
)
async def test_an_answer_that_lacks_something_spoils_the_reading(path, answer, college, new_reader):
    college.lay(path, answer)

    with pytest.raises(PlatformRefused, match="schema"):
        await new_reader().read()
