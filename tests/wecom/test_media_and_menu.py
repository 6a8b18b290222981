"""Files and the fixed menu, within the platform's limits."""

from email import message_from_bytes
from email.policy import HTTP

import pytest
from aiohttp import web

from adapters.ports import PlatformBusy, PlatformRefused
from adapters.wecom.media import LARGEST_DOWNLOAD, download, upload
from adapters.wecom.menu import EntryKind, MenuEntry, SubMenu, create_menu, delete_menu, read_menu
from domain.events import MediaKind
from tests.wecom.stand_in import OK

UPLOAD = "/cgi-bin/media/upload"
GET = "/cgi-bin/media/get"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100
MENU = (
    MenuEntry("待办", "WAITING"),
    SubMenu(
        "更多", (MenuEntry("校历", "https://bot.example.edu.cn/h5/calendar", EntryKind.VIEW), MenuEntry("帮助", "HELP"))
    ),
)


async def test_a_file_is_uploaded_under_a_name_of_our_own(wecom, client):
    wecom.lay(UPLOAD, {**OK, "type": "image", "media_id": "m1", "created_at": "1380000000"})

    assert await upload(client, MediaKind.IMAGE, PNG) == "m1"
    (asked,) = wecom.calls(UPLOAD)
    assert asked.query == {"type": "image"}
    assert asked.content_type.startswith("multipart/form-data; boundary=")
    assert b'name="media"; filename="' in asked.raw
    assert b".png" in asked.raw
    assert PNG in asked.raw


async def test_the_upload_is_read_by_an_ordinary_reader_of_forms(wecom, client):
    wecom.lay(UPLOAD, {**OK, "media_id": "m1"})

    await upload(client, MediaKind.FILE, b"PK\x03\x04 sheet", extension="xlsx")

    (asked,) = wecom.calls(UPLOAD)
    form = message_from_bytes(f"Content-Type: {asked.content_type}\r\n\r\n".encode() + asked.raw, policy=HTTP)
    (part,) = form.iter_parts()
    assert part.get_param("name", header="Content-Disposition") == "media"
    assert part.get_filename().endswith(".xlsx")
    assert part.get_payload(decode=True) == b"PK\x03\x04 sheet"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MediaKind.IMAGE, b"12345"),
        (MediaKind.IMAGE, b"GIF89a" + b"x" * 100),
        (MediaKind.IMAGE, PNG + b"x" * 10 * 1024 * 1024),
        (MediaKind.VOICE, PNG),
        (MediaKind.VIDEO, PNG),
        (MediaKind.FILE, b""),
        (MediaKind.FILE, b"x" * (20 * 1024 * 1024 + 1)),
    ],
)
async def test_a_file_that_the_platform_would_refuse_is_not_sent(kind, content, wecom, client):
    with pytest.raises(ValueError, match="platform takes"):
        await upload(client, kind, content)

    assert wecom.asked == []


@pytest.mark.parametrize("extension", ["../../x", "a/b", "exe\0", "é", ""])
async def test_no_extension_leads_anywhere(extension, wecom, client):
    wecom.lay(UPLOAD, {**OK, "media_id": "m1"})

    await upload(client, MediaKind.FILE, b"plain text", extension)

    assert b'.bin"' in wecom.calls(UPLOAD)[0].raw


async def test_an_upload_without_a_number_is_tried_again_later(wecom, client):
    wecom.lay(UPLOAD, OK)

    with pytest.raises(PlatformBusy):
        await upload(client, MediaKind.IMAGE, PNG)


async def test_a_file_is_fetched_and_named_by_its_content(wecom, client):
    headers = {"Content-Disposition": 'attachment; filename="../../etc/cron.d/x"'}
    wecom.lay(GET, lambda _: web.Response(body=PNG, content_type="text/html", headers=headers))

    media = await download(client, "m1")

    assert media.content == PNG
    assert media.content_type == "image/png"
    assert media.name.endswith(".png")
    assert "/" not in media.name
    assert wecom.calls(GET)[0].query == {"media_id": "m1"}


async def test_a_file_that_is_gone_is_told_as_such(wecom, client):
    wecom.lay(GET, {"errcode": 40007, "errmsg": "invalid media_id"})

    with pytest.raises(PlatformRefused, match="40007"):
        await download(client, "m1")


async def test_a_file_is_fetched_with_a_new_token_where_the_old_one_is_refused(wecom, client):
    wecom.lay(GET, lambda _: web.Response(body=PNG))
    await client.check_token()
    wecom.forget_tokens()

    assert (await download(client, "m1")).content == PNG


async def test_a_file_beyond_all_limits_is_not_read_to_its_end(wecom, client):
    wecom.lay(GET, lambda _: web.Response(body=b"x" * (LARGEST_DOWNLOAD + 1)))

    with pytest.raises(PlatformBusy, match="answer-size"):
        await download(client, "m1")


async def test_an_empty_file_is_none(wecom, client):
    wecom.lay(GET, lambda _: web.Response(body=b""))

    with pytest.raises(PlatformRefused):
        await download(client, "m1")


async def test_a_menu_is_set_read_and_taken_away(wecom, client):
    wecom.lay("/cgi-bin/menu/get", {**OK, "button": []})

    await create_menu(client, 1000002, MENU)
    await read_menu(client, 1000002)
    await delete_menu(client, 1000002)

    create, *others = wecom.asked
    assert create.body == {
        "button": [
            {"type": "click", "name": "待办", "key": "WAITING"},
            {
                "name": "更多",
                "sub_button": [
                    {"type": "view", "name": "校历", "url": "https://bot.example.edu.cn/h5/calendar"},
                    {"type": "click", "name": "帮助", "key": "HELP"},
                ],
            },
        ]
    }
    assert [asked.query for asked in wecom.asked] == [{"agentid": "1000002"}] * 3
    assert [asked.method for asked in others] == ["GET", "GET"]


@pytest.mark.parametrize(
    "menu",
    [
        (),
        (MenuEntry("a", "k"),) * 4,
        (MenuEntry("", "k"),),
        (MenuEntry("六个汉字菜单", "k"),),
        (MenuEntry("a", ""),),
        (MenuEntry("a", "k" * 129),),
        (MenuEntry("a", "https://" + "u" * 1024, EntryKind.VIEW),),
        (SubMenu("a", ()),),
        (SubMenu("a", (MenuEntry("b", "k"),) * 6),),
        (SubMenu("a", (MenuEntry("十四个汉字才算超过四十个字节了", "k"),)),),
    ],
)
async def test_a_menu_outside_the_limits_is_not_sent(menu, wecom, client):
    with pytest.raises(ValueError, match="应为"):
        await create_menu(client, 1, menu)

    assert wecom.asked == []
