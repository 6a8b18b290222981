"""Calls over a real connection: what was done, what was not, and what nobody can know."""

import asyncio
import gc
import logging
import ssl
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
)
from adapters.transport import Request, Transport
from adapters.wecom.client import NAMING
from tests.wecom.stand_in import OK, SECRET, raw_server

SEND = "/cgi-bin/message/send"
READ = "/cgi-bin/agent/get"


def everything_about(failure: BaseException) -> str:
    """What any log could ever print of it."""
    return "".join(traceback.format_exception(failure)) + repr(vars(failure)) + repr(failure.__context__)


async def failure_of(awaitable) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        await awaitable
    for hidden in ("must-not-be-seen", "access_token=", SECRET):
        assert hidden not in everything_about(caught.value)
    return caught.value


async def test_a_call_carries_the_token_in_the_address_and_raw_utf8_in_the_body(wecom, client):
    await client.post(SEND, {"text": {"content": "请假"}}, {"debug": "0"})

    (asked,) = wecom.calls(SEND)
    assert asked.raw == '{"text":{"content":"请假"}}'.encode()
    assert asked.query == {"debug": "0"}
    assert asked.content_type == "application/json; charset=utf-8"


async def test_reading_goes_by_get_and_gives_the_answer(wecom, client):
    wecom.lay(READ, {**OK, "name": "值铃"})

    assert (await client.get(READ, {"agentid": "1"}))["name"] == "值铃"
    assert wecom.calls(READ)[0].method == "GET"


@pytest.mark.parametrize("errmsg", ["ok", "created", "updated", "deleted", "", 5])
async def test_success_is_judged_by_the_code_alone(errmsg, wecom, client):
    wecom.lay(SEND, {"errcode": "0", "errmsg": errmsg})

    assert (await client.post(SEND, {}))["errcode"] == "0"


@pytest.mark.parametrize("code", [40014, 42001, 40001])
async def test_a_refused_token_is_replaced_and_the_call_made_once_more(code, wecom, client):
    wecom.token_code = code
    await client.check_token()
    wecom.forget_tokens()

    assert await client.post(SEND, {}) == OK
    assert wecom.token_asked == 2
    assert len(wecom.calls(SEND)) == 2


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b'{"errcode":0,"errm', "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'{"errmsg":"ok"}', "application/json"),
        (b'{"errcode":null}', "application/json"),
        (b'{"errcode":true}', "application/json"),
        (b'{"errcode":0.5}', "application/json"),
        (b'{"errcode":"0x"}', "application/json"),
        (b'{"errcode":' + b"9" * 5000 + b"}", "application/json"),
        (b'{"a":' * 20_000, "application/json"),
        ('{"errcode":0}'.encode("utf-16"), "application/json"),
        (b'{"errcode":0,"errmsg":"\xff"}', "application/json"),
        (b"\x1f\x8b\x08\x00garbage", "application/json"),
        (b"x" * (1024 * 1024 + 1), "application/json"),
    ],
)
async def test_an_answer_that_says_nothing_leaves_a_send_uncertain_and_a_reading_to_be_repeated(
    body, content_type, wecom, client
):
    for path in (SEND, READ):
        wecom.lay(path, lambda _: web.Response(body=body, content_type=content_type))

    assert type(await failure_of(client.post(SEND, {}))) is PlatformUncertain
    assert type(await failure_of(client.get(READ))) is PlatformBusy
    assert len(wecom.calls(SEND)) == 1


async def test_a_byte_order_mark_does_no_harm(wecom, client):
    wecom.lay(SEND, lambda _: web.Response(body=b'\xef\xbb\xbf{"errcode":0}', content_type="application/json"))

    assert await client.post(SEND, {}) == {"errcode": 0}


async def test_a_page_where_data_is_due_is_a_pause_for_everybody(wecom, client):
    wecom.lay(SEND, lambda _: web.Response(text=" <html>blocked</html>", content_type="text/html"))

    failure = await failure_of(client.post(SEND, {}))

    assert isinstance(failure, PlatformBusy)
    assert failure.wait == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "send", "read"),
    [
        (301, PlatformMisconfigured, PlatformMisconfigured),
        (302, PlatformMisconfigured, PlatformMisconfigured),
        (400, PlatformRefused, PlatformRefused),
        (403, PlatformMisconfigured, PlatformMisconfigured),
        (404, PlatformMisconfigured, PlatformMisconfigured),
        (429, PlatformBusy, PlatformBusy),
        (500, PlatformUncertain, PlatformBusy),
        (502, PlatformUncertain, PlatformBusy),
        (503, PlatformUncertain, PlatformBusy),
        (504, PlatformUncertain, PlatformBusy),
    ],
)
async def test_every_status_but_200_is_a_failure_and_nothing_is_followed(status, send, read, wecom, client):
    headers = {"Location": f"{wecom.base}/elsewhere?access_token=stolen"} if status < 400 else {}
    for path in (SEND, READ):
        wecom.lay(path, lambda _: web.Response(status=status, headers=headers))

    assert type(await failure_of(client.post(SEND, {}))) is send
    assert type(await failure_of(client.get(READ))) is read
    assert wecom.calls("/elsewhere") == []


@pytest.mark.parametrize(
    ("header", "wait"),
    [("0", 0), ("5", 5), ("86400", 3600), ("9" * 50, 3600), ("-1", None), ("soon", None), ("٣", None), ("", None)],
)
async def test_a_wish_to_wait_is_honoured_within_an_hour(header, wait, wecom, client):
    wecom.lay(READ, lambda _: web.Response(status=429, headers={"Retry-After": header}))

    failure = await failure_of(client.get(READ))

    assert isinstance(failure, PlatformBusy)
    assert failure.wait == (None if wait is None else timedelta(seconds=wait))


