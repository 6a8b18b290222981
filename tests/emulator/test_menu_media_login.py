"""Menus, files, and finding out who opened a page."""

import io
from datetime import timedelta

import aiohttp
import pytest

from emulator.fields import Fields
from emulator.phone.phone import NotPossible
from emulator.wecom.errors import ApiError
from emulator.wecom.media import MIB, MediaType, check_content
from emulator.wecom.menu_rules import check_menu
from tests.emulator.conftest import OTHER_APP, STAFF_APP

CLICK = {"type": "click", "name": "请假", "key": "k"}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([CLICK | {"name": "一二三四五六"}], 40018),
        ([CLICK | {"name": ""}], 40018),
        ([CLICK | {"type": "other"}], 40017),
        ([CLICK | {"key": ""}], 40019),
        ([CLICK | {"key": "k" * 129}], 40019),
        ([{"type": "view", "name": "网页"}], 40020),
        ([{"type": "view", "name": "网页", "url": "https://" + "x" * 1024}], 40020),
        ([{"name": "更多", "sub_button": []}], 40023),
        ([{"name": "更多", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "更多", "sub_button": [{"name": "再多", "sub_button": [CLICK]}]}], 40022),
        ([{"name": "更多", "sub_button": [CLICK | {"type": "other"}]}], 40024),
        ([{"name": "更多", "sub_button": [CLICK | {"name": "一" * 14}]}], 40025),
        ([{"name": "更多", "sub_button": [CLICK | {"key": ""}]}], 40026),
        ([{"name": "更多", "sub_button": [{"type": "view", "name": "网页"}]}], 40027),
        ([{"type": "view_miniprogram", "name": "程序"}], 40058),
    ],
)
def test_a_faulty_menu_is_refused(buttons, code):
    with pytest.raises(ApiError) as refusal:
        check_menu(Fields({"button": buttons}))

    assert refusal.value.code == code


async def test_a_menu_belongs_to_the_tokens_own_application(api):
    assert (await api.post("menu/create", {"button": [CLICK]}, agentid=OTHER_APP))["errcode"] == 301002
    assert (await api.post("menu/create", {"button": [CLICK]}))["errcode"] == 41011
    assert (await api.get("agent/get", agentid=OTHER_APP))["errcode"] == 301002


async def test_only_what_stands_in_the_menu_can_be_pressed(api, phone):
    await api.post("menu/create", {"button": [CLICK]}, agentid=STAFF_APP)

    assert phone.open_menu("zhang3", "请假") is not None
    with pytest.raises(NotPossible):
        phone.open_menu("zhang3", "销假")


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (MediaType.FILE, b"", 44001),
        (MediaType.FILE, b"12345", 40006),
        (MediaType.FILE, bytes(20 * MIB + 1), 45001),
        (MediaType.IMAGE, PNG + bytes(10 * MIB), 45001),
        (MediaType.VOICE, b"#!AMR\n" + bytes(2 * MIB), 45001),
        (MediaType.IMAGE, b"GIF89a....", 40123),
        (MediaType.VOICE, b"RIFF......", 40004),
        (MediaType.VIDEO, b"RIFF......", 40004),
    ],
)
def test_a_file_too_small_too_large_or_of_another_type_is_refused(kind, content, code):
    with pytest.raises(ApiError) as refusal:
        check_content(kind, content)

    assert refusal.value.code == code


async def test_a_file_of_twenty_megabytes_goes_through(api, session):
    await api.fetch_token()
    form = aiohttp.FormData()
    form.add_field("media", io.BytesIO(bytes(20 * MIB)), filename="a.bin", content_type="application/octet-stream")
    query = {"access_token": api.token, "type": "file"}

    async with session.post(f"{api.base}/cgi-bin/media/upload", params=query, data=form) as answer:
        uploaded = await answer.json()

    assert (uploaded["errcode"], uploaded["errmsg"]) == (0, "")
    assert uploaded["created_at"].isdecimal()


async def test_an_upload_without_a_file_or_of_an_unknown_type_is_refused(api):
    assert (await api.post("media/upload", {}, type="file"))["errcode"] == 44001
    assert (await api.post("media/upload", {}, type="music"))["errcode"] == 40005


async def test_a_file_is_gone_after_three_days(api, corp, clock):
    media = corp.media.put(MediaType.FILE, "a.txt", b"long enough", clock())
    clock.move(timedelta(days=3))

    assert (await api.get("media/get", media_id=media.media_id))["errcode"] == 40007
    assert (await api.get("media/get"))["errcode"] == 41006


async def test_a_login_code_works_once_within_five_minutes_and_for_its_application(api, other_api, phone, clock):
    code = phone.login_code("ZHANG3")

    assert (await other_api.get("auth/getuserinfo", code=code))["errcode"] == 40029
    assert (await api.get("auth/getuserinfo", code=code))["userid"] == "zhang3"
    assert (await api.get("auth/getuserinfo", code=code))["errcode"] == 42022
    assert (await api.get("auth/getuserinfo", code="invented"))["errcode"] == 40029
    assert (await api.get("auth/getuserinfo"))["errcode"] == 41008
    late = phone.login_code("zhang3")
    clock.move(timedelta(minutes=5))
    assert (await api.get("auth/getuserinfo", code=late))["errcode"] == 42003


async def test_somebody_who_is_no_member_has_an_openid_only(api, corp, clock):
    code = corp.login_codes.issue(STAFF_APP, None, clock())

    who = await api.get("auth/getuserinfo", code=code)

    assert "userid" not in who
    assert who["openid"]
