"""The whole directory or a failure, never half of it and never nothing."""

import asyncio

import pytest
from aiohttp import web

from adapters.politely import politely
from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused, PlatformUncertain
from adapters.wecom.asking import Asking
from adapters.wecom.directory import DirectoryReader
from domain.directory import ReadDepartment, ReadMember
from tests.wecom.stand_in import OK

DEPARTMENTS = [
    {"id": 1, "name": "示例职业技术学院", "parentid": 0, "order": 100000000, "department_leader": []},
    {"id": 2, "name": "信息工程系", "parentid": 1, "order": 2, "department_leader": ["Li4"]},
    {"id": 3, "name": "教务处", "parentid": 1, "order": 1},
]
LI = {
    "userid": "Li4",
    "name": "李四",
    "department": [2, 3],
    "is_leader_in_dept": [0, 1],
    "direct_leader": ["wang5"],
    "main_department": 2,
    "position": "主任",
    "status": 1,
    "gender": "0",
    "extattr": {
        "attrs": [{"type": 0, "name": "工号", "text": {"value": " T0004 "}}, {"type": 1, "name": "页", "web": {}}]
    },
}
WANG = {"userid": "wang5", "name": "王五", "department": [1], "status": 4, "enable": 1}
GONE = {"userid": "zhao6", "name": "赵六", "department": [1], "status": 5}
OFF = {"userid": "sun8", "name": "孙八", "department": [1], "status": 1, "enable": 0}


