"""A stand-in begins and ends by the clock, is arranged once per cause, and a kill in between loses nobody."""

from datetime import timedelta

import asyncpg
import pytest

from domain.forms.posts import Posts
from storage.database import Database
from storage.snapshot import directory_with_stand_ins
from storage.stand_ins import (
    appoint,
    appointed,
    cut_short,
    mark_begun,
    mark_ended,
    stand_ins_of,
    to_begin,
    to_end,
)
from tests.storage.cases import add_everybody
from tests.unit.flow_college import LI, NOW, SUN, WANG, ZHAO

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def people(address: str) -> None:
    await add_everybody(address, (LI, WANG, ZHAO, SUN))


async def arrange(database: Database, principal=WANG, stand_in=SUN, days=(1, 3), cause="leave:1024", **words):
    starts_at, ends_at = (NOW + days[0] * DAY, NOW + days[1] * DAY) if days else (None, None)
    async with database.begin(NOW) as tx:
        return await appoint(
            tx,
            principal=principal.id,
            stand_in=stand_in.id,
            starts_at=starts_at,
            ends_at=ends_at,
            cause=cause,
            **words,
        )


async def ask(database: Database, question, *words, at=NOW):
    async with database.begin(at) as tx:
        return await question(tx, *words)


async def in_force(tx):
    return (await directory_with_stand_ins(tx, Posts(), {}))[1]


async def test_a_stand_in_is_in_force_from_the_first_instant_to_before_the_last(database: Database):
    arranged = await arrange(database, form="travel", most_fen=500_000)

    assert await ask(database, in_force, at=NOW + DAY - timedelta(seconds=1)) == []
    assert await ask(database, in_force, at=NOW + DAY) == [arranged]
    assert await ask(database, in_force, at=NOW + 3 * DAY) == []
    assert (arranged.form, arranged.most_fen, arranged.begun_at) == ("travel", 500_000, None)


async def test_whoever_is_appointed_counts_before_the_period_begins_and_the_standing_one_always(database: Database):
    ahead = await arrange(database)
    standing = await arrange(database, principal=ZHAO, days=None, cause="standing:3")

    assert await ask(database, appointed) == [ahead, standing]
    assert await ask(database, appointed, at=NOW + 3 * DAY) == [standing]


async def test_the_same_cause_arranges_once(database: Database):
    first = await arrange(database)

    assert await arrange(database, stand_in=ZHAO) is None
    assert await ask(database, stand_ins_of, WANG.id) == [first]


async def test_who_begins_is_told_until_every_case_has_been_seen_to(database: Database):
    arranged = await arrange(database)
    begun = NOW + DAY

    assert await ask(database, to_begin) == []
    assert await ask(database, to_begin, at=begun) == [arranged]
    assert await ask(database, to_begin, at=begun) == [arranged]
    await ask(database, mark_begun, arranged.id, at=begun)

    assert await ask(database, to_begin, at=begun) == []
    assert [each.begun_at for each in await ask(database, stand_ins_of, WANG.id)] == [begun]


async def test_who_ends_is_told_until_every_case_has_been_seen_to(database: Database):
    arranged = await arrange(database)

    assert await ask(database, to_end, at=NOW + 2 * DAY) == []
    assert await ask(database, to_begin, at=NOW + 3 * DAY) == []
    assert await ask(database, to_end, at=NOW + 3 * DAY) == [arranged]
    await ask(database, mark_ended, arranged.id, at=NOW + 3 * DAY)

    assert await ask(database, to_end, at=NOW + 3 * DAY) == []
    assert await ask(database, stand_ins_of, WANG.id) == []


async def test_cut_short_before_it_begins_it_never_does(database: Database):
    arranged = await arrange(database)

    await ask(database, cut_short, arranged.id, NOW)

    for question in (in_force, to_begin, to_end):
        assert await ask(database, question, at=NOW + 2 * DAY) == []


async def test_cut_short_while_it_runs_the_cases_hear_of_its_end(database: Database):
    """Also where no case has heard of its beginning yet, since new places have been given the stand-in meanwhile."""
    arranged = await arrange(database)
    early = NOW + 2 * DAY

    await ask(database, cut_short, arranged.id, early, at=early)

    assert await ask(database, in_force, at=early) == []
    assert [(each.id, each.ends_at) for each in await ask(database, to_end, at=early)] == [(arranged.id, early)]


async def test_cut_short_after_its_end_nothing_changes(database: Database):
    arranged = await arrange(database)

    await ask(database, cut_short, arranged.id, NOW + 9 * DAY)

    assert await ask(database, stand_ins_of, WANG.id) == [arranged]


async def test_a_standing_one_has_no_period_and_there_is_one(database: Database):
    standing = await arrange(database, days=None, cause="said:1")
    ahead = await arrange(database)

    assert await ask(database, in_force) == []
    assert await ask(database, stand_ins_of, WANG.id) == [standing, ahead]
    with pytest.raises(asyncpg.UniqueViolationError):
        await arrange(database, days=None, cause="said:2")

    await ask(database, cut_short, standing.id, NOW)
    assert await arrange(database, stand_in=ZHAO, days=None, cause="said:3") is not None


@pytest.mark.parametrize("wrong", [{"stand_in": WANG}, {"days": (3, 1)}])
async def test_nobody_stands_in_for_themselves_and_nothing_ends_before_it_begins(database: Database, wrong):
    with pytest.raises(asyncpg.CheckViolationError):
        await arrange(database, **wrong)
