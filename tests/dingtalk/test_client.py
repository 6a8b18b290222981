"""Calls of both families over a real connection: what was done, what was not, and what nobody can know."""

import asyncio
import gc
import logging
import traceback
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.dingtalk.client import token_names
from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)
from domain.events import MediaKind
from tests.dingtalk.stand_in import HEADER, OK, REQUEST_ID, SECRET, word, wrapped

SEND = "/v1.0/robot/oToMessages/batchSend"
READ = "/v1.0/robot/oToMessages/readStatus"
OLD_SEND = "/topapi/message/corpconversation/asyncsend_v2"
OLD_READ = "/topapi/v2/user/get"
SESSION = "/robot/sendBySession"
DOWNLOAD = "/v1.0/robot/messageFiles/download"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


async def failure_of(awaitable) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        await awaitable
    failure = caught.value
    seen = "".join(traceback.format_exception(failure)) + repr(vars(failure)) + repr(failure.__context__)
    for hidden in ("must-not-be-seen", "access_token=", SECRET):
        assert hidden not in seen
    return failure


def send(client):
    return client.api("POST", SEND, body={"userIds": ["u1"]}, repeatable=False)


def read(client):
    return client.api("GET", READ, query={"robotCode": "r"}, repeatable=True)


def old_send(client):
    return client.oapi(OLD_SEND, {"agent_id": 1}, repeatable=False)


def old_read(client):
    return client.oapi(OLD_READ, {"userid": "u1"}, repeatable=True)


async def test_the_new_family_gets_its_token_in_a_header_and_raw_utf8_in_the_body(dingtalk, client):
    dingtalk.lay(SEND, {"processQueryKey": "pqk"})

    reply = await client.api("POST", SEND, query={"n": "1"}, body={"content": "请假"}, repeatable=False)

    (asked,) = dingtalk.calls(SEND)
    assert reply == {"processQueryKey": "pqk"}
    assert asked.raw == '{"content":"请假"}'.encode()
    assert asked.query == {"n": "1"}
    assert asked.headers["Content-Type"] == "application/json; charset=utf-8"
    assert asked.headers["Accept"] == "application/json"
    assert dingtalk.tokens_asked == {"new": 1, "old": 0}


async def test_the_old_family_gets_its_token_in_the_address(dingtalk, client):
    dingtalk.lay(OLD_READ, {**OK, "result": {"userid": "u1"}})

    reply = await client.oapi(OLD_READ, {"userid": "u1"}, repeatable=True)
    await client.oapi("/call_back/get_call_back", repeatable=True)

    assert reply["result"] == {"userid": "u1"}
    assert dingtalk.calls(OLD_READ)[0].body == {"userid": "u1"}
    assert dingtalk.calls("/call_back/get_call_back")[0].method == "GET"
    assert HEADER not in dingtalk.calls(OLD_READ)[0].headers
    assert dingtalk.tokens_asked == {"new": 0, "old": 1}


async def test_each_family_has_a_token_of_its_own_that_replicas_share(dingtalk, new_client, new_settings, tokens):
    replicas = [new_client() for _ in range(3)]

    await asyncio.gather(*(call(one) for one in replicas for call in (read, old_read) for _ in range(10)))

    assert dingtalk.tokens_asked == {"new": 1, "old": 1}
    assert set(tokens.rows) == set(token_names(new_settings()))


def test_the_names_of_tokens_hold_a_fingerprint_and_never_the_secret(new_settings):
    new, old = token_names(new_settings())

    assert new != old
    assert new.startswith("dingtalk:dingclient01:api:")
    assert SECRET not in new + old
    assert token_names(new_settings(client_secret="another")) != (new, old)


@pytest.mark.parametrize("call", [send, old_send])
async def test_a_refused_token_is_replaced_and_the_call_made_once_more(call, dingtalk, client):
    await call(client)
    dingtalk.forget_tokens()

    await call(client)

    assert max(dingtalk.tokens_asked.values()) == 2
    assert len(dingtalk.asked) == 3


