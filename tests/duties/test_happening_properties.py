"""In whatever order and ways events are told, moved and taken back: each counts once, and starts exactly its own."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from domain.college_calendar import CollegeCalendar
from domain.duties.duty import Duty
from domain.duties.happening import Happening
from domain.duties.happening_keys import fact_key
from domain.duties.occurring import occurrences
from domain.duties.on_case import key_of
from domain.duties.rules import AfterEvent, Lapse, Unit
from domain.duties.world import World
from storage.database import Tx
from storage.happenings import cancel_key, happening_of, happenings_since, move, note, take_place

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CAMPUS = ZoneInfo("Asia/Shanghai")
CODE = "contract_signed"
DUTY = Duty(
    code="T-1",
    department="教务处",
    section="综合科",
    post="info_data",
    title="合同归档",
    rule=AfterEvent(event=CODE, lapse=Lapse(Unit.DAYS, 3)),
)
WAYS = ("form:contract_countersign", "chat:wecom", "chat:dingtalk", "api:erp:1", "calendar")
NUMBERS = (1024, 1025)
STEPS, SEQUENCES = 12, 40


def _world(happenings: dict[str, list[Happening]]) -> World:
    return World(calendar=CollegeCalendar(), campus=CAMPUS, happenings=happenings)


def _periods(happenings: dict[str, list[Happening]]) -> set[str]:
    found = occurrences(DUTY, date(2026, 1, 1), date(2027, 12, 31), _world(happenings))
    return {each.period for each in found}


@pytest.mark.parametrize("subject", ["1024", "HT-1024", "HT-1024号", " 1024 "])
def test_a_form_a_person_and_a_system_mean_the_same_case_by_its_number(subject: str):
    assert fact_key(CODE, NOW.date(), subject) == key_of(CODE, 1024)
    assert fact_key(CODE, NOW.date(), "东区 楼梯") == fact_key(CODE, NOW.date(), "东区楼梯")
    assert fact_key(CODE, NOW.date(), "12") != key_of(CODE, 12)  # too short for a number of ours


async def test_however_it_is_told_each_lives_once_and_starts_exactly_its_own(database):
    for seed in range(SEQUENCES):
        with contextlib.suppress(_Undone):
            async with database.begin(NOW) as tx:
                await _walk(tx, Random(seed))
                raise _Undone


async def _walk(tx: Tx, random: Random) -> None:
    living: dict[int, int] = {}
    for _ in range(STEPS):
        number = random.choice(NUMBERS)
        key, at = key_of(CODE, number), NOW + timedelta(days=random.randint(-9, 9))
        match random.choice(("tell", "tell", "tell", "cancel", "move", "happen")):
            case "tell":
                told = await note(tx, code=CODE, at=at, origin=random.choice(WAYS), key=key, is_planned=at > NOW)
                assert (told is None) == (number in living)
                living[number] = told or living[number]
            case "cancel":
                assert await cancel_key(tx, key, by="test") == (number in living)
                living.pop(number, None)
            case "move" if number in living:
                await move(tx, living[number], at)
            case "happen" if number in living:
                await take_place(tx, living[number])
        known = await happenings_since(tx, NOW - timedelta(days=99))
        assert sorted(each.id for each in known.get(CODE, [])) == sorted(living.values())
        assert _periods(dict(known)) == {f"event:{each}" for each in living.values()}
        found = await happening_of(tx, key)
        assert (found is not None and found.cancelled_at is None) == (number in living)


class _Undone(Exception):
    """Ends a sequence, with which everything in it is gone."""
