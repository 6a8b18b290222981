"""NoneBot2 with its FastAPI driver and a WeCom adapter as its guide writes one; stores nothing."""

import asyncio
import sys
from typing import Any

import nonebot
from nonebot import on_message
from nonebot.adapters import Adapter, Bot, Event, Message, MessageSegment
from nonebot.drivers import URL, ASGIMixin, HTTPServerSetup, Request, Response
from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto

from benchmarks.envelopes import AES_KEY, CORP_ID, TOKEN

crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
running: set[asyncio.Task[Any]] = set()


class Segment(MessageSegment["Text"]):
    @classmethod
    def get_message_class(cls) -> type["Text"]:
        return Text

    def __str__(self) -> str:
        return str(self.data.get("text", ""))

    def is_text(self) -> bool:
        return True


class Text(Message[Segment]):
    @classmethod
    def get_segment_class(cls) -> type[Segment]:
        return Segment

    @staticmethod
    def _construct(msg: str) -> Any:
        yield Segment("text", {"text": msg})


class Said(Event):
    user: str
    content: str

    def get_type(self) -> str:
        return "message"

    def get_event_name(self) -> str:
        return "said"

    def get_event_description(self) -> str:
        return self.content

    def get_user_id(self) -> str:
        return self.user

    def get_session_id(self) -> str:
        return self.user

    def get_message(self) -> Text:
        return Text(self.content)

    def is_tome(self) -> bool:
        return True


class WecomBot(Bot):
    async def send(self, event: Event, message: Any, **_: Any) -> None:
        """Nothing is sent in this comparison."""


class WecomAdapter(Adapter):
    @classmethod
    def get_name(cls) -> str:
        return "WeCom"

    def __init__(self, driver: Any, **kwargs: Any) -> None:
        super().__init__(driver, **kwargs)
        if not isinstance(driver, ASGIMixin):
            raise TypeError(driver)
        self.setup_http_server(HTTPServerSetup(URL("/callback"), "POST", "wecom", self.receive))
        self.bot_connect(WecomBot(self, CORP_ID))

    async def receive(self, request: Request) -> Response:
        query = request.url.query
        text = crypto.decrypt_message(request.content, query["msg_signature"], query["timestamp"], query["nonce"])
        parsed = parse_message(text)
        task = asyncio.create_task(self.bots[CORP_ID].handle_event(Said(user=parsed.source, content=parsed.content)))
        running.add(task)
        task.add_done_callback(running.discard)
        return Response(200)

    async def _call_api(self, bot: Bot, api: str, **data: Any) -> None:
        """Nothing is called in this comparison."""


async def _hear() -> None:
    """The one rule of the bot: it hears everything and does nothing."""


async def handle_event(self: WecomBot, event: Event) -> None:
    from nonebot.message import handle_event as dispatch

    await dispatch(self, event)


WecomBot.handle_event = handle_event  # type: ignore[method-assign, assignment]

if __name__ == "__main__":
    nonebot.init(
        driver="~fastapi", host="127.0.0.1", port=int(sys.argv[1]), log_level="ERROR", fastapi_openapi_url=None
    )
    nonebot.get_driver().register_adapter(WecomAdapter)
    on_message().handle()(_hear)
    nonebot.run(access_log=False, log_level="error")