class Pauses(list):
    """Counts the pauses instead of waiting through them."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def reader(client, pauses) -> DirectoryReader:
    return DirectoryReader(asking=Asking(client, pauses), agent_id=1000002, staff_no_attribute="工号")


@pytest.fixture
def college(wecom):
    members = {"1": [WANG, GONE, OFF], "2": [LI], "3": [LI]}
    wecom.lay("/cgi-bin/department/list", {**OK, "department": DEPARTMENTS})
    wecom.lay("/cgi-bin/user/list", lambda request: {**OK, "userlist": members[request.query["department_id"]]})
    wecom.lay("/cgi-bin/agent/get", {**OK, "allow_userinfos": {"user": []}})
    return wecom


async def test_departments_and_members_are_read_and_merged(college, reader):
    directory = await reader.read()

    assert directory.departments == (
        ReadDepartment(id="1", parent_id=None, name="示例职业技术学院", order=100000000),
        ReadDepartment(id="2", parent_id="1", name="信息工程系", leaders=("Li4",), order=2),
        ReadDepartment(id="3", parent_id="1", name="教务处", order=1),
    )
    assert {member.user_id: member for member in directory.members}["Li4"] == ReadMember(
        user_id="Li4",
        name="李四",
        departments=("2", "3"),
        main_department="2",
        leads=("3", "2"),
        direct_leaders=("wang5",),
        position="主任",
        staff_no="T0004",
        is_active=True,
    )
    assert len(directory.members) == 4


async def test_who_has_not_joined_yet_is_on_the_staff_and_who_left_is_not(college, reader):
    states = {member.user_id: member.is_active for member in (await reader.read()).members}

    assert states == {"Li4": True, "wang5": True, "zhao6": False, "sun8": False}


async def test_a_member_whom_the_visible_range_names_alone_is_read_alone(college, reader):
    college.lay("/cgi-bin/agent/get", {**OK, "allow_userinfos": {"user": [{"userid": "LI4"}, {"userid": "qian7"}]}})
    college.lay("/cgi-bin/user/get", {**OK, "userid": "qian7", "name": "钱七", "department": []})

    directory = await reader.read()

    assert "qian7" in {member.user_id for member in directory.members}
    assert [asked.query["userid"] for asked in college.calls("/cgi-bin/user/get")] == ["qian7"]


async def test_a_member_written_in_two_cases_is_one(college, reader):
    college.lay(
        "/cgi-bin/user/list",
        lambda request: {
            **OK,
            "userlist": [{**LI, "userid": {"1": "LI4", "2": "li4", "3": "Li4"}[request.query["department_id"]]}],
        },
    )

    assert len((await reader.read()).members) == 1


async def test_where_the_root_is_not_visible_the_highest_departments_are_roots(college, reader):
    college.lay("/cgi-bin/department/list", {**OK, "department": DEPARTMENTS[1:]})

    assert [department.parent_id for department in (await reader.read()).departments] == [None, None]


async def test_another_attribute_may_hold_the_staff_number(college, client, pauses):
    reader = DirectoryReader(asking=Asking(client, pauses), agent_id=1, staff_no_attribute="编号")
    member = {"userid": "a", "extattr": {"attrs": [{"name": "编号", "value": "T1"}, {"name": "工号", "value": "T2"}]}}
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [member]})

    assert {member.staff_no for member in (await reader.read()).members} == {"T1"}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/cgi-bin/user/list", {**OK, "userlist": []}),
        ("/cgi-bin/user/list", OK),
        ("/cgi-bin/department/list", {**OK, "department": []}),
        ("/cgi-bin/department/list", OK),
    ],
)
async def test_an_empty_directory_is_a_fault_and_no_directory(path, answer, college, reader):
    college.lay(path, answer)

    with pytest.raises(PlatformMisconfigured, match="可见范围"):
        await reader.read()


async def test_one_department_that_cannot_be_read_spoils_the_whole_reading(college, reader):
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [LI]}, {"errcode": 60011, "errmsg": "no privilege"})

    with pytest.raises(PlatformMisconfigured, match="60011"):
        await reader.read()


@pytest.mark.parametrize(
    ("code", "place"),
    [(48009, "应用管理"), (60011, "应用管理"), (60020, "企业可信IP"), (48002, "权限")],
)
async def test_a_missing_permission_names_the_place_where_it_is_given(code, place, college, reader):
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [LI]}, {"errcode": code, "errmsg": "no"})

    with pytest.raises(PlatformMisconfigured, match=str(code)) as refused:
        await reader.read()
    assert place in refused.value.hint


@pytest.mark.parametrize(("path", "code"), [("/cgi-bin/user/list", 60003), ("/cgi-bin/user/get", 60111)])
async def test_who_goes_while_we_read_spoils_the_reading_for_now(path, code, college, reader):
    college.lay("/cgi-bin/agent/get", {**OK, "allow_userinfos": {"user": [{"userid": "qian7"}]}})
    college.lay(path, {"errcode": code, "errmsg": "no"})

    with pytest.raises(PlatformBusy, match=str(code)):
        await reader.read()


async def test_the_platform_failing_in_the_middle_spoils_the_reading_after_some_patience(college, reader, pauses):
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [LI]}, lambda _: web.Response(status=502))

    with pytest.raises(PlatformBusy, match="502"):
        await reader.read()
    assert len(pauses) >= 3


async def test_a_department_of_thousands_is_read_in_one_answer(college, reader):
    many = [{**WANG, "userid": f"u{n}", "position": "讲师" * 100} for n in range(2_000)]
    college.lay("/cgi-bin/user/list", {**OK, "userlist": many})

    assert len((await reader.read()).members) == 2_000


@pytest.mark.parametrize("member", [{"name": "无名"}, {"userid": "", "name": "x"}, {"userid": None}])
async def test_a_member_without_an_id_spoils_the_whole_reading(member, college, reader):
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [LI, member]})

    with pytest.raises(PlatformRefused, match="userid"):
        await reader.read()


async def test_a_busy_platform_is_given_time(college, reader, pauses):
    busy = {"errcode": 45033, "errmsg": "too concurrent"}
    college.lay(
        "/cgi-bin/department/list", busy, {"errcode": 45009, "errmsg": "freq"}, {**OK, "department": DEPARTMENTS}
    )

    assert len((await reader.read()).departments) == 3
    assert pauses == [1.0, 60.0]


async def test_a_platform_that_stays_busy_is_left_alone(college, reader, pauses):
    college.lay("/cgi-bin/department/list", {"errcode": -1, "errmsg": "system busy"})

    with pytest.raises(PlatformBusy):
        await reader.read()

    assert pauses == [1.0, 2.0, 4.0]
    assert len(college.calls("/cgi-bin/department/list")) == 4


async def test_odd_fields_are_passed_over(college, reader):
    odd = {
        "userid": 7,
        "name": None,
        "department": ["2", 3, None, {}, True],
        "is_leader_in_dept": "1",
        "direct_leader": "boss",
        "main_department": [],
        "position": 5,
        "status": "1",
        "extattr": {"attrs": [None, {"name": "工号"}, {"name": "工号", "text": []}]},
        "a_new_field": {},
    }
    college.lay("/cgi-bin/user/list", {**OK, "userlist": [odd, "x", None]})

    (member,) = (await reader.read()).members

    assert member == ReadMember(user_id="7", name="", departments=("2", "3"), position="5", is_active=True)


async def test_hundreds_of_departments_are_read_four_at_once(college, reader):
    at_once, most = 0, 0

    async def slow(request: web.Request) -> dict:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.002)
        at_once -= 1
        return {**OK, "userlist": [{"userid": f"u{request.query['department_id']}"}]}

    college.lay("/cgi-bin/department/list", {**OK, "department": [{"id": n, "parentid": 0} for n in range(1, 121)]})
    college.lay("/cgi-bin/user/list", slow)

    directory = await reader.read()

    assert len(directory.members) == 120
    assert [member.user_id for member in directory.members[:3]] == ["u1", "u2", "u3"]
    assert most == 4


async def test_nothing_is_asked_after_the_first_failure():
    asked = []

    async def fail(number: int) -> None:
        asked.append(number)
        await asyncio.sleep(0)
        raise PlatformUncertain("x", "y")

    with pytest.raises(PlatformUncertain):
        await politely(range(100), fail, at_once=4)
    await asyncio.sleep(0.01)

    assert len(asked) == 4
