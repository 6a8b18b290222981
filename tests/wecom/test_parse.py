"""Every kind of callback, as it really looks, in our words."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wecom.parse import parse
from domain.events import (
    BatchFinished,
    CardClicked,
    Change,
    DirectoryChanged,
    Entered,
    Event,
    Joined,
    Left,
    LinkSent,
    MediaKind,
    MediaSent,
    MenuPicked,
    PageOpened,
    PlaceReported,
    PlaceSent,
    PlatformApprovalChanged,
    Strange,
    TextSaid,
    Unrecognised,
)
from tests.wecom.callbacks import inner

FIXTURES = Path(__file__).parent / "fixtures"
AT = datetime(2025, 11, 24, 2, 30, tzinfo=UTC)
ZHANG = {"user_id": "Zhang3", "at": AT}
LI = {"user_id": "Li4", "at": AT}
SYSTEM = {"user_id": None, "at": AT}

EVENTS: dict[str, Event] = {
    "text": TextSaid(**ZHANG, text="请事假 明天下午 家里有事"),
    "image": MediaSent(**ZHANG, media=MediaKind.IMAGE, media_id="m1"),
    "voice": MediaSent(**ZHANG, media=MediaKind.VOICE, media_id="m2", format="amr"),
    "video": MediaSent(**ZHANG, media=MediaKind.VIDEO, media_id="m3"),
    "location": PlaceSent(**ZHANG, latitude=23.134, longitude=113.358, label="实训楼"),
    "link": LinkSent(**ZHANG, title="通知", url="https://www.example.edu.cn/a?b=1&c=2"),
    "file": Unrecognised(**ZHANG, kind="file", strange=Strange.UNREADABLE),
    "enter_agent": Entered(**ZHANG),
    "click": MenuPicked(**ZHANG, key="MY_LEAVE"),
    "view": PageOpened(**ZHANG, url="https://bot.example.edu.cn/h5/calendar"),
    "reported_place": PlaceReported(**ZHANG, latitude=23.104, longitude=113.320, precision=65.0),
    "subscribe": Joined(**ZHANG),
    "unsubscribe": Left(**ZHANG),
    "card_click": CardClicked(**LI, card_id="r-1042-li4", action="approve:3", handle="RC1"),
    "card_choice": CardClicked(
        **LI,
        card_id="r-1042-li4",
        action="approve:3",
        choices={"kind": ("annual",), "days": ("mon", "tue")},
        handle="RC1",
    ),
    "card_menu": CardClicked(**LI, card_id="n-7", action="mute", handle="RC2"),
    "contact_create_user": DirectoryChanged(**SYSTEM, change=Change.MEMBER, members=("qian7",)),
    "contact_update_user": DirectoryChanged(
        **SYSTEM, change=Change.MEMBER, members=("qian7", "qian70"), renamed_to="qian70"
    ),
    "contact_delete_user": DirectoryChanged(**SYSTEM, change=Change.MEMBER, members=("qian7",)),
    "contact_create_party": DirectoryChanged(**SYSTEM, change=Change.DEPARTMENT, departments=("2",)),
    "contact_update_party": DirectoryChanged(**SYSTEM, change=Change.DEPARTMENT, departments=("2",)),
    "contact_delete_party": DirectoryChanged(**SYSTEM, change=Change.DEPARTMENT, departments=("2",)),
    "contact_update_tag": DirectoryChanged(**SYSTEM, change=Change.OTHER),
    "approval": PlatformApprovalChanged(**SYSTEM, number="202511240001", status=2, cause=2, applicant="zhang3"),
    "approval_unknown_status": PlatformApprovalChanged(
        **SYSTEM, number="202511240002", status=99, cause=77, applicant="zhang3"
    ),
    "batch": BatchFinished(**SYSTEM, job_id="S0MrnndvRG5fadSlLwiBqiDDbM143UqTmKP3152FZk4", kind="sync_user"),
    "batch_failed": BatchFinished(**SYSTEM, job_id="J2", kind="replace_party", error="45026 delete too many"),
    "scancode": Unrecognised(**ZHANG, kind="scancode_waitmsg"),
    "own_approval": Unrecognised(**ZHANG, kind="open_approval_change"),
}


@pytest.mark.parametrize("name", EVENTS)
def test_a_real_callback_is_understood(name):
    assert parse((FIXTURES / f"{name}.xml").read_bytes()) == EVENTS[name]


def test_every_fixture_is_read_by_a_test():
    assert {path.stem for path in FIXTURES.glob("*.xml")} == set(EVENTS)


def contact_change(*elements: str) -> DirectoryChanged:
    head = "<FromUserName>sys</FromUserName><CreateTime>1763951400</CreateTime>"
    return parse(f"<xml>{head}<MsgType>event</MsgType><Event>change_contact</Event>{''.join(elements)}</xml>".encode())


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        # Addresses set up since August 2022 are told ids only.
        (("<ChangeType>create_user</ChangeType>", "<UserID>Qian7</UserID>"), {"members": ("Qian7",)}),
        (
            ("<ChangeType>update_user</ChangeType>", "<UserID>Qian7</UserID>", "<Department>1,2</Department>"),
            {"members": ("Qian7",)},
        ),
        (
            ("<ChangeType>update_user</ChangeType>", "<UserID>Qian7</UserID>", "<NewUserID>qian7</NewUserID>"),
            {"members": ("Qian7", "qian7"), "renamed_to": "qian7"},
        ),
        (
            ("<ChangeType>update_user</ChangeType>", "<UserID>qian7</UserID>", "<NewUserID>qian7</NewUserID>"),
            {"members": ("qian7",)},
        ),
        (("<ChangeType>restore_user</ChangeType>", "<UserID>qian7</UserID>"), {"members": ("qian7",)}),
        (
            ("<ChangeType>update_party</ChangeType>", "<Id><![CDATA[7]]></Id>"),
            {"change": Change.DEPARTMENT, "departments": ("7",)},
        ),
        (("<ChangeType>update_user</ChangeType>",), {"change": Change.WHOLE}),
        (("<ChangeType>update_user</ChangeType>", "<UserID>钱 七</UserID>"), {"change": Change.WHOLE}),
        (("<ChangeType>update_party</ChangeType>", "<Id>x</Id>"), {"change": Change.WHOLE}),
        (("<ChangeType>anything</ChangeType>", "<UserID>qian7</UserID>"), {"change": Change.OTHER}),
    ],
)
def test_a_change_of_the_directory_tells_only_of_whom_it_is(elements, told):
    assert contact_change(*elements) == DirectoryChanged(**{**SYSTEM, "change": Change.MEMBER, **told})


def test_neither_mobile_nor_mail_nor_address_of_a_member_gets_past_the_door():
    assert "13800000000" not in str(parse((FIXTURES / "contact_create_user.xml").read_bytes()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\0b", "ab"),
        ("a\x08b\x1bc\x7f", "abc"),
        ("第一行\r\n第二行\r第三行\n", "第一行\n第二行\n第三行\n"),
        ("请\u200b假\u2060", "请假"),
        ("\u202e假请\u202c", "假请"),
        ("e\u0301", "é"),
        ("👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦"),
        ("a\u200db", "ab"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("<a href='x'>点</a> & <@all> {{7*7}} ${jndi:x} %s", "<a href='x'>点</a> & <@all> {{7*7}} ${jndi:x} %s"),
        ("<!DOCTYPE html>", "<!DOCTYPE html>"),
        ("x]]]]><![CDATA[>y", "x]]>y"),
        ("Z" + "\u0335" * 5000, "Z" + "\u0335" * 8),
        ("", ""),
    ],
)
def test_what_a_person_typed_is_kept_but_for_what_nobody_can_see(typed, said):
    event = parse(inner(typed))

    assert isinstance(event, TextSaid)
    assert event.text == said


def test_text_without_cdata_is_read_too():
    event = parse(inner().replace("<![CDATA[请事假 明天下午]]>".encode(), "请事假 &lt;明天&gt; &#20320;".encode()))

    assert event == TextSaid(**ZHANG, text="请事假 <明天> 你")


def test_numbers_may_come_as_cdata():
    body = inner().replace(b"<CreateTime>1763951400</CreateTime>", b"<CreateTime><![CDATA[1763951400]]></CreateTime>")

    assert parse(body).at == AT


BAD = {
    "nothing": b"",
    "no XML": b"hello",
    "JSON": b'{"MsgType":"text"}',
    "broken off": inner()[:-7],
    "not UTF-8": inner().replace("请".encode(), b"\xff\xfe"),
    "a surrogate": inner().replace("请".encode(), b"\xed\xa0\xbd"),
    "UTF-16": inner().decode().encode("utf-16"),
    "another declared encoding": b"<?xml version='1.0' encoding='utf-16'?>" + inner().decode().encode("utf-16-le"),
    "a document type": b"<!DOCTYPE x>" + inner(),
    "an internal entity": b"<!DOCTYPE x [<!ENTITY e 'y'>]>" + inner("a").replace(b"<![CDATA[a]]>", b"&e;"),
    "an external entity": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
    + inner("a").replace(b"<![CDATA[a]]>", b"&e;"),
    "a bomb": b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    + inner("a").replace(b"<![CDATA[a]]>", b"&b;"),
    "an unknown entity": inner("a").replace(b"<![CDATA[a]]>", b"&nbsp;"),
    "33 deep": b"<xml>" + b"<a>" * 32 + b"</a>" * 32 + inner()[5:],
    "deep and never closed": b"<a>" * 20_000,
    "too large": inner("a" * 64 * 1024),
    "no time": inner().replace(b"CreateTime", b"Created"),
    "a time of eleven digits": inner().replace(b">1763951400<", b">17639514000<"),
    "a time in other digits": inner().replace(b">1763951400<", ">１７６３９５１４００<".encode()),
    "a negative time": inner().replace(b">1763951400<", b">-1763951400<"),
    "a sender that is none": inner(sender="a b"),
    "a sender in markup": inner(sender="@all"),
    "a picture without an id": (FIXTURES / "image.xml").read_bytes().replace(b"MediaId", b"Id"),
    "a place that is none": (FIXTURES / "location.xml").read_bytes().replace(b"23.134", b"NaN"),
    "a place beyond the pole": (FIXTURES / "location.xml").read_bytes().replace(b"23.134", b"93.134"),
    "a click on no card": (FIXTURES / "card_click.xml").read_bytes().replace(b"TaskId", b"Task"),
    "an approval without a number": (FIXTURES / "approval.xml").read_bytes().replace(b"SpNo", b"No"),
    "an approval without a status": (FIXTURES / "approval.xml").read_bytes().replace(b"SpStatus", b"Status"),
    "an approval with a status in words": (FIXTURES / "approval_unknown_status.xml").read_bytes().replace(b"99", b"ok"),
    "an import without a number": (FIXTURES / "batch.xml").read_bytes().replace(b"JobId", b"Job"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_told_as_such(name):
    with pytest.raises(ValueError):
        parse(BAD[name])


def test_32_deep_is_read():
    assert parse(b"<xml>" + b"<a>" * 31 + b"</a>" * 31 + inner()[5:]).at == AT


@given(body=st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_arbitrary_bytes_are_an_event_or_unreadable(body):
    with contextlib.suppress(ValueError):
        assert isinstance(parse(body), Event)


@given(content=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200))
def test_whatever_a_person_types_is_understood(content):
    event = parse(inner(content.replace("]]>", "]]]]><![CDATA[>")))

    assert isinstance(event, TextSaid)
    assert not any(sign < " " and sign not in "\n\t" for sign in event.text)
