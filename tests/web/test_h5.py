"""A button as a page: looking never acts, pressing acts once, and each page says what became of the request."""

import asyncio
from datetime import timedelta

import pytest

from tests.handlers.college import STAFF
from tests.web.staff_pages import browsing, token_in
from web.h5 import act

pytestmark = pytest.mark.usefixtures("steady_clock")

WAITING = "已收到，正在处理"
DECIDED = "已由 赵组长 于 3月4日 09:00 同意"


@pytest.fixture
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other quickly, so that no test waits for a person's patience."""
    monkeypatch.setattr(act, "LOOK", 0.02)
    monkeypatch.setattr(act, "LOOKS", 150)


async def test_opening_a_link_shows_the_request_after_the_login_and_does_nothing(pages, browser):
    page = await browser.open(await pages.address("赵组长", "同意"))

    assert page.status == 200
    assert "李雷的事假" in page.text
    assert "家里有事" in page.text
    assert "确认同意" in page.text
    assert page.text.count("<button") == 1
    assert await pages.presses() == []
    assert await pages.decisions() == []


async def test_a_previewer_without_a_login_learns_nothing_and_does_nothing(pages, browser):
    address = await pages.address("赵组长", "同意")

    page = await browser.peek(address)

    assert page.status == 302
    assert page.text == ""
    assert await pages.presses() == []


async def test_a_reason_written_on_the_page_refuses_at_once(pages, browser):
    address = await pages.address("赵组长", "驳回")
    page = await browser.open(address)

    async with pages.working():
        after = await browser.press(token_in(address), page.mark, reason="与监考冲突，请改期")

    assert "<textarea" in page.text
    assert "已由 赵组长 于 3月4日 09:00 驳回" in after.text
    assert "与监考冲突，请改期" in after.text
    assert await pages.decisions() == [(pages.college.ids["赵组长"], "reject")]


async def test_pressing_decides_and_shows_who_decided_and_when(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)

    async with pages.working():
        after = await browser.press(token_in(address), page.mark)

    assert after.status == 200
    assert DECIDED in after.text
    assert "<button" not in after.text
    assert await pages.decisions() == [(pages.college.ids["赵组长"], "approve")]
    ((key, lane, seen),) = await pages.presses()
    assert str(key).startswith("link:")
    assert (lane, seen) == ("赵组长", 1)


async def test_ten_presses_of_one_form_at_once_decide_once(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)

    async with pages.working() as inbox:
        after = await asyncio.gather(*(browser.press(token_in(address), page.mark) for _ in range(10)))
        await inbox.emptied()
    last = await browser.open(address)

    assert all(DECIDED in each.text or WAITING in each.text for each in [*after, last])
    assert DECIDED in last.text
    assert len(await pages.presses()) == 1
    assert len(await pages.decisions()) == 1


