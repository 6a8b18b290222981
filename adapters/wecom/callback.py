"""A callback's way from bytes to `Received`: age, signature, owner; what it means is left to `parse.py`.

This is the hot path. Nothing here looks at more of the decrypted text than its key needs, and nothing there can make it
fail: a text that cannot be understood must still be stored. Source of all formats: developer documentation, paths 90930
and 90238.
"""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from adapters.envelope import NotDecryptable, Opener, decode_key, is_signed
from adapters.ports import CallbackRefused, Received
from adapters.wecom.facts import describe
from adapters.wecom.settings import WecomSettings

LARGEST_ENVELOPE = 64 * 1024
LARGEST_ECHO = 2 * 1024

# The signature joins its parts without a separator, so that a digit can be moved between timestamp and nonce. Exact
# formats leave an attacker few such pairs; the rest is harmless because no key is made of either.
SIGNED_BY = ("msg_signature", "timestamp", "nonce")
TIMESTAMP = re.compile(r"[0-9]{10}")
NONCE = re.compile(r"[0-9A-Za-z]{1,64}")
SIGNATURE = re.compile(r"[0-9a-f]{40}")

# Canonical base64: the bits that a shorter last group leaves over are zero.
_BASE64 = rb"[A-Za-z0-9+/]+(?:[AQgw]==|[AEIMQUYcgkosw048]=)?"
ECHO = re.compile(_BASE64.decode())

# Flat elements in any order, each as CDATA or bare; elements we do not know are passed over. No attribute, declaration,
# comment, entity, nesting or other encoding fits this pattern.
ENVELOPE = re.compile(
    rb"\s*<xml>\s*(?:(?:"
    rb"<ToUserName>(?P<a><!\[CDATA\[)?(?P<owner>[^<>&\[\]]{0,128})(?(a)\]\]>)</ToUserName>"
    rb"|<AgentID>(?P<b><!\[CDATA\[)?(?P<agent>[0-9]{0,20})(?(b)\]\]>)</AgentID>"
    rb"|<Encrypt>(?P<c><!\[CDATA\[)?(?P<encrypted>" + _BASE64 + rb")(?(c)\]\]>)</Encrypt>"
    rb"|<AgentID/>"
    rb"|<(?!ToUserName>|AgentID>|Encrypt>)(?P<other>[A-Za-z]{1,32})>"
    rb"(?:<!\[CDATA\[[^<>&\[\]]{0,1024}\]\]>|[^<>&\[\]]{0,1024})</(?P=other)>"
    rb")\s*){1,16}</xml>\s*"
)


class Gate:
    """Decides which callbacks are the platform's, ours and fresh."""

    def __init__(self, settings: WecomSettings) -> None:
        self._token = settings.token
        self._opener = Opener(decode_key(settings.aes_key))
        self._owner = settings.corp_id.encode()
        self._agent = str(settings.agent_id).encode()
        self._past = int(settings.freshness.past.total_seconds())
        self._future = int(settings.freshness.future.total_seconds())

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """The text that proves to the admin page that the address is ours: to be answered as it is.

        A `+` that nobody encoded arrives as a space; base64 has no spaces, so it is put back.
        """
        given = _parameters(query, "echostr")
        encrypted = given[3].replace(" ", "+")
        if len(encrypted) > LARGEST_ECHO or not ECHO.fullmatch(encrypted):
            raise CallbackRefused(403, "parameters")
        return self._open(given, encrypted, now)

    def decode(self, query: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """Everything that can be checked without understanding the decrypted text. Raises CallbackRefused."""
        if len(body) > LARGEST_ENVELOPE:
            raise CallbackRefused(413, "size")
        given = _parameters(query)
        envelope = ENVELOPE.fullmatch(body)
        if envelope is None or body.count(b"<Encrypt>") != 1 or body.count(b"<ToUserName>") != 1:
            raise CallbackRefused(400, _what_is_wrong(body))
        owner, agent, encrypted = envelope.group("owner", "agent", "encrypted")
        text = self._open(given, encrypted.decode("ascii"), now)
        if not hmac.compare_digest(owner, self._owner) or (agent and agent != self._agent):
            raise CallbackRefused(403, "owner")
        facts = describe(text)
        return Received(facts.key, facts.kind, facts.lane, text)

    def _open(self, given: tuple[str, ...], encrypted: str, now: datetime) -> bytes:
        signature, timestamp, nonce = given[:3]
        if not -self._future <= now.timestamp() - int(timestamp) <= self._past:
            raise CallbackRefused(403, "stale")
        if not is_signed(signature, self._token, timestamp, nonce, encrypted):
            raise CallbackRefused(403, "signature")
        try:
            opened = self._opener.open(encrypted)
        except NotDecryptable:
            raise CallbackRefused(403, "ciphertext") from None
        if not hmac.compare_digest(opened.owner, self._owner):
            raise CallbackRefused(403, "owner")
        return opened.text


def _parameters(query: Mapping[str, str], *more: str) -> tuple[str, ...]:
    wanted = (*SIGNED_BY, *more)
    found = set(query)
    # The length of a multi-dict counts what came twice; which of the two was signed, nobody can tell.
    if len(found) != len(query) or not found.issuperset(wanted):
        raise CallbackRefused(403, "parameters")
    given = tuple([query[name] for name in wanted])
    if not (SIGNATURE.fullmatch(given[0]) and TIMESTAMP.fullmatch(given[1]) and NONCE.fullmatch(given[2])):
        raise CallbackRefused(403, "parameters")
    return given


def _what_is_wrong(body: bytes) -> str:
    upper = body.upper()
    return "dtd" if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper else "envelope"
