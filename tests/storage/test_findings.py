"""Whatever looks find in whatever order: what is open is what the last whole look found, and turns alternate."""

import random
from datetime import timedelta

import pytest

from storage.database import Database
from storage.findings import Lack, Turned, close_all, history, listed, record
from tests.handlers.college import MONDAY

LOOKS = 25
SUBJECTS = [f"T{number}" for number in range(8)]


def lacks(subjects: list[str]) -> list[Lack]:
    return [Lack(subject=each, owner="post:info_data", words=f"{each} 缺", department="教务处") for each in subjects]


@pytest.mark.parametrize("seed", range(3))
async def test_any_course_of_looks_leaves_open_what_the_last_one_found(database: Database, seed: int):
    chance = random.Random(seed)
    before: set[str] = set()
    ever: set[str] = set()
    for turn in range(LOOKS):
        found = {each for each in SUBJECTS if chance.random() < 0.5}
        now = MONDAY + timedelta(minutes=turn * chance.choice([1, 60, -3]))  # the clock may step back
        async with database.begin(now) as tx:
            turned = await record(tx, "c", "directory", lacks(sorted(found)))
            open_now = {each.words.split()[0] for each in await listed(tx, most=100)}
        assert open_now == found
        assert turned == Turned(
            opened=len(found - ever), reopened=len((found - before) & ever), closed=len(before - found)
        )
        before, ever = found, ever | found

    async with database.begin(now) as tx:
        for each in await listed(tx, most=100):
            turns = [name for _, name, _ in await history(tx, each.id)]
            assert turns[0] == "opened"
            assert all(name == ("closed" if place % 2 else "reopened") for place, name in enumerate(turns[1:], 1))
            assert each.times == 1 + turns.count("reopened")
        await close_all(tx, "c")
        assert await listed(tx, most=100) == []


async def test_a_look_that_is_repeated_at_the_same_instant_changes_nothing(database: Database):
    for expected in (Turned(2, 0, 0), Turned(0, 0, 0)):
        async with database.begin(MONDAY) as tx:
            assert await record(tx, "c", "directory", lacks(["T1", "T2"])) == expected
