"""Two events are told apart, and one that comes twice is known again."""

import time

import pytest

from adapters.wecom.facts import describe
from tests.wecom.callbacks import OWNER, inner

HEAD = (
    f"<ToUserName><![CDATA[{OWNER}]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"
    "<CreateTime>%s</CreateTime>"
)


def event(name: str, more: str, sender: str = "sys", second: int = 1763951400) -> bytes:
    head = HEAD % (sender, second)
    return f"<xml>{head}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{more}</xml>".encode()


def approval(
    number: str, cause: int = 2, status: int = 1, node_second: int = 7, comment: str = "", second: int = 1763951400
) -> bytes:
    return event(
        "sys_approval_change",
        f"<AgentID>1000002</AgentID><ApprovalInfo><SpNoStr><![CDATA[{number}]]></SpNoStr><SpStatus>{status}</SpStatus>"
        f"<ProcessList><NodeList><SubNodeList><UserInfo><UserId>li</UserId></UserInfo><Sptime>{node_second}</Sptime>"
        f"</SubNodeList></NodeList></ProcessList>{comment}<StatuChangeEvent>{cause}</StatuChangeEvent></ApprovalInfo>",
        second=second,
    )


def click(
    code: str = "RC1", key: str = "approve:3", sender: str = "Li4", card: str = "T-1", second: int = 1763951400
) -> bytes:
    more = (
        f"<EventKey><![CDATA[{key}]]></EventKey><TaskId><![CDATA[{card}]]></TaskId>"
        f"<CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[{code}]]></ResponseCode>"
    )
    return event("template_card_event", more, sender, second)


def test_two_hundred_approvals_of_one_second_have_two_hundred_keys():
    keys = {describe(approval(f"2025112400{number:03}")).key for number in range(200)}

    assert len(keys) == 200


def test_steps_of_one_approval_have_different_keys():
    number = "202511240001"
    comments = [f"<Comments><CommentId>{n}</CommentId></Comments>" for n in (1, 2)]
    steps = [
        approval(number, cause=1),
        approval(number, cause=2),
        approval(number, cause=2, node_second=8),
        approval(number, cause=2, status=2, node_second=8),
        approval(number, cause=10, comment=comments[0]),
        approval(number, cause=10, comment=comments[0] + comments[1]),
    ]

    assert len({describe(step).key for step in steps}) == len(steps)


def test_an_approval_that_is_announced_again_later_is_the_same():
    assert describe(approval("1")).key == describe(approval("1", second=1763951499)).key


def test_two_urges_of_one_approval_are_two():
    first, second = approval("1", cause=5), approval("1", cause=5, second=1763951499)

    assert describe(first).key != describe(second).key
    assert describe(first).key == describe(approval("1", cause=5)).key


def test_every_fact_of_a_click_counts():
    clicks = [
        click(),
        click(code="RC2"),
        click(key="reject:3"),
        click(sender="wang5"),
        click(card="T-2"),
        click(second=1763951401),
    ]

    assert len({describe(one).key for one in clicks}) == len(clicks)
    assert describe(click()).key == describe(click()).key


def test_a_click_belongs_to_the_lane_of_who_clicked():
    facts = describe(click())

    assert (facts.kind, facts.lane) == ("template_card_event", "li4")
    assert facts.key.startswith("card:")


def test_the_system_has_no_lane():
    assert describe(approval("1")).lane == ""


def test_an_import_is_known_by_its_number():
    more = "<BatchJob><JobId><![CDATA[{}]]></JobId><JobType>sync_user</JobType></BatchJob>"
    first, again, other = (
        event("batch_job_result", more.format(job), second=s) for job, s in (("J1", 1), ("J1", 2), ("J2", 1))
    )

    assert describe(first).key == describe(again).key != describe(other).key


def test_an_event_without_a_number_is_known_by_all_of_it():
    assert (
        describe(event("enter_agent", "", "li4")).key
        != describe(event("enter_agent", "", "li4", second=1763951401)).key
    )
    assert describe(event("enter_agent", "", "li4")).key.startswith("body:")


@pytest.mark.parametrize(
    "typed",
    [
        "<MsgId>1</MsgId>",
        "<FromUserName>boss</FromUserName><MsgId>1</MsgId>",
        "]]]]><![CDATA[><MsgId>1</MsgId>",
        "<![CDATA[<MsgId>1</MsgId>",
        "<MsgId><![CDATA[1",
        "</Content><MsgId>1</MsgId><Content>",
    ],
)
def test_what_a_person_types_is_never_taken_for_the_platforms_words(typed):
    facts = describe(inner(typed))

    assert (facts.key, facts.kind, facts.lane) == ("msg:7012345678901234567", "text", "zhang3")


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        (b"", "body:"),
        (b"\xff\xfe\x00", "body:"),
        (b"<xml><MsgId>abc</MsgId></xml>", "body:"),
        (b"<xml><MsgId>0</MsgId></xml>", "body:"),
        (b"<xml><MsgId>-1</MsgId></xml>", "body:"),
        (b"<xml><MsgId>123456789012345678901</MsgId></xml>", "body:"),
        (b"<xml><MsgId><![CDATA[77]]></MsgId></xml>", "msg:"),
        (b"<xml><MsgId> 77 </MsgId></xml>", "msg:"),
        (b"<xml><MsgType>event</MsgType><Event>sys_approval_change</Event></xml>", "body:"),
        (b"<xml><MsgType>event</MsgType><Event>batch_job_result</Event></xml>", "batch:"),
        (b"<xml><MsgId>1", "body:"),
        (b"<xml><MsgId><![CDATA[1</MsgId></xml>", "body:"),
    ],
)
def test_whatever_comes_gets_a_key(text, prefix):
    assert describe(text).key.startswith(prefix)


@pytest.mark.parametrize("sender", ["", "é", "a b", "x" * 65, "a\0b", "<b>", "@all", "sys"])
def test_a_sender_who_cannot_be_one_has_no_lane(sender):
    assert describe(inner(sender=sender)).lane == ""


@pytest.mark.parametrize("kind", ["", "a b", "漢", "x" * 65, "\0"])
def test_a_kind_that_cannot_be_one_is_unknown(kind):
    assert describe(inner().replace(b"[text]", f"[{kind}]".encode())).kind == "unknown"


@pytest.mark.parametrize(
    "hostile",
    [
        b"<MsgId>" * 6000,
        b"<![CDATA[" * 5000,
        b"]]>" * 15000,
        b"<MsgId><![CDATA[" * 3000,
        b"<MsgType>event</MsgType>" * 2000,
    ],
)
def test_hostile_text_takes_no_time(hostile):
    started = time.process_time()

    for _ in range(10):
        describe(b"<xml>" + hostile + b"</xml>")

    assert time.process_time() - started < 0.5
