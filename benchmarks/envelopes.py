"""Encrypted WeCom callbacks as a phone's owner would cause them: every one different, all of 1.2 KB."""

import secrets
from dataclasses import dataclass
from xml.sax.saxutils import escape

from adapters import envelope

CORP_ID = "ww0123456789abcdef"
AGENT_ID = 1000002
TOKEN = "benchtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEXT = "请事假 11月26日下午 家里有事,已经和同教研室的老师商量好了代课,谢谢您。" * 5


@dataclass(frozen=True, slots=True)
class Callback:
    """One HTTP request's query and body."""

    query: str
    body: bytes


def inner(number: int, instant: int, user: str, text: str = TEXT) -> bytes:
    """The decrypted text of one chat text."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
        f"<CreateTime>{instant}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{escape(text)}]]></Content>"
        f"<MsgId>{number}</MsgId><AgentID>{AGENT_ID}</AgentID></xml>"
    ).encode()


def change_of(user: str, departments: tuple[int, ...], instant: int) -> bytes:
    """The decrypted text of a change of somebody's departments, which says ids only."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
        f"<CreateTime>{instant}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_contact]]></Event>"
        f"<ChangeType><![CDATA[update_user]]></ChangeType><UserID><![CDATA[{escape(user)}]]></UserID>"
        f"<Department><![CDATA[{','.join(map(str, departments))}]]></Department></xml>"
    ).encode()


def seal(text: bytes, instant: int) -> Callback:
    """Encrypt and sign, as the platform does."""
    encrypted = envelope.encrypt(envelope.decode_key(AES_KEY), text, CORP_ID.encode(), secrets.token_bytes(16))
    nonce = str(secrets.randbelow(10**10))
    signed = envelope.signature(TOKEN, str(instant), nonce, encrypted)
    body = (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
        f"<AgentID><![CDATA[{AGENT_ID}]]></AgentID></xml>"
    )
    return Callback(f"msg_signature={signed}&timestamp={instant}&nonce={nonce}", body.encode())


def texts(count: int, instant: int, *, first: int, users: int = 500) -> list[Callback]:
    """`count` chat texts with message ids from `first` on, spread over `users` people."""
    return [seal(inner(first + n, instant, f"user{n % users}"), instant) for n in range(count)]