@pytest.mark.parametrize("call", [send, old_send])
async def test_a_platform_that_refuses_every_token_is_not_asked_for_ever(call, dingtalk, client):
    dingtalk.is_deaf = True

    assert type(await failure_of(call(client))) is PlatformBusy

    assert max(dingtalk.tokens_asked.values()) == 2
    assert len(dingtalk.asked) == 2


@pytest.mark.parametrize("call", [read, old_read])
async def test_a_wrong_secret_is_told_as_such_and_not_hammered(call, dingtalk, new_client):
    client = new_client(client_secret="wrong-and-must-not-be-seen")

    for _ in range(20):
        failure = await failure_of(call(client))

    assert type(failure) is PlatformMisconfigured
    assert failure.code in {"invalidClientIdOrSecret", "40096"}
    assert sum(dingtalk.tokens_asked.values()) == 1
    assert dingtalk.asked == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (word("Forbidden.AccessDenied.IpNotInWhiteList", 403), PlatformMisconfigured),
        (word("MissingParameterappKey"), PlatformMisconfigured),
        (word("whatever"), PlatformMisconfigured),
        (word("systemBusy", 429), PlatformBusy),
        (word("system.error", 500), PlatformBusy),
        ({"accessToken": "", "expireIn": 7200}, PlatformBusy),
        ({"accessToken": "x", "expireIn": 0}, PlatformBusy),
        ({}, PlatformBusy),
        (web.Response(text="<html>must-not-be-seen</html>", content_type="text/html"), PlatformBusy),
    ],
)
async def test_other_answers_to_the_question_for_a_token(answer, failure, dingtalk, client):
    dingtalk.lay("new-token", answer)

    assert type(await failure_of(read(client))) is failure


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"errcode": 40035, "errmsg": "must-not-be-seen"}, PlatformMisconfigured),
        ({"errcode": -1, "errmsg": "x"}, PlatformBusy),
        ({"errcode": 0, "access_token": "x", "expires_in": "soon"}, PlatformBusy),
        ({"access_token": "x", "expires_in": 7200}, PlatformBusy),
    ],
)
async def test_other_answers_to_the_old_question_for_a_token(answer, failure, dingtalk, client):
    dingtalk.lay("old-token", answer)

    assert type(await failure_of(old_read(client))) is failure


@pytest.mark.parametrize("code", ["0", 0])
async def test_success_in_the_old_family_is_judged_by_the_code_alone(code, dingtalk, client):
    dingtalk.lay(OLD_SEND, {"errcode": code, "errmsg": "created"})

    assert (await old_send(client))["errcode"] == code


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (word("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403), PlatformBusy),
        (word("send.too.fast"), PlatformBusy),
        (word("invalidParameter.msgParam.tooLong"), PlatformRefused),
        (word("staffId.notExisted"), RecipientUnreachable),
        (word("system.error", 500), PlatformUncertain),
        (word("never.heard.of", 500), PlatformUncertain),
        (word("never.heard.of", 503), PlatformUncertain),
        (word("never.heard.of", 429), PlatformBusy),
        (word("never.heard.of", 400), PlatformRefused),
        (word("param.cardNotExist"), HandleSpent),
        (web.Response(text="bad gateway", status=502), PlatformUncertain),
        (web.Response(text="<html>502</html>", status=502, content_type="text/html"), PlatformUncertain),
        (web.Response(text="not found", status=404), PlatformMisconfigured),
    ],
)
async def test_a_failed_send_is_judged_by_its_code_and_only_then_by_the_status(answer, failure, dingtalk, client):
    dingtalk.lay(SEND, answer)

    assert type(await failure_of(send(client))) is failure
    assert len(dingtalk.calls(SEND)) == 1


async def test_a_failed_reading_may_be_repeated(dingtalk, client):
    dingtalk.lay(READ, word("system.error", 500))

    assert type(await failure_of(read(client))) is PlatformBusy


async def test_the_number_of_the_request_is_kept_for_the_platforms_support(dingtalk, client):
    dingtalk.lay(SEND, word("never.heard.of", 500))

    assert REQUEST_ID in (await failure_of(send(client))).hint


