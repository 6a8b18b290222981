"""What the page asks the emulator for: all chats at once, and what went over the wire."""

import asyncio

import aiohttp
import pytest
import pytest_asyncio

from tests.browser.echo import AGENT

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser


@pytest_asyncio.fixture(loop_scope="session")
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


async def ask(session, campus, since="", wait=0):
    answer = await session.get(f"{campus.url}/api/{AGENT}/changes", params={"since": since, "wait": wait})
    return await answer.json()


async def test_a_sentence_and_its_answer_are_told_once(campus, session):
    campus.emulator.phone(AGENT).say("zhang", "您好")
    await campus.emulator.wecom.courier.settled()

    first = await ask(session, campus)
    second = await ask(session, campus, first["cursor"])

    assert [(bubble["user_id"], bubble["side"]) for bubble in first["bubbles"]] == [
        ("zhang", "member"),
        ("zhang", "app"),
    ]
    assert {row["what"]: row["ok"] for row in first["wire"]} == {"callback": True, "send": True}
    assert (second["bubbles"], second["wire"]) == ([], [])


async def test_the_row_of_a_callback_names_the_bubble_that_it_is_about(campus, session):
    phone = campus.emulator.phone(AGENT)
    phone.enter("zhang")
    phone.say("zhang", "第一句")
    await campus.emulator.wecom.courier.settled()
    campus.bot.is_away = True
    phone.say("zhang", "第二句")
    await campus.emulator.wecom.courier.settled()

    told = await ask(session, campus)

    said = {bubble["content"]["content"]: bubble["letter"] for bubble in told["bubbles"] if bubble["side"] == "member"}
    fates = {row["letter"]: row["ok"] for row in told["wire"] if row["what"] == "callback"}
    assert (fates[said["第一句"]], fates[said["第二句"]]) == (True, False)


async def test_an_update_names_everybody_whose_card_changed_and_its_new_text(campus, session):
    await campus.bot.send_card("zhou")
    before = await ask(session, campus)

    await campus.bot.close_cards()
    after = await ask(session, campus, before["cursor"])

    assert [(row["what"], row["user_ids"]) for row in after["wire"]] == [("update", ["zhou"])]
    assert after["wire"][0]["text"] == "请事假 0.5 天 → 已同意"
    assert [bubble["card"]["buttons"] for bubble in after["bubbles"]] == [[]]


async def test_who_waits_is_answered_when_the_emulator_stops(campus, session):
    here = await ask(session, campus)
    waiting = asyncio.create_task(ask(session, campus, here["cursor"], wait=50))
    await asyncio.sleep(0)  # let the request go out

    async with asyncio.timeout(5):
        await campus.runner.shutdown()

        assert (await waiting)["bubbles"] == []


@pytest.mark.parametrize("since", ["somebody.9.9.9.9.9", "nonsense", "1.2.3"])
async def test_a_cursor_from_before_a_restart_gets_everything_at_once(campus, session, since):
    campus.emulator.phone(AGENT).say("zhang", "您好")

    told = await ask(session, campus, since, wait=50)

    assert told["bubbles"][0]["content"] == {"content": "您好"}