async def test_an_address_that_nobody_answers_is_tried_twice_and_then_busy(new_client, closed_port):
    failure = await failure_of(new_client(base=f"http://127.0.0.1:{closed_port}").post(SEND, {}))

    assert (type(failure), failure.code) == (PlatformBusy, "connect")


@pytest.mark.parametrize("base", ["", "qyapi", "ftp://127.0.0.1", "http://"])
async def test_an_address_that_is_none_is_a_matter_for_it(base):
    transport = Transport(base, NAMING)
    request = Request(method="GET", path="/x", query={"access_token": "must-not-be-seen"}, is_repeatable=True)

    assert type(await failure_of(transport.ask(request))) in {PlatformMisconfigured, PlatformBusy}
    await transport.aclose()


async def cut_after_reading(reader, writer) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def reset_after_reading(reader, writer) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def cut_in_the_head(reader, writer) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await writer.drain()


async def cut_in_the_body(reader, writer) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"errcode":0')
    await writer.drain()


async def speak_nonsense(reader, writer) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 smtp.example.edu.cn ESMTP\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    "fault", [cut_after_reading, reset_after_reading, cut_in_the_head, cut_in_the_body, speak_nonsense]
)
async def test_a_connection_that_ends_after_the_request_leaves_a_send_uncertain(fault):
    arrived = []

    async def serve(reader, writer) -> None:
        arrived.append(1)
        await fault(reader, writer)

    async with raw_server(serve) as base:
        transport = Transport(base, NAMING)
        send = Request(method="POST", path=SEND, query={}, content=b"{}", is_repeatable=False)
        assert type(await failure_of(transport.ask(send))) is PlatformUncertain
        assert len(arrived) == 1

        read = Request(method="GET", path=READ, query={}, is_repeatable=True)
        assert type(await failure_of(transport.ask(read))) is PlatformBusy
        await transport.aclose()


async def test_silence_is_waited_for_only_so_long(monkeypatch):
    async def silent(reader, writer) -> None:
        await reader.read()

    async with raw_server(silent) as base:
        transport = Transport(base, NAMING)
        for is_repeatable, failure in ((False, PlatformUncertain), (True, PlatformBusy)):
            request = Request(
                method="POST", path=SEND, query={}, content=b"{}", is_repeatable=is_repeatable, seconds=0.2
            )
            assert type(await failure_of(transport.ask(request))) is failure
        await transport.aclose()


async def test_a_flood_is_not_read_to_its_end():
    written = 0

    async def flood(reader, writer) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while written < 200 * 1024 * 1024:
            writer.write(b"x" * 65536)
            written += 65536
            await writer.drain()

    async with raw_server(flood) as base:
        transport = Transport(base, NAMING)
        request = Request(method="GET", path=READ, query={}, is_repeatable=True)
        assert (await failure_of(transport.ask(request))).code == "answer-size"
        await transport.aclose()
    assert written < 50 * 1024 * 1024


async def test_a_server_that_closes_after_every_answer_sees_every_call_once():
    arrived = []

    async def once(reader, writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        arrived.append(head.split()[1])
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"errcode":0}')
        await writer.drain()

    async with raw_server(once) as base:
        transport = Transport(base, NAMING)
        for number in range(50):
            await transport.ask(Request(method="POST", path=f"/{number}", query={}, content=b"", is_repeatable=False))
            await asyncio.sleep(0)
        await transport.aclose()
    assert arrived == [f"/{number}".encode() for number in range(50)]


async def test_neither_token_nor_secret_gets_into_any_log(wecom, new_client, caplog, closed_port):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    client = new_client()
    wecom.lay(SEND, {"errcode": 48002, "errmsg": "access_token=TOKEN-0-that-must-not-be-seen"}, OK)

    await failure_of(client.post(SEND, {}))
    await client.post(SEND, {})
    wecom.forget_tokens()
    await client.post(SEND, {})
    await failure_of(new_client(secret="wrong-and-must-not-be-seen").get(READ))
    await failure_of(new_client(base=f"http://127.0.0.1:{closed_port}").get(READ))
    gc.collect()

    for record in caplog.records:
        if record.name.startswith("aiohttp.access"):
            continue  # the stand-in's own
        assert "must-not-be-seen" not in record.getMessage() + str(record.exc_info)


def test_a_request_shows_neither_address_parameters_nor_contents():
    request = Request(method="GET", path=READ, query={"access_token": "t0ken"}, content=b"b0dy", is_repeatable=True)

    assert "t0ken" not in repr(request)
    assert "b0dy" not in repr(request)


async def test_a_closed_client_that_is_asked_again_opens_a_new_connection(wecom, client):
    await client.get(READ)
    await client.aclose()

    assert await client.get(READ) == OK


def certificate_of_somebody_else(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "evil.example")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = built.sign(key, hashes.SHA256())
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(key.private_bytes(*plain) + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


async def test_a_foreign_certificate_is_a_matter_for_it_and_sees_no_token(tmp_path):
    heard = []

    async def listen(reader, writer) -> None:
        heard.append(await reader.read())

    async with raw_server(listen, certificate_of_somebody_else(tmp_path)) as base:
        transport = Transport(base.replace("http:", "https:"), NAMING)
        request = Request(method="GET", path=READ, query={"access_token": "must-not-be-seen"}, is_repeatable=True)
        failure = await failure_of(transport.ask(request))
        await transport.aclose()

    assert (type(failure), failure.code) == (PlatformMisconfigured, "tls")
    assert heard == []
