"""打卡 in WeCom: who may read, what is a wrong question, what is missing is a row, and a forgotten punch is written."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.wecom.punches import Checkin, PunchGroup
from emulator.wecom.rules import Rules
from tests.emulator.conftest import STAFF_APP, Api

CHECKIN_SECRET = "checkin-secret"
MORNING = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)  # 9:00 in China; the tests' clock stands here
DAY = datetime(2030, 3, 3, 16, 0, tzinfo=UTC)  # midnight in China


@pytest.fixture
def corp(corp):
    group = PunchGroup(group_id=7, name="行政", users=frozenset({"Li4", "zhang3"}))
    corp.checkin = Checkin(secret=CHECKIN_SECRET, callers=frozenset({STAFF_APP}), groups=[group])
    return corp


@pytest.fixture
def checkin_api(emulator, session):
    return Api(session, emulator.api_base, secret=CHECKIN_SECRET)


def asked(*users, begin=DAY, end=MORNING, kind=3):
    return {
        "opencheckindatatype": kind,
        "starttime": int(begin.timestamp()),
        "endtime": int(end.timestamp()),
        "useridlist": list(users),
    }


async def code(api, body):
    return (await api.post("checkin/getcheckindata", body))["errcode"]


async def test_a_punch_is_read_with_place_and_rule_and_what_is_missing_is_a_row_too(emulator, api):
    emulator.admin().punch("zhang3", MORNING - timedelta(minutes=3))

    rows = (await api.post("checkin/getcheckindata", asked("zhang3", "Li4")))["checkindata"]

    assert [(row["userid"], row["checkin_type"], row["exception_type"]) for row in rows] == [
        ("zhang3", "上班打卡", ""),
        ("Li4", "上班打卡", "未打卡"),
    ]
    assert rows[0]["checkin_time"] == int(MORNING.timestamp()) - 180
    assert rows[0]["sch_checkin_time"] == int(MORNING.timestamp())
    assert rows[0]["lat"] == 30274085


async def test_a_device_that_sends_late_is_found_later_at_the_time_of_the_punch(emulator, api, clock):
    yesterday = MORNING - timedelta(days=1)
    emulator.admin().punch("wang5", yesterday, arrived_at=MORNING + timedelta(minutes=30))
    body = asked("wang5", begin=yesterday, end=yesterday + timedelta(hours=1))

    before = await api.post("checkin/getcheckindata", body)
    clock.move(timedelta(hours=1))
    after = await api.post("checkin/getcheckindata", body)

    assert before["checkindata"] == []
    assert [row["checkin_time"] for row in after["checkindata"]] == [int(yesterday.timestamp())]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (asked(), 301023),
        (asked(*("zhang3" for _ in range(101))), 301023),
        (asked("zhang3", "nobody"), 301021),
        (asked("zhang3", begin=DAY - timedelta(days=31)), 301024),
        (asked("zhang3", begin=MORNING, end=DAY), 301024),
        (asked("zhang3", kind=4), 301075),
    ],
)
async def test_a_wrong_question_is_refused_as_documented(api, body, refused):
    assert await code(api, body) == refused


async def test_only_listed_applications_and_the_application_itself_may_read(api, other_api, contacts_api, checkin_api):
    body = asked("zhang3")

    assert [await code(each, body) for each in (api, checkin_api, other_api, contacts_api)] == [0, 0, 48002, 48002]


async def test_whom_the_application_does_not_see_is_a_wrong_id(corp, other_api):
    corp.checkin.callers = frozenset(corp.apps)

    assert await code(other_api, asked("Li4")) == 301021
    assert await code(other_api, asked("wang5")) == 0


@pytest.mark.parametrize("rules", [Rules(punches_per_minute=2)])
async def test_six_hundred_calls_a_minute_and_then_nothing_for_a_while(api):
    assert [await code(api, asked("zhang3")) for _ in range(3)] == [0, 0, 45009]


async def test_the_rules_are_those_of_the_members_group(api):
    answer = await api.post("checkin/getcheckinoption", {"datetime": int(DAY.timestamp()), "useridlist": ["zhang3"]})

    (info,) = answer["info"]
    (day,) = info["group"]["checkindate"]
    assert (info["userid"], info["group"]["groupname"]) == ("zhang3", "行政")
    assert (day["checkintime"][0]["work_sec"], day["checkintime"][0]["off_work_sec"]) == (32400, 64800)


def correction(**changed):
    given = {
        "userid": "zhang3",
        "schedule_date_time": int(DAY.timestamp()),
        "schedule_checkin_time": 32400,
        "checkin_time": int(MORNING.timestamp()) - 60,
        "remark": "忘记打卡",
    }
    return {name: value for name, value in (given | changed).items() if value is not None}


async def test_a_forgotten_punch_is_written_and_read_back(api):
    written = await api.post("checkin/punch_correction", correction())
    rows = (await api.post("checkin/getcheckindata", asked("zhang3")))["checkindata"]

    assert written["errcode"] == 0
    assert [(row["exception_type"], row["notes"]) for row in rows] == [("", "忘记打卡")]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"schedule_checkin_time": 30000}, 301080),
        ({"schedule_checkin_time": None}, 301080),
        ({"checkin_time": int(MORNING.timestamp()) + 60}, 301081),
        ({"schedule_date_time": int(MORNING.timestamp())}, 301082),
        ({"remark": "忘" * 171}, 301075),
        ({"userid": "nobody"}, 301021),
    ],
)
async def test_a_wrong_correction_is_refused_as_documented(api, changed, refused):
    assert (await api.post("checkin/punch_correction", correction(**changed)))["errcode"] == refused


async def test_somebody_without_a_rule_is_corrected_without_a_slot(api, checkin_api):
    free = correction(userid="wang5", schedule_checkin_time=None)

    assert (await api.post("checkin/punch_correction", free))["errcode"] == 0
    assert (await checkin_api.post("checkin/punch_correction", free))["errcode"] == 48002
