"""The event subscription over HTTP: what the platform encrypted for us is opened, and answered in the same envelope."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from adapters.dingtalk.crypto import are_equal
from adapters.dingtalk.fields import read_object, text
from adapters.dingtalk.freshness import check_age
from adapters.dingtalk.settings import DingtalkSettings
from adapters.envelope import RANDOM_LENGTH, Decrypted, NotDecryptable, Opener, decode_key, encrypt, signature
from adapters.ports import CallbackRefused

# A real access log has both names of the signature, and both spellings of the timestamp are documented.
SIGNATURES = ("msg_signature", "signature")
TIMESTAMPS = ("timestamp", "timeStamp")

HEX_SIGNATURE = re.compile(r"[0-9a-f]{40}")
NONCE = re.compile(r"[0-9A-Za-z_\-]{1,64}")
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
NONCE_BYTES = 8

SMALLEST_UNIT = 16  # bytes: a published sample pads to that, and others copy it

CONSUMED = b"success"


class Subscription:
    """Token and key of one account's subscription."""

    def __init__(self, settings: DingtalkSettings) -> None:
        self._token = settings.token
        self._key = decode_key(settings.aes_key) if settings.aes_key else b""
        self._opener = Opener(self._key, SMALLEST_UNIT) if self._key else None
        # The console writes the AppKey as owner, a subscription made by a call the CorpId.
        self._owners = (settings.client_id.encode(), settings.corp_id.encode())

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Decrypted:
        """What the platform wrote, and under which owner. Raises CallbackRefused."""
        given, timestamp, nonce = _signed_by(query)
        encrypted = _envelope(body)
        check_age(timestamp, now)
        # Without a token of its own an account has no subscription: anybody could make the signature of an empty one.
        expected = signature(self._token, timestamp, nonce, encrypted) if self._token and self._key else ""
        if not any(are_equal(expected, one) for one in given):
            raise CallbackRefused(403, "signature")
        return self._decrypt(encrypted)

    def answer(self, owner: bytes, now: datetime) -> bytes:
        """The encrypted "success", for the owner that was received. The spelling of the four names is the platform's.

        Its timestamp must have thirteen digits.
        """
        timestamp = str(int(now.timestamp() * 1000))
        nonce = secrets.token_hex(NONCE_BYTES)
        encrypted = encrypt(self._key, CONSUMED, owner, secrets.token_bytes(RANDOM_LENGTH))
        signed = signature(self._token, timestamp, nonce, encrypted)
        answer = {"msg_signature": signed, "timeStamp": timestamp, "nonce": nonce, "encrypt": encrypted}
        return json.dumps(answer).encode()

    def _decrypt(self, encrypted: str) -> Decrypted:
        try:
            opened = self._opener.open(encrypted) if self._opener else None
        except NotDecryptable:
            raise CallbackRefused(403, "ciphertext") from None
        if opened is None or opened.owner not in self._owners:
            raise CallbackRefused(403, "owner")
        return opened


def is_signed_event(query: Mapping[str, str]) -> bool:
    """Whether the query claims to sign an event."""
    return any(name in query for name in SIGNATURES)


def signed_at(query: Mapping[str, str]) -> str:
    """The timestamp of a query that was found to be signed."""
    return next(query[name] for name in TIMESTAMPS if name in query)


def _signed_by(query: Mapping[str, str]) -> tuple[list[str], str, str]:
    """Every given signature, for each proves by itself; one timestamp, one nonce."""
    given = [query[name] for name in SIGNATURES if name in query]
    timestamps = {query[name] for name in TIMESTAMPS if name in query}
    nonce = query.get("nonce", "")
    # The length of a multi-dict counts what came twice; which of the two was signed, nobody can tell.
    is_plain = len(set(query)) == len(query) and len(timestamps) == 1
    if not (is_plain and NONCE.fullmatch(nonce) and all(HEX_SIGNATURE.fullmatch(one) for one in given)):
        raise CallbackRefused(403, "parameters")
    return given, timestamps.pop(), nonce


def _envelope(body: bytes) -> str:
    try:
        encrypted = text(read_object(body), "encrypt")
    except ValueError:
        encrypted = ""
    if not BASE64.fullmatch(encrypted):
        raise CallbackRefused(400, "envelope")
    return encrypted
