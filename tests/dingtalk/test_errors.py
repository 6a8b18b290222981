"""Each error code of the platform leads to the reaction that the documentation asks for."""

import re
from datetime import timedelta

import pytest

from adapters.dingtalk.error_table import PREFIXES, TABLE, Reaction
from adapters.dingtalk.errors import Problem, failure_for, read_problem
from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)

DENIED = "Forbidden.AccessDenied."
ROBOT = "invalidParameter.robotCode."

# R retry, L nobody knows, T refresh the token, D drop the recipient, F fix the request, A alert IT, H right is spent.
DOCUMENTED = {
    "R": [
        *("-1", "90001", "90004", "90005", "90006", "90008", "90010", "90014", "90017", "90018", "90002", "90019"),
        *("90020", "41046", "41047", "143103", "143104", "410100", "660026", "systemBusy", "send.too.fast"),
        *(DENIED + "QpsLimitForAppkeyAndApi", DENIED + "QpsLimitForApi", DENIED + "QpsLimitForSuitekeyAndOrgAndApi"),
        *(DENIED + "QpmLimitForAppkeyAndApi", DENIED + "ApiCountLimitForOrg", "send.byToken.tooFast"),
        *("too.many.group", "too.many.people", "resource.unavailable"),
    ],
    "L": [
        *("15", "88", "isp.top-remote-connection-timeout", "isp.anything-else", "system.error", "system.busy"),
        *("systemError", "ServiceUnavailable", "unknown.send.result"),
    ],
    "T": ["40014", "40001", "42001", "InvalidAuthentication"],
    "D": [
        *("33012", "40003", "60121", "40104", "50002", "60003", "staffId.notExisted", "group.disbanded"),
        *("invalid.openConversationId", "param.userIdNotExist", "token.notExisted"),
    ],
    "F": [
        *("22", "40035", "40078", "41001", "41041", "41045", "143105", "143106", "41028", "41029"),
        *("AuthenticationFailed.MissingParameter", "MissingParameter", "MissingParameter.userIds", "invalidParameter"),
        *("invalidParameter.userIds.empty", "invalidParameter.userIds.overMax", "invalidParameter.msgKey.empty"),
        *("invalidParameter.msgKey.invalid", "invalidParameter.msgParam.invalid", "invalidParameter.msgParam.tooLong"),
        *("invalidParameter.msg.unsupport", "miss.param.robotCode", "miss.openConversationId", "template.stopped"),
        *("template.not.existed", "param.empty", "param.outTrackIdEmpty", "param.cardAlreadyExist"),
        *("param.contentUnsafe", "param.stream.guid", "isv.missing-parameter", "430101", "430104"),
        *("a.word.nobody.has.heard.of", "987654"),
    ],
    "A": [
        *("33001", "40056", "40089", "40096", "43007", "50004", "60011", "60020", "71006", "71007", "71012", "71013"),
        *("invalidClientIdOrSecret", DENIED + "AccessTokenPermissionDenied", DENIED + "IpNotInWhiteList"),
        *(ROBOT + "empty", ROBOT + "invalid", ROBOT + "notExsit", ROBOT + "auth", ROBOT + "coolApp", "bot.stopped"),
        *("robot.oto.notExist", "chatbotId.notAllow.sendOTO", "param.templateNotExist", "param.templateUnpublished"),
        *("param.cardTemplateIdEmpty", DENIED + "SomethingNew"),
    ],
    "H": ["300001", "session.expired", "param.cardNotExist"],
}
FAILURES = {
    "R": PlatformBusy,
    "L": PlatformUncertain,
    "D": RecipientUnreachable,
    "F": PlatformRefused,
    "A": PlatformMisconfigured,
    "H": HandleSpent,
}
CASES = [(code, FAILURES[letter]) for letter, codes in DOCUMENTED.items() if letter != "T" for code in codes]
ALL_HINTS = {entry.hint for entry in (*TABLE.values(), *(entry for _, entry in PREFIXES))}


def send_failed(problem: Problem):
    return failure_for(problem, is_repeatable=False)


@pytest.mark.parametrize(("code", "failure"), CASES)
def test_a_documented_code_has_the_documented_reaction(code, failure):
    found = send_failed(Problem(code))

    assert type(found) is failure
    assert found.code == code


@pytest.mark.parametrize("code", DOCUMENTED["L"])
def test_what_nobody_knows_is_asked_again_where_that_changes_nothing(code):
    assert type(failure_for(Problem(code), is_repeatable=True)) is PlatformBusy


@pytest.mark.parametrize("code", DOCUMENTED["T"])
def test_a_token_code_is_recognised_in_any_case_of_its_letters(code):
    assert Problem(code).is_token
    assert Problem(code.lower()).is_token
    assert not Problem("60121").is_token


def test_a_wrong_secret_is_a_matter_for_it_and_another_refused_token_is_not():
    assert type(send_failed(Problem("40001"))) is PlatformMisconfigured
    assert type(send_failed(Problem("42001"))) is PlatformBusy
    assert type(send_failed(Problem("InvalidAuthentication"))) is PlatformBusy