@pytest.mark.parametrize("status", [200, 403])
async def test_a_page_where_data_is_due_is_a_pause_for_everybody(status, dingtalk, client):
    page = web.Response(text=" <html>must-not-be-seen</html>", content_type="text/html", status=status)
    dingtalk.lay(SEND, page)
    dingtalk.lay(OLD_SEND, page)

    for call in (send, old_send):
        failure = await failure_of(call(client))
        assert (type(failure), failure.wait) == (PlatformBusy, timedelta(minutes=5))


async def test_an_address_that_is_shut_out_waits_the_minutes_it_is_told(dingtalk, client):
    punish = {"status": 1111, "wait": 6, "source": "x5", "punish": "deny", "uuid": "0f"}
    dingtalk.lay(SEND, punish)
    dingtalk.lay(OLD_SEND, punish)

    for call in (send, old_send):
        failure = await failure_of(call(client))
        assert (type(failure), failure.wait) == (PlatformBusy, timedelta(minutes=6))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"errcode":0,"err', b'{"a":' * 20_000, b"\xff"])
async def test_an_answer_that_says_nothing_leaves_a_send_uncertain_and_a_reading_to_be_repeated(body, dingtalk, client):
    for path in (SEND, READ, OLD_SEND, OLD_READ):
        dingtalk.lay(path, web.Response(body=body, content_type="application/json"))

    assert type(await failure_of(send(client))) is PlatformUncertain
    assert type(await failure_of(old_send(client))) is PlatformUncertain
    assert type(await failure_of(read(client))) is PlatformBusy
    assert type(await failure_of(old_read(client))) is PlatformBusy


async def test_the_old_family_must_say_that_it_went_well(dingtalk, client):
    dingtalk.lay(OLD_SEND, {"task_id": 5})

    assert type(await failure_of(old_send(client))) is PlatformUncertain


async def test_the_platforms_back_end_may_have_done_what_it_did_not_answer(dingtalk, client):
    for answer in ({"errcode": 88, "sub_code": ""}, {"errcode": 15}, wrapped("isp.top-remote-connection-timeout")):
        dingtalk.lay(OLD_SEND, answer)
        dingtalk.lay(OLD_READ, answer)
        assert type(await failure_of(old_send(client))) is PlatformUncertain
        assert type(await failure_of(old_read(client))) is PlatformBusy


async def test_nobody_listening_means_that_nothing_was_done(new_client):
    client = new_client(api_base="http://127.0.0.1:9", oapi_base="http://127.0.0.1:9")

    for call in (send, old_send):
        failure = await failure_of(call(client))
        assert (type(failure), failure.code) == (PlatformBusy, "connect")
    assert "oapi_base" in failure.hint


async def test_a_chat_is_answered_through_the_address_that_came_with_it(dingtalk, client):
    body = {"msgtype": "text", "text": {"content": "收到"}}

    await client.raw_post(f"{dingtalk.base}{SESSION}?session=0f%2B1e", body)

    (asked,) = dingtalk.calls(SESSION)
    assert asked.body == body
    assert asked.query == {"session": "0f+1e"}
    assert dingtalk.tokens_asked == {"new": 0, "old": 0}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/robot/sendBySession?session=1",
        "BASE.evil.example/robot/sendBySession?session=1",
        "BASE/robot/send?access_token=1",
        "BASE/robot/sendBySession/../send?a=1",
        "BASE/robot/sendBySessionX?session=1",
        "BASE/robot/sendBySession?session=1\r\nHost: evil",
        "BASE/robot/sendBySession?session=1 HTTP/1.1",
        "",
    ],
)
async def test_peoples_words_go_to_no_other_host_or_call(url, dingtalk, client):
    failure = await failure_of(client.raw_post(url.replace("BASE", dingtalk.base), {"msgtype": "text"}))

    assert type(failure) is PlatformRefused
    assert dingtalk.asked == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"errcode": 300001, "errmsg": "session 不存在"}, HandleSpent),
        ({"errcode": 660026, "errmsg": "x"}, PlatformBusy),
        ({"errcode": 430104, "errmsg": "x"}, PlatformRefused),
        ({}, PlatformUncertain),
    ],
)
async def test_an_answer_in_a_chat_can_fail(answer, failure, dingtalk, client):
    dingtalk.lay(SESSION, answer)

    assert type(await failure_of(client.raw_post(f"{dingtalk.base}{SESSION}?session=1", {}))) is failure


