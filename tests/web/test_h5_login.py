"""Signing in by the platform: only the browser that began a login can end it, once, and it leads to the link alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from yarl import URL

from adapters.links import Links
from adapters.ports import PlatformBusy, PlatformMisconfigured, RecipientUnreachable
from domain.events import Source
from tests.web.staff_pages import SECRET, Browser, PlayedLogin, StaffPages, browsing, serving

BACK = "/h5/login/wecom/staff"


async def begin(pages: StaffPages, browser: Browser) -> str:
    """Open a link; where the platform would send the browser back to."""
    page = await browser.peek(await pages.address("赵组长", "同意"))
    return page.headers["Location"]


def state_in(address: str) -> str:
    return URL(address).query["state"]


async def test_a_login_leads_to_the_platform_with_an_address_of_ours_and_a_state_it_can_carry(pages, browser):
    where = await begin(pages, browser)

    assert where.startswith(f"{pages.base}{BACK}?")
    assert len(state_in(where)) == 32
    assert state_in(where).isalnum()


async def test_a_login_lasts_for_eight_hours_and_all_links_of_the_account(pages, browser):
    await browser.open(await pages.address("赵组长", "同意"))
    await browser.open(await pages.address("赵组长", "驳回"))
    assert len(pages.login.asked) == 1

    pages.college.now += timedelta(hours=7, minutes=59)
    await browser.open(await pages.address("赵组长", "同意"))
    assert len(pages.login.asked) == 1

    pages.college.now += timedelta(minutes=1)
    page = await browser.peek(await pages.address("赵组长", "同意"))
    assert page.status == 302


async def test_a_press_after_the_session_has_ended_is_not_done_and_says_so(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    pages.college.now += timedelta(hours=8)

    late = await browser.press(address.split("?t=")[1], page.mark)

    assert late.status == 403
    assert "登录已过期" in late.text
    assert await pages.presses() == []


async def test_another_browser_cannot_end_a_login(pages, browser):
    where = await begin(pages, browser)

    async with browsing(pages.base) as victim:
        page = await victim.open(where)

    assert page.status == 403
    assert "登录没有完成" in page.text
    assert pages.login.asked == []


@pytest.mark.parametrize("state", ["", "0" * 32, "../../x", "\u2603", "a" * 4000])
async def test_a_guessed_state_asks_the_platform_nothing(pages, browser, state):
    await begin(pages, browser)

    page = await browser.open(str(URL(pages.base + BACK).with_query({"authCode": "c", "state": state})))

    assert page.status == 403
    assert pages.login.asked == []


async def test_a_state_with_the_beginning_of_the_right_one_is_not_the_right_one(pages, browser):
    where = await begin(pages, browser)

    page = await browser.open(where.replace(state_in(where), state_in(where)[:8] + "0" * 24))

    assert page.status == 403
    assert pages.login.asked == []


async def test_a_state_serves_once(pages, browser):
    where = await begin(pages, browser)
    assert (await browser.open(where)).status == 200

    again = await browser.open(where)

    assert again.status == 403
    assert len(pages.login.asked) == 1


async def test_a_login_that_takes_longer_than_ten_minutes_begins_anew(pages, browser):
    where = await begin(pages, browser)
    pages.college.now += timedelta(minutes=10)

    assert (await browser.open(where)).status == 403
    assert pages.login.asked == []


async def test_two_links_opened_at_once_are_both_signed_in(pages, browser):
    first = await begin(pages, browser)
    second = (await browser.peek(await pages.address("赵组长", "驳回"))).headers["Location"]

    assert "确认同意" in (await browser.open(first)).text
    assert "确认驳回" in (await browser.open(second)).text


async def test_a_login_begun_for_one_account_does_not_end_at_another(college):
    logins = {Source("wecom", "staff"): PlayedLogin(), Source("wecom", "other"): PlayedLogin()}
    async with serving(college, logins=logins) as pages, browsing(pages.base) as browser:
        where = await begin(pages, browser)

        page = await browser.open(where.replace("/wecom/staff", "/wecom/other"))

    assert page.status == 403
    assert not any(login.asked for login in logins.values())


async def test_a_link_of_an_account_that_is_no_longer_configured_is_dead(college):
    async with serving(college, logins={}) as pages, browsing(pages.base) as browser:
        assert (await browser.open(await pages.address("赵组长", "同意"))).status == 410
        assert (await browser.open(BACK)).status == 403


async def test_whoever_is_no_member_is_not_let_in(pages, browser):
    pages.login.failures = [RecipientUnreachable("60121", "不是成员")]

    page = await browser.open(await pages.address("赵组长", "同意"))

    assert page.status == 403
    assert "不能登录" in page.text
    assert "60121" not in page.text
    assert "李雷" not in page.text


@pytest.mark.parametrize("failure", [PlatformBusy("90018", "限流"), PlatformMisconfigured("40001", "密钥不对")])
async def test_a_platform_that_cannot_tell_may_be_asked_again(pages, browser, failure):
    pages.login.failures = [failure]

    with capture_logs() as logged:
        page = await browser.open(await pages.address("赵组长", "同意"))

    assert page.status == 503
    assert "再试一次" in page.text
    assert [(line["event"], line["code"]) for line in logged] == [("login_failed", failure.code)]
    assert (await browser.open(await pages.address("赵组长", "同意"))).status == 200


async def test_the_cookies_are_for_these_pages_alone_and_out_of_reach_of_scripts(college):
    def behind_tls(h5):
        url = "https://bot.example.edu.cn"
        return replace(h5, public_url=url, links=Links(url, SECRET))

    async with serving(college, site=behind_tls) as pages, browsing(pages.base) as browser:
        address = await pages.address("赵组长", "同意")
        async with browser.session.get(address, allow_redirects=False) as answer:
            begun = answer.cookies
            where = URL(answer.headers["Location"])
            assert where.host == "bot.example.edu.cn"
        name, morsel = next(iter(begun.items()))
        back = URL(pages.base + BACK).with_query(where.query)
        headers = {"Cookie": f"{name}={morsel.value}"}
        async with browser.session.get(back, headers=headers, allow_redirects=False) as answer:
            opened = answer.cookies["dutybell_h5"]
            forgotten = answer.cookies[name]

    for cookie, path, seconds in ((morsel, "/h5/login", 600), (opened, "/h5", 28800)):
        assert (cookie["path"], cookie["max-age"]) == (path, str(seconds))
        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
    assert forgotten["max-age"] == "0"


async def test_a_forged_session_is_no_session(pages, browser):
    address = await pages.address("赵组长", "同意")
    for forged in ("", "x", "A" * 200, '["wecom","staff","赵组长","m",9999999999]'):
        headers = {"Cookie": f"dutybell_h5={forged}".encode().decode("latin-1")}
        async with browser.session.get(address, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 302


async def test_a_session_of_one_account_is_none_for_another(college):
    students = Source("dingtalk", "students")
    logins = {Source("wecom", "staff"): PlayedLogin(), students: PlayedLogin()}
    async with serving(college, logins=logins) as pages, browsing(pages.base) as browser:
        await browser.open(await pages.address("赵组长", "同意"))

        page = await browser.peek(pages.links.url(students, "c" * 32, "赵组长", "approve:2", college.now))

    assert page.status == 302
    assert "/h5/login/dingtalk/students" in page.headers["Location"]
