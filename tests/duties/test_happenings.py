"""An event counts once, whoever tells it how often and in which way."""

from datetime import UTC, datetime, timedelta

from storage.happenings import (
    cancel,
    happening_of,
    happenings_mark,
    happenings_since,
    move,
    note,
    take_place,
)
from tests.storage.people import add_people

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AT = NOW + timedelta(days=3)
KEY = "contract_signed:case:1024"


async def _note(tx, **change):
    given = {"code": "contract_signed", "at": AT, "subject": "合同 1024", "origin": "form:contract", "key": KEY}
    return await note(tx, **given | change)


async def test_what_is_told_in_three_ways_under_one_key_is_one_event(database):
    [person] = await add_people(database, "王芳")
    async with database.begin(NOW) as tx:
        first = await _note(tx)
        again = [await _note(tx, origin=way, by=person, at=AT + timedelta(hours=1)) for way in ("chat", "api:erp")]

        found = await happenings_since(tx, NOW)

    assert again == [None, None]
    [happening] = found["contract_signed"]
    assert (happening.id, happening.at, happening.subject) == (first, AT, "合同 1024")


async def test_what_was_planned_becomes_a_fact_when_it_is_told_as_one(database):
    async with database.begin(NOW) as tx:
        number = await _note(tx, is_planned=True)
        assert await _note(tx, at=NOW) is None
        assert await _note(tx, is_planned=True) is None

        [happening] = (await happenings_since(tx, NOW))["contract_signed"]

    assert (happening.id, happening.at, happening.is_planned) == (number, NOW, False)


async def test_one_that_moves_keeps_its_number_and_one_that_is_cancelled_is_gone_until_it_is_told_anew(database):
    async with database.begin(NOW) as tx:
        number = await _note(tx, is_planned=True)
        marks = [await happenings_mark(tx)]
        assert await move(tx, number, AT + timedelta(days=1))
        assert not await move(tx, number, AT + timedelta(days=1))
        marks.append(await happenings_mark(tx))
        assert await take_place(tx, number)
        assert not await take_place(tx, number)
        marks.append(await happenings_mark(tx))
        assert await cancel(tx, number)
        assert not await cancel(tx, number)
        marks.append(await happenings_mark(tx))
        assert await happenings_since(tx, NOW) == {}
        assert (await happening_of(tx, KEY)).cancelled_at == NOW
        another = await _note(tx)

    assert another not in {None, number}
    assert len(set(marks)) == len(marks)


async def test_what_has_ended_before_is_not_asked_for(database):
    async with database.begin(NOW) as tx:
        await _note(tx, until=AT + timedelta(days=2))

        assert await happenings_since(tx, AT + timedelta(days=2))
        assert not await happenings_since(tx, AT + timedelta(days=3))
