"""A callback's envelope: encrypted XML, its signature in the query."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from adapters import envelope
from emulator.wecom.apps import CallbackAddress


@dataclass(frozen=True, slots=True)
class Envelope:
    """One HTTP request, ready to be sent, and sent again as it is."""

    query: dict[str, str]
    body: bytes


class NotOurs(ValueError):
    """What was answered is no envelope that this application could have made."""


def _signed(address: CallbackAddress, encrypted: str, now: datetime) -> dict[str, str]:
    timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(9 * 10**9) + 10**9)
    return {
        "msg_signature": envelope.signature(address.token, timestamp, nonce, encrypted),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def seal(address: CallbackAddress, corp_id: str, agent_id: int | None, xml: bytes, now: datetime) -> Envelope:
    """Encrypt and sign with fresh random bytes. Callbacks of the contact synchronisation carry no AgentID."""
    encrypted = envelope.encrypt(address.key, xml, corp_id.encode(), secrets.token_bytes(envelope.RANDOM_LENGTH))
    agent = "" if agent_id is None else f"<AgentID><![CDATA[{agent_id}]]></AgentID>"
    body = f"<xml><ToUserName><![CDATA[{corp_id}]]></ToUserName>{agent}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Envelope(_signed(address, encrypted, now), body.encode())


def seal_echo(address: CallbackAddress, corp_id: str, text: bytes, now: datetime) -> dict[str, str]:
    """The query of an address check; the receiver must answer exactly `text`."""
    encrypted = envelope.encrypt(address.key, text, corp_id.encode(), secrets.token_bytes(envelope.RANDOM_LENGTH))
    return _signed(address, encrypted, now) | {"echostr": encrypted}


def open_reply(address: CallbackAddress, corp_id: str, body: bytes) -> bytes:
    """The plain XML of a passive reply.

    Raises:
        NotOurs: no XML, a wrong signature, or not encrypted for this corp.
    """
    try:
        outer = ET.fromstring(body)  # noqa: S314 - our own bot's answer on localhost
    except ET.ParseError as cause:
        raise NotOurs from cause
    encrypted = outer.findtext("Encrypt", "")
    signed = (outer.findtext("TimeStamp", ""), outer.findtext("Nonce", ""), encrypted)
    if not envelope.is_signed(outer.findtext("MsgSignature", ""), address.token, *signed):
        raise NotOurs
    try:
        opened = envelope.Opener(address.key).open(encrypted)
    except envelope.NotDecryptable as cause:
        raise NotOurs from cause
    if opened.owner != corp_id.encode():
        raise NotOurs
    return opened.text
