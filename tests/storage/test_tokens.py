"""Access tokens over replicas: one fetches, no older one ever replaces a newer one."""

import asyncio
from datetime import timedelta

from storage.database import Database
from storage.tokens import Tokens

NAME = "wecom:staff:fingerprint"
TWO_HOURS = timedelta(hours=2)


async def test_there_is_no_token_at_first_and_fetching_one_does_not_pretend_there_is(database: Database):
    tokens = Tokens(database)
    assert await tokens.read(NAME) is None

    assert await tokens.begin_refresh(NAME, 0)

    assert await tokens.read(NAME) is None


async def test_one_of_many_replicas_fetches(database: Database, address: str):
    others = [Database(address) for _ in range(3)]

    answers = await asyncio.gather(*(Tokens(db).begin_refresh(NAME, 0) for db in others for _ in range(4)))

    assert sum(answers) == 1
    for other in others:
        await other.close()


async def test_a_token_that_was_fetched_is_everybodys_and_has_a_generation(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    await tokens.finish_refresh(NAME, 0, b"sealed-1", TWO_HOURS)

    stored = await tokens.read(NAME)

    assert stored is not None
    assert (stored.sealed, stored.generation) == (b"sealed-1", 1)
    assert timedelta(hours=1, minutes=59) < stored.remaining <= TWO_HOURS


async def test_while_one_fetches_the_others_keep_the_old_one(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    await tokens.finish_refresh(NAME, 0, b"sealed-1", TWO_HOURS)

    assert await tokens.begin_refresh(NAME, 1)
    assert not await tokens.begin_refresh(NAME, 1)

    stored = await tokens.read(NAME)
    assert stored is not None
    assert stored.sealed == b"sealed-1"


async def test_who_is_killed_while_fetching_holds_up_nobody_for_long(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql("update platform_tokens set refreshing_until = now() - interval '1 second'")

    assert await tokens.begin_refresh(NAME, 0)


async def test_a_late_answer_does_not_replace_a_newer_token(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    await tokens.finish_refresh(NAME, 0, b"newer", TWO_HOURS)

    await tokens.finish_refresh(NAME, 0, b"older", TWO_HOURS)

    stored = await tokens.read(NAME)
    assert stored is not None
    assert (stored.sealed, stored.generation) == (b"newer", 1)


async def test_a_complaint_about_an_old_token_fetches_no_new_one(database: Database):
    """Many calls fail at once with the same expired token; the first replaced it."""
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    await tokens.finish_refresh(NAME, 0, b"sealed-1", TWO_HOURS)

    assert not await tokens.begin_refresh(NAME, 0)


async def test_after_a_failed_fetch_the_next_one_may_try_at_once(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    assert not await tokens.begin_refresh(NAME, 0)

    await tokens.give_up_refresh(NAME, 0)

    assert await tokens.begin_refresh(NAME, 0)


async def test_giving_up_an_old_fetch_leaves_the_right_to_the_next_one_alone(database: Database):
    tokens = Tokens(database)
    await tokens.begin_refresh(NAME, 0)
    await tokens.finish_refresh(NAME, 0, b"sealed-1", TWO_HOURS)
    await tokens.begin_refresh(NAME, 1)

    await tokens.give_up_refresh(NAME, 0)

    assert not await tokens.begin_refresh(NAME, 1)