async def test_a_used_link_shows_who_decided_and_offers_nothing(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    async with pages.working():
        await browser.press(token_in(address), page.mark)

    again = await browser.open(address)
    pressed_again = await browser.press(token_in(address), page.mark)

    for each in (again, pressed_again):
        assert DECIDED in each.text
        assert "<button" not in each.text
    assert len(await pages.presses()) == 1


async def test_after_a_decision_in_the_chat_the_link_shows_who_decided_and_when(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    await pages.college.press("赵组长", "同意")

    late = await browser.press(token_in(address), page.mark)

    assert late.status == 200
    assert DECIDED in late.text
    assert await pages.presses() == []


async def test_a_colleague_who_was_faster_is_named(pages, browser):
    await pages.college.asks_leave("韩梅")
    address = await pages.address("孙副组长", "同意")
    await pages.college.press("赵组长", "同意")
    pages.login.member = "孙副组长"

    page = await browser.open(address)

    assert page.status == 200
    assert DECIDED in page.text
    assert "<button" not in page.text


async def test_a_link_of_somebody_else_tells_nothing_of_the_request(pages, browser):
    address = await pages.address("赵组长", "同意")
    mine = (await browser.open(address)).mark
    pages.login.member = "吴老师"
    async with browsing(pages.base) as other:
        page = await other.open(address)
        pressed = await other.press(token_in(address), mine)

    for each in (page, pressed):
        assert each.status == 403
        assert "这个链接是发给别人的" in each.text
        assert not any(word in each.text for word in ("李雷", "事假", "赵组长", "1001", "<button"))
    assert await pages.presses() == []


async def test_whoever_was_signed_in_as_somebody_else_may_sign_in_anew(pages, browser):
    address = await pages.address("赵组长", "同意")
    pages.login.member = "吴老师"
    page = await browser.open(address)
    assert "重新登录" in page.text
    pages.login.member = "赵组长"

    page = await browser.open(f"{address}&again=1")

    assert "确认同意" in page.text


async def test_a_user_id_in_another_case_is_the_same_person(pages, browser):
    row = await pages.college.card_row("赵组长")
    action = next(each.action for each in (await pages.college.card("赵组长")).buttons if each.text == "同意")
    await pages.college.rows("update cards set recipient = 'ZhaoLi' where id = :id returning 1", id=row.id)
    await pages.college.rows(
        "update accounts set user_id='ZhaoLi', user_key='zhaoli' where user_key='赵组长' returning 1"
    )
    pages.login.member = "zhaoli"

    page = await browser.open(pages.links.url(STAFF, row.id, "ZHAOLI", action, pages.college.now))

    assert "确认同意" in page.text


async def test_an_expired_and_a_bent_link_lead_back_to_the_chat_without_a_login(pages, browser):
    address = await pages.address("赵组长", "同意")
    bent = await browser.open(address[:-1] + ("A" if address[-1] != "A" else "B"))
    without = await browser.open("/h5/act")
    pages.college.now += timedelta(hours=73)
    expired = await browser.open(address)
    pressed = await browser.press(token_in(address), "")

    for each in (bent, without, expired, pressed):
        assert each.status == 410
        assert "链接已失效" in each.text
        assert "待办" in each.text
    assert pages.login.asked == []
    assert await pages.presses() == []


async def test_refusing_asks_for_the_reason_in_the_chat_and_may_be_pressed_again(pages, browser):
    address = await pages.address("赵组长", "驳回")
    page = await browser.open(address)
    assert "确认驳回" in page.text
    assert "驳回理由" in page.text

    async with pages.working():
        asked = await browser.press(token_in(address), page.mark)
        await pages.college.say("赵组长", "取消")
        again = await browser.press(token_in(address), asked.mark)

    for each in (asked, again):
        assert "请回复驳回李雷的事假（单号 QJ-1001）的理由。" in each.text
        assert "再按一次" in each.text
    assert len(await pages.presses()) == 2
    assert await pages.decisions() == []

    await pages.college.say("赵组长", "当天要开会")
    closed = await browser.open(address)

    assert "已由 赵组长 于 3月4日 09:00 驳回" in closed.text
    assert "请回复" not in closed.text


async def test_a_refusal_is_shown_as_it_was_said(pages, browser):
    pages.login.member = "李雷"
    address = await pages.address("李雷", "催办")
    page = await browser.open(address)

    async with pages.working():
        urged = await browser.press(token_in(address), page.mark)
        refused = await browser.press(token_in(address), urged.mark)

    assert "已催赵组长处理单号 QJ-1001。" in urged.text
    assert "没有再催：" in refused.text


async def test_a_link_may_be_pressed_twenty_times(pages, browser):
    pages.login.member = "李雷"
    address = await pages.address("李雷", "进度")
    page = await browser.open(address)

    async with pages.working():
        for _ in range(20):
            page = await browser.press(token_in(address), page.mark)

    assert "单号 QJ-1001，李雷" in page.text
    assert page.mark == ""
    assert len(await pages.presses()) == 20


async def test_a_press_that_takes_longer_is_shown_as_waiting_until_it_is_done(
    pages, browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(act, "LOOKS", 2)
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)

    waiting = await browser.press(token_in(address), page.mark)
    pressed_again = await browser.press(token_in(address), page.mark)

    for each in (waiting, pressed_again):
        assert "已收到，正在处理…" in each.text
        assert '<meta http-equiv="refresh" content="3">' in each.text
        assert "<button" not in each.text
    assert waiting.path == f"/h5/act?t={token_in(address)}"

    await pages.inbox().handle_due()

    assert DECIDED in (await browser.open(address)).text
    assert len(await pages.decisions()) == 1


async def test_a_press_that_cannot_be_handled_is_owned_up_to(pages, browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(act, "LOOKS", 1)
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    await browser.press(token_in(address), page.mark)
    await pages.college.rows("update inbox set state = 'dead', handled_at = now(), error = 'x' returning 1")

    dead = await browser.open(address)

    assert "没办成" in dead.text
    assert "人事处" in dead.text


async def test_a_button_of_an_older_state_is_no_longer_offered(pages, browser):
    row = await pages.college.card_row("赵组长")

    page = await browser.open(pages.links.url(STAFF, row.id, "赵组长", "approve:1", pages.college.now))

    assert page.status == 410
    assert "按钮已失效" in page.text


@pytest.mark.parametrize("origin", ["ours", "null", None])
async def test_an_older_browser_that_tells_no_site_is_served(pages, browser, origin):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    headers = {"Origin": pages.base if origin == "ours" else origin} if origin else {}

    async with pages.working():
        after = await browser.press(token_in(address), page.mark, headers)

    assert DECIDED in after.text


async def test_more_buttons_lie_behind_a_button(pages, browser):
    address = await pages.address("赵组长", "更多")
    page = await browser.open(address)

    async with pages.working():
        after = await browser.press(token_in(address), page.mark)
    assert "卡片已更新" in after.text

    back = await pages.address("赵组长", "返回")
    page = await browser.open(back)
    async with pages.working():
        await browser.press(token_in(back), page.mark)

    assert "再按一次“更多”" in (await browser.open(address)).text
