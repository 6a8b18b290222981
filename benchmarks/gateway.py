"""A stream gateway lean enough not to be what is measured: it keeps so many frames in flight and counts their acks.

python -m benchmarks.gateway PORT; every connection is one run: warm-up, then FRAMES frames, then a frame that says
`disconnect`. What was measured stands at /measured: {"per_second", "handover_seconds"}.
"""

import asyncio
import json
import struct
import sys
import time

import uvloop
from aiohttp import web

IN_FLIGHT = 32
WARM_UP, FRAMES = 3_000, 20_000
TOPIC = "/v1.0/im/bot/messages/get"
SYSTEM = '{"specVersion":"1.0","type":"SYSTEM","headers":{"messageId":"%s","topic":"%s"},"data":"{}"}'


def frame(number: int, port: int) -> str:
    """What a person said, as the platform writes it."""
    said = {
        "conversationId": f"cid{number % 1000}",
        "conversationType": "1",
        "senderId": "$:LWCP_v1:$sender",
        "senderStaffId": f"user{number % 1000}",
        "senderNick": "某老师",
        "senderCorpId": "dingbench",
        "robotCode": "dingbench",
        "msgId": f"msg{number}",
        "msgtype": "text",
        "text": {"content": "请事假 明天下午 家里有事"},
        "createAt": int(time.time() * 1000),
        "sessionWebhook": f"http://127.0.0.1:{port}/robot/sendBySession?session={number}",
        "sessionWebhookExpiredTime": int(time.time() * 1000) + 5_400_000,
    }
    headers = {
        "appId": "bench",
        "connectionId": "one",
        "contentType": "application/json",
        "messageId": f"frame{number}",
        "time": str(int(time.time() * 1000)),
        "topic": TOPIC,
    }
    whole = {
        "specVersion": "1.0",
        "type": "CALLBACK",
        "headers": headers,
        "data": json.dumps(said, ensure_ascii=False),
    }
    return json.dumps(whole, ensure_ascii=False)


class Gateway:
    """One application's connections, one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.opened = 0
        self.measured: dict[str, float] = {}
        self.frames = [_on_the_wire(frame(number, port)) for number in range(WARM_UP + FRAMES)]
        self.left_at = 0.0

    async def open(self, _: web.Request) -> web.Response:
        self.opened += 1
        endpoint = f"ws://127.0.0.1:{self.port}/connect"
        return web.json_response({"endpoint": endpoint, "ticket": f"ticket{self.opened}"})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        transport = request.transport
        if transport is None:
            raise ConnectionResetError
        if self.left_at:
            await self._greet_again(socket, transport)
        else:
            await self._run(socket, transport)
        async for _ in socket:  # what is still on its way, until the client takes its leave
            pass
        return socket

    async def _run(self, socket: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        await _push(socket, transport, self.frames[:WARM_UP])
        began = time.perf_counter()
        await _push(socket, transport, self.frames[WARM_UP:])
        self.measured["per_second"] = FRAMES / (time.perf_counter() - began)
        self.left_at = time.perf_counter()
        await socket.send_str(SYSTEM % ("bye", "disconnect"))

    async def _greet_again(self, socket: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        """From `disconnect` to the acknowledgement of the next connection's first frame."""
        await _push(socket, transport, [_on_the_wire(frame(WARM_UP + FRAMES, self.port))])
        self.measured.setdefault("handover_seconds", time.perf_counter() - self.left_at)

    async def show(self, _: web.Request) -> web.Response:
        return web.json_response(self.measured)

    async def token(self, _: web.Request) -> web.Response:
        return web.json_response({"accessToken": "bench", "expireIn": 7200})

    async def nothing(self, _: web.Request) -> web.Response:
        """All else that the product asks when it starts."""
        return web.json_response({"errcode": 0, "access_token": "bench", "expires_in": 7200, "failed_list": []})


def _on_the_wire(text: str) -> bytes:
    """One unmasked text frame of between 126 and 65,535 bytes, RFC 6455 section 5.2."""
    payload = text.encode()
    return struct.pack("!BBH", 0x81, 126, len(payload)) + payload


async def _push(socket: web.WebSocketResponse, transport: asyncio.Transport, frames: list[bytes]) -> None:
    """Keep so many in flight; what is prepared goes past the library's writer."""
    waiting = iter(frames)
    for _, first in zip(range(IN_FLIGHT), waiting, strict=False):
        transport.write(first)
    for following in waiting:
        await _await_ack(socket)
        transport.write(following)
    for _ in range(min(IN_FLIGHT, len(frames))):
        await _await_ack(socket)


async def _await_ack(socket: web.WebSocketResponse) -> None:
    text = await socket.receive_str()
    if '"code":200' not in text and '"code": 200' not in text:
        raise RuntimeError(text)


if __name__ == "__main__":
    uvloop.install()
    gateway = Gateway(int(sys.argv[1]))
    app = web.Application()
    app.router.add_post("/v1.0/gateway/connections/open", gateway.open)
    app.router.add_post("/v1.0/oauth2/accessToken", gateway.token)
    app.router.add_get("/connect", gateway.connect)
    app.router.add_get("/measured", gateway.show)
    app.router.add_route("*", "/{rest:.*}", gateway.nothing)
    web.run_app(app, host="127.0.0.1", port=gateway.port, access_log=None, print=None)
