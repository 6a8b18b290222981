"""Punches from DingTalk's record and from its events: the same punch has the same key."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.dingtalk.platform import DingtalkPlatform
from adapters.dingtalk.punches import told_punches
from adapters.links import Links
from adapters.ports import PlatformRefused
from domain.punch_reading import PunchCorrection
from domain.punches import Side
from emulator.clock import MovableClock
from emulator.dingtalk.attendance import CheckType
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.work_events import punched
from emulator.server import Emulator
from tests.dingtalk.test_emulated_api import CLIENT, CORP, SECRET, settings_of
from tests.memory_tokens import MemoryTokens

LOCAL = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2030, 3, 4, 8, 0, tzinfo=LOCAL)
NOW = EIGHT + timedelta(hours=12)
USERS = tuple(f"t{number:04d}" for number in range(60))
PUBLIC = "https://bot.example.edu.cn"


@pytest.fixture
def org() -> Org:
    return Org(
        CORP,
        client_id=CLIENT,
        client_secret=SECRET,
        agent_id=123456,
        departments=[Department(dept_id=1, name="示例职业技术学院", parent_id=0)],
        members=[Member(userid=user, name=user, dept_ids=(1,)) for user in USERS],
    )


@pytest.fixture
async def running(org) -> AsyncIterator[Emulator]:
    async with Emulator(dingtalk=[org], clock=MovableClock(NOW)) as running:
        yield running


@pytest.fixture
async def punches(running):
    platform = DingtalkPlatform(settings_of(running), MemoryTokens(), Links(PUBLIC, b"s" * 32), lambda: NOW)
    yield platform.punches
    await platform.aclose()


def punch(running: Emulator, user: str, at: datetime, kind: CheckType = CheckType.ON_DUTY, **more: object):
    return running.dingtalk_admin().punch(user, kind, planned_at=EIGHT, punched_at=at, **more)


def asked(running: Emulator) -> int:
    return sum(1 for row in running.dingtalk.ledger.calls if row.path == "/attendance/listRecord")


async def test_a_punch_says_who_when_where_and_which_side(running, punches):
    punch(running, USERS[0], EIGHT + timedelta(minutes=5))

    (read,) = await punches.read_punches(USERS[:3], EIGHT, NOW)

    assert (read.user_id, read.at, read.side, read.within_fence, read.place) == (
        USERS[0], EIGHT + timedelta(minutes=5), Side.IN, True, "示例职业技术学院",
    )  # fmt: skip


async def test_an_event_and_the_record_of_a_punch_have_one_key(running, punches):
    check = punch(running, USERS[0], EIGHT + timedelta(seconds=7, milliseconds=123))

    (read,) = await punches.read_punches(USERS[:1], EIGHT, NOW)
    (told,) = told_punches(punched(check, CORP).data)

    assert told.key == read.key


async def test_many_members_and_many_days_are_asked_for_within_the_limits(running, punches):
    punch(running, USERS[59], EIGHT - timedelta(days=9))
    punch(running, USERS[1], EIGHT)

    found = await punches.read_punches(USERS, NOW - timedelta(days=10), NOW)

    assert {each.user_id for each in found} == {USERS[59], USERS[1]}
    assert asked(running) == 2 * 2


async def test_one_who_left_does_not_hide_the_others(running, punches):
    punch(running, USERS[7], EIGHT)

    found = await punches.read_punches([*USERS[:20], "gone"], EIGHT, NOW)

    assert [each.user_id for each in found] == [USERS[7]]


async def test_a_forged_place_is_no_punch_and_a_late_device_is_one_when_it_has_sent(running, punches):
    punch(running, USERS[0], EIGHT, invalid="Security")
    punch(running, USERS[1], EIGHT, arrived_at=NOW + timedelta(hours=1))
    punch(running, USERS[2], EIGHT, arrived_at=NOW - timedelta(hours=1))

    assert [each.user_id for each in await punches.read_punches(USERS[:3], EIGHT, NOW)] == [USERS[2]]


async def test_corrections_stay_here_and_the_check_says_so(punches):
    with pytest.raises(PlatformRefused, match="手工更正"):
        await punches.correct_punch(PunchCorrection(user_id=USERS[0], day=EIGHT.date(), at=EIGHT))
    finding = await punches.check_punches(NOW)

    assert finding.is_ok
    assert "事件订阅" in finding.advice
