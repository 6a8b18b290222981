"""wechatpy's crypto and parser on aiohttp with uvloop: verifies, decrypts, parses and answers; stores nothing."""

import sys

import uvloop
from aiohttp import web
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from benchmarks.envelopes import AES_KEY, CORP_ID, TOKEN

crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)


async def callback(request: web.Request) -> web.Response:
    query = request.query
    try:
        text = crypto.decrypt_message(await request.read(), query["msg_signature"], query["timestamp"], query["nonce"])
    except (InvalidSignatureException, InvalidCorpIdException):
        return web.Response(status=403)
    parse_message(text)
    return web.Response()


if __name__ == "__main__":
    uvloop.install()
    app = web.Application()
    app.router.add_post("/callback", callback)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
