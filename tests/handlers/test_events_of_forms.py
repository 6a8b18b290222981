"""A form on its way makes things happen, in the transaction of the act, and undoes them when it is given up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.happenings import duty_done, duty_undone
from storage.happenings import happening_of, happenings_since, note
from tests.handlers.cases import submits
from tests.handlers.duties import known_kinds
from tests.handlers.forms import with_forms

PERIOD = {"start": "2030-03-11T00:00:00+00:00", "end": "2030-03-11T02:00:00+00:00"}
ROOM = {"room": "东区301", "purpose": "培训", "period": PERIOD}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def campus(college):
    college.office = replace(college.office, event_kinds=known_kinds())
    return await with_forms(college, "multimedia_room", "repair_ticket")


async def _codes(campus):
    async with campus.database.begin(campus.now) as tx:
        return await happenings_since(tx, LONG_AGO)


async def test_a_ticket_that_is_submitted_is_what_its_words_say_and_nothing_once_it_is_withdrawn(campus):
    broken = {"category": "设备", "place": "东区301", "description": "学院网站打不开", "urgency": "一般"}
    number = await submits(campus, "李雷", "repair_ticket", broken)

    found = await _codes(campus)
    assert set(found) == {
        "device_damage_found",
        "device_fault_found",
        "repair_request_submitted",
        "website_fault_found",
    }
    assert {each.at for [each] in found.values()} == {campus.now}
    assert found["website_fault_found"][0].subject.endswith(str(number))

    await campus.say("李雷", f"撤回 {number}")
    assert await _codes(campus) == {}


async def test_what_a_form_books_is_planned_for_its_time_and_ends_with_it(campus):
    number = await submits(campus, "李雷", "multimedia_room", ROOM)
    assert await _codes(campus) == {}

    for who in ("赵组长", "王主任", "郑老师"):
        await campus.say(who, f"同意 {number}")
    await campus.say("郑老师", f"填写 {number} 东区301")
    found = await _codes(campus)

    assert set(found) == {"multimedia_room_use", "room_use_ended"}, await campus.texts("郑老师")
    [use], [ended] = found["multimedia_room_use"], found["room_use_ended"]
    assert (use.at, use.until) == (datetime.fromisoformat(PERIOD["start"]), datetime.fromisoformat(PERIOD["end"]))
    assert ended.at == use.until
    assert use.is_planned
    assert ended.is_planned

    await campus.say("李雷", f"撤回 {number}")
    assert await _codes(campus) == {}


async def test_a_duty_that_is_done_is_the_event_of_the_next_and_a_circle_is_cut(campus):
    at = campus.now
    async with campus.database.begin(at) as tx:
        first = await note(tx, code="exam_ended", at=at, origin="calendar", key="exam")
        done = {"duty": "004-JX-8.3.1", "period": f"event:{first}", "at": at}
        await duty_done(tx, campus.office, **done)
        await duty_done(tx, campus.office, **done)
        scores = await happening_of(tx, f"final_scores_posted:duty:004-JX-8.3.1:event:{first}")

        again = {"duty": "004-JX-8.3.1", "period": f"event:{scores.id}", "at": at}
        await duty_done(tx, campus.office, **again)

        assert len((await happenings_since(tx, LONG_AGO))["final_scores_posted"]) == 1
        await duty_undone(tx, campus.office, duty="004-JX-8.3.1", period=f"event:{first}")
        assert set(await happenings_since(tx, LONG_AGO)) == {"exam_ended"}