@pytest.mark.parametrize(
    ("code", "wait"),
    [
        ("90018", timedelta(seconds=1)),
        ("90002", timedelta(seconds=2)),
        (DENIED + "QpsLimitForApi", timedelta(seconds=1)),
        (DENIED + "QpsLimitForTheMoonAndApi", timedelta(seconds=1)),
        (DENIED + "QpmLimitForAppkeyAndApi", timedelta(minutes=1)),
        ("90001", timedelta(minutes=5)),
        ("90020", timedelta(hours=1)),
        (DENIED + "ApiCountLimitForOrg", timedelta(hours=1)),
        ("send.too.fast", timedelta(seconds=10)),
        ("systemBusy", timedelta(seconds=5)),
    ],
)
def test_a_brake_says_how_long(code, wait):
    assert send_failed(Problem(code)).wait == wait


def test_a_used_up_month_is_told_to_it_in_so_many_words():
    assert "本月" in send_failed(Problem("90020")).hint
    assert "额度" in send_failed(Problem(DENIED + "ApiCountLimitForOrg")).hint


@pytest.mark.parametrize("hint", sorted(ALL_HINTS))
def test_a_hint_is_a_chinese_sentence_for_it(hint):
    assert re.search(r"[\u4e00-\u9fff]{3}", hint)
    assert not re.search(r"[,;!?]|文档里|\.$", hint)


def test_every_reaction_is_in_the_table():
    assert {entry.reaction for entry in TABLE.values()} == set(Reaction)
    assert all(code == code.lower() for code in TABLE)


@pytest.mark.parametrize("reply", [{"errcode": 0}, {"errcode": "0"}, {}, {"code": 5}, {"code": ""}, {"result": []}])
def test_success_is_no_problem(reply):
    assert read_problem(reply) is None


def test_inside_the_wrapper_the_inner_code_is_looked_at_first():
    found = read_problem({"errcode": 88, "sub_code": "60121", "errmsg": "x", "request_id": "15s9in2w1yat9"})

    assert found is not None
    assert type(send_failed(found)) is RecipientUnreachable
    assert send_failed(found).code == "60121"
    assert "15s9in2w1yat9" in send_failed(found).hint


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        ({"errcode": 88, "sub_code": ""}, PlatformUncertain),
        ({"errcode": "88"}, PlatformUncertain),
        ({"errcode": 15, "sub_code": "isp.top-remote-connection-timeout"}, PlatformUncertain),
        ({"errcode": 15, "sub_code": "what-is-this"}, PlatformUncertain),
        ({"errcode": 88, "sub_code": "987654"}, PlatformRefused),
        ({"errcode": 88, "sub_code": 40035}, PlatformRefused),
        ({"errcode": "300001", "errmsg": "session 不存在"}, HandleSpent),
    ],
)
def test_an_empty_or_unknown_inner_code(reply, failure):
    found = read_problem(reply)

    assert found is not None
    assert type(send_failed(found)) is failure


def test_who_called_too_often_waits_as_long_as_told():
    found = read_problem({"status": 1111, "wait": 7, "source": "x5", "punish": "deny", "uuid": "0f"})

    assert found is not None
    assert send_failed(found).wait == timedelta(minutes=7)


@pytest.mark.parametrize(("wait", "minutes"), [(None, 5), ("x", 5), (0, 1), (-3, 1), (10**9, 60), ("9", 9)])
def test_a_strange_length_of_a_ban_is_bounded(wait, minutes):
    found = read_problem({"status": "1111", "wait": wait})

    assert found is not None
    assert send_failed(found).wait == timedelta(minutes=minutes)


def test_missing_permissions_are_named():
    new = read_problem(
        {
            "code": DENIED + "AccessTokenPermissionDenied",
            "message": "…",
            "requestid": "4C7F2A10-9B11",
            "accessdenieddetail": {"requiredScopes": ["Card.Instance.Write", "<b>must-not-be-seen</b>", 5]},
        }
    )
    text = "应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请并开通即可：https://must-not-be-seen"
    old = read_problem({"errcode": 88, "sub_code": "60011", "sub_msg": text})

    assert new is not None
    assert old is not None
    assert "Card.Instance.Write" in send_failed(new).hint
    assert "4C7F2A10-9B11" in send_failed(new).hint
    assert "qyapi_get_member" in send_failed(old).hint
    assert "must-not-be-seen" not in send_failed(new).hint + send_failed(old).hint


def test_the_address_to_be_allowed_is_named():
    text = "访问ip不在白名单之中,request ip=9.30.0.138 must-not-be-seen"
    found = read_problem({"errcode": 88, "sub_code": "60020", "sub_msg": text})

    assert found is not None
    assert "9.30.0.138" in send_failed(found).hint
    assert "must-not-be-seen" not in send_failed(found).hint


@pytest.mark.parametrize("code", ["x" * 200, "<script>", "access_token=abc", "a b", "中文"])
def test_a_code_that_is_none_is_not_repeated(code):
    found = read_problem({"code": code, "message": "m"})

    assert found is not None
    assert found.code == "unknown"


def test_a_problem_does_not_show_what_the_platform_wrote():
    found = read_problem({"errcode": 40035, "errmsg": "must-not-be-seen"})

    assert "must-not-be-seen" not in repr(found)
