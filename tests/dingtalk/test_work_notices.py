"""What became of a work notice, although the platform always says ok."""

from datetime import date, timedelta

import pytest

from adapters.dingtalk.text import compact
from adapters.dingtalk.work_notices import (
    LONGEST_NOTICE,
    RECALL,
    RESULT,
    SEND,
    STATUS_BAR,
    Fate,
    Outcome,
    WorkNotices,
    failure_of,
    numbered,
    read_outcomes,
)
from adapters.ports import PlatformBusy, PlatformFailure, PlatformRefused, PlatformUncertain, RecipientUnreachable
from tests.dingtalk.stand_in import OK, StandIn

DAY = date(2026, 11, 25)


def result(**lists) -> dict:
    return {**OK, "send_result": lists}


@pytest.fixture
def notices(dingtalk, client) -> WorkNotices:
    dingtalk.lay(SEND, {**OK, "task_id": 256271667526})
    return WorkNotices(client, 123456, looks=(0.0, 0.0, 0.0))


def bodies(dingtalk: StandIn, path: str) -> list[dict]:
    return [asked.body for asked in dingtalk.calls(path)]


async def test_a_notice_is_sent_and_what_became_of_it_is_read_back(dingtalk, notices):
    dingtalk.lay(RESULT, result(unread_user_id_list=["li4"]))

    notice = await notices.send(("li4",), "请交日报", DAY, 1)

    assert notice.number == "256271667526"
    assert notice.outcomes == {"li4": Outcome(Fate.SENT)}
    assert bodies(dingtalk, SEND) == [
        {"agent_id": 123456, "userid_list": "li4", "msg": {"msgtype": "text", "text": {"content": "请交日报"}}}
    ]
    assert bodies(dingtalk, RESULT) == [{"agent_id": 123456, "task_id": 256271667526}]


async def test_each_member_has_an_outcome_of_their_own(dingtalk, notices):
    dingtalk.lay(
        RESULT,
        result(
            invalid_user_id_list=["gone"],
            failed_user_id_list=["failed"],
            forbidden_user_id_list=["blocked", "full"],
            read_user_id_list=["Read"],
            unread_user_id_list=["unread"],
            forbidden_list=[{"code": "143105", "count": 1, "userid": "full"}, {"code": 143106, "userid": "same"}],
        ),
    )
    to = ("gone", "failed", "blocked", "full", "same", "read", "unread", "later")

    notice = await notices.send(to, "x", DAY, 1)

    assert {one: outcome.fate for one, outcome in notice.outcomes.items()} == {
        "gone": Fate.UNKNOWN_MEMBER,
        "failed": Fate.FAILED,
        "blocked": Fate.FORBIDDEN,
        "full": Fate.DAY_FULL,
        "same": Fate.SAME_WORDS,
        "read": Fate.SENT,
        "unread": Fate.SENT,
        "later": Fate.NOT_KNOWN_YET,
    }


async def test_a_notice_that_takes_its_time_is_looked_at_again(dingtalk, notices):
    dingtalk.lay(RESULT, result(), result(unread_user_id_list=["li4"]))

    assert (await notices.send(("li4",), "x", DAY, 1)).outcomes["li4"].fate is Fate.SENT
    assert len(dingtalk.calls(RESULT)) == 2


async def test_what_was_sent_stays_sent_when_looking_fails(dingtalk, notices):
    dingtalk.lay(RESULT, {"errcode": 60011, "errmsg": "no"})

    assert (await notices.send(("li4",), "x", DAY, 1)).outcomes["li4"].fate is Fate.NOT_KNOWN_YET


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome(Fate.SENT), None),
        (Outcome(Fate.NOT_KNOWN_YET), None),
        (Outcome(Fate.UNKNOWN_MEMBER), RecipientUnreachable),
        (Outcome(Fate.FORBIDDEN, "1430001"), RecipientUnreachable),
        (Outcome(Fate.SAME_WORDS, "143106"), PlatformRefused),
        (Outcome(Fate.DAY_FULL, "143105"), PlatformBusy),
        (Outcome(Fate.MINUTE_FULL, "143103"), PlatformBusy),
        (Outcome(Fate.FAILED), PlatformUncertain),
    ],
)
def test_an_outcome_says_who_must_act(outcome, kind):
    failure = failure_of(outcome)

    assert (type(failure) if failure else None) is kind


def test_a_full_minute_is_waited_out():
    failure = failure_of(Outcome(Fate.MINUTE_FULL, "143104"))

    assert isinstance(failure, PlatformBusy)
    assert failure.wait == timedelta(minutes=1)


@pytest.mark.parametrize("code", ["143103", "143104", "143105", "143106", "143203", "143206", "1430000"])
def test_a_blocked_notice_names_its_code(code):
    outcome = read_outcomes({"forbidden_list": [{"code": code, "userid": "li4"}]}, ("Li4",))["Li4"]
    failure = failure_of(outcome)

    assert isinstance(failure, PlatformFailure)
    assert failure.code == f"notice-{code}"


@pytest.mark.parametrize("odd", [{}, {"forbidden_list": "x"}, {"forbidden_list": [1]}, {"read_user_id_list": {}}])
def test_an_odd_answer_tells_nothing(odd):
    assert read_outcomes(odd, ("li4",)) == {"li4": Outcome(Fate.NOT_KNOWN_YET)}


def test_words_that_come_again_are_numbered():
    assert numbered("请交日报", DAY, 1) == "请交日报"
    assert numbered("请交日报", DAY, 2) == "请交日报 （11月25日 第2次）"


@pytest.mark.parametrize("one", ["汉", '"', "\n", "a"])
@pytest.mark.parametrize("number", [1, 12])
def test_a_notice_keeps_its_limit_and_its_number(one, number):
    text = numbered(f"开头{one * 5_000}", DAY, number)

    assert len(compact({"msgtype": "text", "text": {"content": text}}).encode()) <= LONGEST_NOTICE
    assert text.startswith("开头")
    assert "…" in text
    assert text.endswith("（11月25日 第12次）") == (number > 1)


async def test_a_notice_is_taken_back(dingtalk, notices):
    await notices.recall("256271667526")

    assert bodies(dingtalk, RECALL) == [{"agent_id": 123456, "msg_task_id": 256271667526}]


async def test_the_status_bar_of_a_notice_is_changed(dingtalk, notices):
    await notices.show_status("25", "已同意", "0xFF78C06E")

    assert bodies(dingtalk, STATUS_BAR) == [
        {"agent_id": 123456, "task_id": 25, "status_value": "已同意", "status_bg": "0xFF78C06E"}
    ]


@pytest.mark.parametrize("to", [(), tuple(f"u{number}" for number in range(101))])
async def test_nobody_and_too_many_are_refused_before(to, dingtalk, notices):
    with pytest.raises(PlatformRefused):
        await notices.send(to, "x", DAY, 1)

    assert dingtalk.asked == []


async def test_a_hundred_go_in_one_call(dingtalk, notices):
    everybody = tuple(f"u{number}" for number in range(100))
    dingtalk.lay(RESULT, result(unread_user_id_list=list(everybody)))

    notice = await notices.send(everybody, "x", DAY, 1)

    assert len(dingtalk.calls(SEND)) == 1
    assert {outcome.fate for outcome in notice.outcomes.values()} == {Fate.SENT}


async def test_a_number_that_is_none_is_refused(notices):
    with pytest.raises(PlatformRefused):
        await notices.recall("x")
