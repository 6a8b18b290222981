"""Punches read from the emulated platform, and forgotten ones written to it, within its limits."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.ports import PlatformMisconfigured, PlatformRefused, RecipientUnreachable
from adapters.wecom.client import WecomClient
from adapters.wecom.punches import WecomPunches
from domain.punch_reading import PunchCorrection
from domain.punches import Side
from emulator.clock import MovableClock
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.punches import ELSEWHERE, Checkin, Kind, PunchGroup
from tests.memory_tokens import MemoryTokens

AGENT = 1000002
NOW = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)
MORNING = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)
USERS = tuple(f"t{number:04d}" for number in range(250))


@pytest.fixture
def corp() -> Corp:
    group = PunchGroup(group_id=7, name="行政", users=frozenset(USERS[:1]))
    return Corp(
        "wwcollege0001",
        departments=[Department(id=1, name="示例职业技术学院", parent_id=0)],
        members=[Member(user_id=user, name=user, departments=(1,)) for user in USERS],
        apps=[App(agent_id=AGENT, secret="staff-secret", callback=None)],
        checkin=Checkin(secret="checkin-secret", callers=frozenset({AGENT}), groups=[group]),
    )


@pytest.fixture
async def running(corp) -> AsyncIterator[Emulator]:
    async with Emulator(corp, clock=MovableClock(NOW)) as running:
        yield running


@pytest.fixture
async def punches(running) -> AsyncIterator[WecomPunches]:
    async def no_pause(_: float) -> None:
        pass

    clients = [
        WecomClient(
            api_base=running.api_base, corp_id="wwcollege0001", application=name, secret=secret, tokens=MemoryTokens()
        )
        for name, secret in (("checkin", "checkin-secret"), (str(AGENT), "staff-secret"))
    ]
    yield WecomPunches(reader=clients[0], writer=clients[1], pause=no_pause)
    for client in clients:
        await client.aclose()


def asked(running: Emulator) -> int:
    return sum(1 for row in running.wecom.ledger.calls if row.path == "checkin/getcheckindata")


async def test_a_punch_says_who_when_where_and_which_side(running, punches):
    running.admin().punch(USERS[0], MORNING - timedelta(minutes=3))
    running.admin().punch(USERS[1], MORNING, kind=Kind.OUTDOOR)
    running.admin().punch(USERS[0], MORNING + timedelta(hours=9), exceptions=(ELSEWHERE,))

    first, second, third = await punches.read_punches(USERS[:2], MORNING - timedelta(hours=1), NOW)

    assert (first.user_id, first.at, first.side, first.within_fence) == (
        USERS[0], MORNING - timedelta(minutes=3), Side.IN, True,
    )  # fmt: skip
    assert (second.side, second.within_fence) == (None, None)
    assert (third.side, third.within_fence) == (Side.OUT, False)
    assert first.place == "示例职业技术学院"


async def test_what_did_not_happen_is_no_punch(punches):
    assert await punches.read_punches(USERS[:1], MORNING - timedelta(days=3), NOW) == []


async def test_many_members_and_many_days_are_asked_for_within_the_limits(running, punches):
    since = NOW - timedelta(days=40)
    running.admin().punch(USERS[249], since + timedelta(hours=1))
    running.admin().punch(USERS[3], since + timedelta(days=29))

    found = await punches.read_punches(USERS, since, NOW)

    assert {each.user_id for each in found} == {USERS[249], USERS[3]}
    assert asked(running) == 3 * 2


async def test_one_who_left_does_not_hide_the_others(running, punches):
    running.admin().punch(USERS[7], MORNING)

    found = await punches.read_punches([*USERS[:20], "gone", *USERS[20:60]], MORNING, NOW)

    assert [each.user_id for each in found] == [USERS[7]]


async def test_without_the_right_the_page_of_the_console_is_named(corp, running, punches):
    corp.checkin.callers = frozenset()
    unlisted = WecomPunches(reader=punches.writer, writer=punches.writer)

    with pytest.raises(PlatformMisconfigured) as caught:
        await unlisted.read_punches(USERS[:1], MORNING, NOW)
    finding = await unlisted.check_punches(NOW)

    assert "可调用接口的应用" in caught.value.hint
    assert not finding.is_ok
    assert "checkin_secret" in finding.advice


async def test_the_check_is_well_with_the_right(punches):
    assert (await punches.check_punches(NOW)).is_ok


async def test_a_forgotten_punch_is_written_for_its_time_of_duty(running, punches):
    done = PunchCorrection(
        user_id=USERS[0], day=date(2030, 3, 4), at=MORNING - timedelta(minutes=1), due_at=MORNING, remark="忘" * 300
    )

    await punches.correct_punch(done)

    (read,) = await punches.read_punches(USERS[:1], MORNING - timedelta(hours=1), MORNING + timedelta(hours=1))
    assert (read.at, read.side) == (done.at, Side.IN)
    assert len(running.wecom.corps["wwcollege0001"].checkin.punches[0].notes) == 170


async def test_whoever_is_under_no_rule_there_is_corrected_without_a_time_of_duty(running, punches):
    at = MORNING - timedelta(minutes=1)

    await punches.correct_punch(PunchCorrection(user_id=USERS[5], day=date(2030, 3, 4), at=at, due_at=MORNING))

    assert [each.at for each in await punches.read_punches(USERS[5:6], at, NOW)] == [at]


async def test_what_the_platform_does_not_take_is_refused_with_what_to_do(punches):
    at = MORNING - timedelta(minutes=1)

    with pytest.raises(PlatformRefused, match="手工补卡"):
        await punches.correct_punch(PunchCorrection(user_id=USERS[0], day=date(2030, 3, 4), at=at, due_at=at))
    with pytest.raises(RecipientUnreachable):
        await punches.correct_punch(PunchCorrection(user_id="gone", day=date(2030, 3, 4), at=at))