async def test_a_file_is_uploaded_under_a_name_of_ours(dingtalk, client):
    dingtalk.lay("/media/upload", {**OK, "media_id": "@lAD", "type": "file"})

    assert await client.upload(MediaKind.FILE, "../../工资表.XLSX", b"PK\x03\x04rest") == "@lAD"

    (asked,) = dingtalk.calls("/media/upload")
    assert asked.query == {"type": "file"}
    assert asked.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="media"' in asked.raw
    assert b'.xlsx"' in asked.raw
    assert "工资".encode() not in asked.raw


@pytest.mark.parametrize(
    ("kind", "content"),
    [(MediaKind.IMAGE, b"MZ-no-image"), (MediaKind.IMAGE, b""), (MediaKind.VOICE, PNG), (MediaKind.FILE, b"")],
)
async def test_a_file_that_the_platform_would_not_take_is_not_sent(kind, content, dingtalk, client):
    with pytest.raises(ValueError, match="platform takes"):
        await client.upload(kind, "a.png", content)

    assert dingtalk.asked == []


async def test_an_upload_without_an_id_is_repeated_later(dingtalk, client):
    assert type(await failure_of(client.upload(MediaKind.IMAGE, "", PNG))) is PlatformBusy


async def test_a_file_is_fetched_from_the_address_letter_for_letter(dingtalk, client):
    dingtalk.lay(DOWNLOAD, {"downloadUrl": f"{dingtalk.base}/files/a%2Fb?Signature=x%2By%3D&Expires=1#top"})
    dingtalk.lay("/files/a/b", web.Response(body=PNG))

    assert await client.download("code") == PNG

    assert dingtalk.calls(DOWNLOAD)[0].body == {"downloadCode": "code", "robotCode": "dingclient01"}
    (asked,) = [one for one in dingtalk.asked if one.path.startswith("/files")]
    assert asked.query == {"Signature": "x+y=", "Expires": "1"}
    assert HEADER not in asked.headers


@pytest.mark.parametrize("url", ["", "http://evil.example/x", "ftp://a/b", "https://", "https://a@b/c", "https://a b/"])
async def test_a_file_is_fetched_from_no_unsafe_address(url, dingtalk, client):
    dingtalk.lay(DOWNLOAD, {"downloadUrl": url})

    assert type(await failure_of(client.download("code"))) is PlatformRefused


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (web.Response(status=404), PlatformRefused),
        (web.Response(status=403, text="<Error>expired</Error>"), PlatformRefused),
        (web.Response(body=b""), PlatformRefused),
        (web.Response(status=500), PlatformBusy),
        (web.Response(body=b"x" * (20 * 1024 * 1024 + 1)), PlatformBusy),
    ],
)
async def test_a_file_that_cannot_be_fetched(answer, failure, dingtalk, client):
    dingtalk.lay(DOWNLOAD, {"downloadUrl": f"{dingtalk.base}/files/x"})
    dingtalk.lay("/files/x", answer)

    assert type(await failure_of(client.download("code"))) is failure


async def test_neither_token_nor_secret_gets_into_any_log(dingtalk, client, new_client, caplog):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    dingtalk.lay(SEND, word("never.heard.of", 500))
    dingtalk.lay(OLD_SEND, wrapped("60011"))

    await failure_of(send(client))
    await failure_of(old_send(client))
    await failure_of(read(new_client(client_secret="wrong-and-must-not-be-seen")))
    await failure_of(old_read(new_client(oapi_base="http://127.0.0.1:9")))
    gc.collect()

    for record in caplog.records:
        if not record.name.startswith("aiohttp.access"):  # the stand-in's own
            assert "must-not-be-seen" not in record.getMessage() + str(record.exc_info)
