"""The platform's own stream client with a handler that does nothing: decodes and acknowledges; stores nothing."""

import asyncio
import logging
import sys

import uvloop
from dingtalk_stream import (
    AckMessage,
    CallbackMessage,
    ChatbotHandler,
    ChatbotMessage,
    Credential,
    DingTalkStreamClient,
)


class Nothing(ChatbotHandler):
    async def process(self, _: CallbackMessage) -> tuple[int, str]:
        return AckMessage.STATUS_OK, "OK"


if __name__ == "__main__":
    uvloop.install()
    DingTalkStreamClient.OPEN_CONNECTION_API = f"http://127.0.0.1:{sys.argv[1]}/v1.0/gateway/connections/open"
    client = DingTalkStreamClient(Credential("dingbench", "bench"), logging.getLogger("quiet"))
    client.register_callback_handler(ChatbotMessage.TOPIC, Nothing())
    asyncio.run(client.start())
