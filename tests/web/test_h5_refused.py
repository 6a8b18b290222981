"""What the pages refuse, and what they keep to themselves: foreign forms, people who left, markup, floods, faults."""

from html import unescape

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from storage.tables_of_people import people
from tests.web.staff_pages import OUR_PAGE, browsing, token_in
from web.h5 import act, pace


async def test_a_form_counts_only_if_it_comes_from_our_own_page(pages, browser):
    address = await pages.address("赵组长", "同意")
    mark, token = (await browser.open(address)).mark, token_in(address)
    foreign = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
    ]

    refused = [await browser.press(token, mark, headers) for headers in foreign]
    unmarked = [await browser.press(token, guess) for guess in ("", "x", mark[:-1], mark + "A")]

    assert {page.status for page in (*refused, *unmarked)} == {403}
    assert await pages.presses() == []


async def test_the_mark_of_one_login_is_worth_nothing_in_another(pages, browser):
    address = await pages.address("赵组长", "同意")
    mark = (await browser.open(address)).mark
    async with browsing(pages.base) as other:
        await other.open(address)

        page = await other.press(token_in(address), mark)

    assert page.status == 403
    assert "页面已过期" in page.text
    assert await pages.presses() == []


async def test_whoever_left_the_college_sees_nothing_though_still_signed_in(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    await pages.college.leaves_the_college("赵组长")

    for each in (await browser.open(address), await browser.press(token_in(address), page.mark)):
        assert each.status == 410
        assert "李雷" not in each.text
    assert await pages.presses() == []


async def test_an_account_that_now_is_somebody_elses_does_not_show_the_former_ones_cards(pages, browser):
    address = await pages.address("赵组长", "同意")
    await pages.college.rows(
        "update accounts set person_id = :person where user_key = '赵组长' returning 1",
        person=pages.college.ids["吴老师"],
    )

    page = await browser.open(address)

    assert page.status == 410
    assert "李雷" not in page.text


async def test_what_people_wrote_is_text_and_never_markup(pages, browser):
    hostile = "家里有事</dd><script>alert(1)</script>'\"&{{ 7 * 7 }}"
    await pages.college.rows(
        "update cards set content = jsonb_set(content, '{body}', to_jsonb(cast(:text as text))) returning 1",
        text=hostile,
    )

    async with browser.session.get(await pages.address("赵组长", "同意")) as answer:
        raw = await answer.text()

    assert hostile in unescape(raw)
    assert "&lt;script&gt;" in raw
    assert "<script" not in raw


async def test_every_page_keeps_its_address_and_content_to_itself(pages, browser):
    address = await pages.address("赵组长", "同意")
    shown = [await browser.peek(address), await browser.open(address), await browser.open("/h5/act?t=x")]

    for page in shown:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script" not in shown[1].text


async def test_the_pages_style_is_the_only_thing_that_is_kept(pages, browser):
    page = await browser.open("/h5/style.css")

    assert page.status == 200
    assert page.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age" in page.headers["Cache-Control"]


async def test_nothing_of_a_link_is_logged(pages, browser):
    address = await pages.address("赵组长", "同意")
    with capture_logs() as logged:
        page = await browser.open(address)
        await browser.press(token_in(address), "x")
        await browser.press(token_in(address), page.mark, {"Sec-Fetch-Site": "cross-site"})

    assert token_in(address) not in str(logged)
    assert "赵组长" not in str(logged)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"t=x", "text/plain", 415),
        (b"--x\r\n", "multipart/form-data; boundary=x", 415),
        (b"t=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(20)), "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 410),
        (b"t=%FF%00", "application/x-www-form-urlencoded; charset=nonsense", 410),
    ],
)
async def test_what_is_no_form_of_ours_is_turned_away(pages, browser, body, kind, status):
    headers = OUR_PAGE | {"Content-Type": kind}
    async with browser.session.post(f"{pages.base}/h5/act", data=body, headers=headers) as answer:
        assert answer.status == status


async def test_a_press_that_could_not_be_stored_is_said_to_be_undone(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    await pages.acceptor.__aexit__()

    lost = await browser.press(token_in(address), page.mark)

    assert lost.status == 503
    assert "没有办理" in lost.text


async def test_a_database_that_is_away_is_said_to_be_away(pages, browser, pg_server, monkeypatch: pytest.MonkeyPatch):
    address = await pages.address("赵组长", "同意")
    await browser.open(address)
    await pages.college.database.close()
    monkeypatch.setattr(pages.college.database, "_pool", None)
    monkeypatch.setattr(pages.college.database, "address", "postgresql://nobody@127.0.0.1:9/nothing")

    page = await browser.open(address)

    assert page.status == 503
    assert "系统暂时连不上" in page.text


async def test_whoever_asks_too_often_waits_a_minute(pages, browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pace, "PER_LINK", 3)
    address, other = await pages.address("赵组长", "同意"), await pages.address("赵组长", "驳回")

    answers = [(await browser.peek(address)).status for _ in range(5)]

    assert answers == [302, 302, 302, 429, 429]
    assert (await browser.peek(other)).status == 302
    monkeypatch.setattr(pace, "PER_ADDRESS", 6)
    assert (await browser.peek("/h5/act")).status == 429


async def test_a_fault_of_ours_is_counted_and_not_explained(pages, browser, monkeypatch: pytest.MonkeyPatch):
    async def failing(*_: object) -> None:
        raise RuntimeError("inner words")

    address = await pages.address("赵组长", "同意")
    await browser.open(address)
    monkeypatch.setattr(act, "card_of", failing)

    with capture_logs() as logged:
        page = await browser.open(address)

    assert (page.status, page.text) == (500, "")
    assert [line["event"] for line in logged] == ["request_failed"]
    assert token_in(address) not in str(logged)


async def test_a_person_without_an_active_status_cannot_press(pages, browser):
    address = await pages.address("赵组长", "同意")
    page = await browser.open(address)
    async with pages.college.database.begin(pages.college.now) as tx:
        await tx.conn.execute(update(people).where(people.c.name == "赵组长").values(status="left"))

    assert (await browser.press(token_in(address), page.mark)).status == 410
