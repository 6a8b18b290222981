"""From bytes to `Received`, over HTTP and out of a stream: size, age, signature, owner, capability.

Three kinds of callbacks share one address and are told apart by what signs them: the query (events), the header `sign`
(robot) or the header `x-ddpaas-signature` (cards). Only the first covers the body; a robot's words are therefore stored
as hearsay, and a press must bring the key of its button. What it all means is left to `parse.py`.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from adapters.dingtalk.arrivals import (
    Way,
    card_arrival,
    event_arrival,
    frame_arrival,
    hash_of,
    id_or_hash,
    payload,
    robot_arrival,
)
from adapters.dingtalk.capability import Capabilities, card_callback_secret
from adapters.dingtalk.clicks import WAITING, is_proven, read_click
from adapters.dingtalk.crypto import are_equal, card_signature, robot_signature
from adapters.dingtalk.fields import Fields, inner, instant, read_object, text
from adapters.dingtalk.freshness import check_age
from adapters.dingtalk.settings import DingtalkSettings
from adapters.dingtalk.subscription import Subscription, is_signed_event, signed_at
from adapters.ports import CallbackRefused, Received

LARGEST = 1024 * 1024  # bytes; the platform's own are a few kilobytes, bulk changes some hundred

ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
ADDRESS_CHECK = "check_url"

ROBOT_SIGNED_BY = ("sign", "timestamp")
CARD_SIGNED_BY = ("x-ddpaas-signature", "x-ddpaas-signature-timestamp")
HEADER_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=")


class Gate:
    """Decides what is the platform's, ours and fresh."""

    def __init__(self, settings: DingtalkSettings) -> None:
        self._subscription = Subscription(settings)
        self._secret = settings.client_secret
        self._card_secret = card_callback_secret(settings.client_secret)
        self._capabilities = Capabilities(settings.client_secret)
        self._hears_robot = settings.mode == "http"

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """DingTalk checks an address with an event: nobody has a reason to ask by GET."""
        del query, now
        raise CallbackRefused(400, "method")

    def decode(self, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """A callback over HTTP. Raises CallbackRefused.

        The check of our address is to be answered and not stored: its `key` is empty.
        """
        _check_size(body)
        if is_signed_event(query):
            return self._event(query, body, now)
        if _header(headers, ROBOT_SIGNED_BY[0]):
            return self._robot(headers, body, now)
        if _header(headers, CARD_SIGNED_BY[0]):
            return self._card(headers, body, now)
        raise CallbackRefused(403, "parameters")

    def decode_frame(self, frame: Fields, raw: bytes) -> Received:
        """A frame of the kinds EVENT and CALLBACK; `raw` is its text. The connection itself proves who sent it.

        A press that is not proven has no `answer`. Raises CallbackRefused for another kind and for one too large.
        """
        _check_size(raw)
        headers = inner(frame, "headers")
        match text(frame, "type"):
            case "EVENT":
                return _streamed_event(frame, headers, raw)
            case "CALLBACK":
                return self._asked_for(frame, headers, raw)
            case _:
                raise CallbackRefused(400, "frame")

    def decode_missed(self, event: Fields) -> Received:
        """An event that the platform told us of afterwards: its fields beside `EventType` and, if known, `eventId`."""
        body = json.dumps(event, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass")
        return _flat_event(Way.GAP, event, body)

    def _asked_for(self, frame: Fields, headers: Fields, raw: bytes) -> Received:
        topic = text(headers, "topic")
        if topic == ROBOT_TOPIC:
            return robot_arrival(Way.STREAM, inner(frame, "data"), payload(frame), raw)
        if topic != CARD_TOPIC:
            return frame_arrival(headers, raw)
        click = read_click(inner(frame, "data"))
        answer = WAITING if is_proven(click, self._capabilities) else b""
        return card_arrival(Way.STREAM, id_or_hash(text(headers, "messageId"), raw), click.user_id, raw, answer)

    def _event(self, query: Mapping[str, str], body: bytes, now: datetime) -> Received:
        opened = self._subscription.open(query, body, now)
        answer = self._subscription.answer(opened.owner, now)
        try:
            event: Fields = read_object(opened.text)
        except ValueError:  # poison: stored, buried and shown
            event = {}
        return _flat_event(Way.HTTP, event, opened.text, answer, signed_at(query))

    def _robot(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        sign, timestamp = _signed_at(headers, ROBOT_SIGNED_BY, now)
        if not are_equal(robot_signature(self._secret, timestamp), sign):
            raise CallbackRefused(403, "signature")
        if not self._hears_robot:
            raise CallbackRefused(403, "mode")
        return robot_arrival(Way.HTTP, _object(body), body, body)

    def _card(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """Taken in either mode: cards that were sent before a change of it still speak HTTP."""
        sign, timestamp = _signed_at(headers, CARD_SIGNED_BY, now)
        if not are_equal(card_signature(self._card_secret, timestamp), sign):
            raise CallbackRefused(403, "signature")
        click = read_click(_object(body))
        if not is_proven(click, self._capabilities):
            raise CallbackRefused(403, "capability")
        return card_arrival(Way.HTTP, hash_of(timestamp.encode() + body), click.user_id, body, WAITING)


def _streamed_event(frame: Fields, headers: Fields, raw: bytes) -> Received:
    born = text(headers, "eventBornTime") or text(headers, "messageId")
    facts = (payload(frame), born.encode(errors="surrogatepass"))
    return event_arrival(Way.STREAM, text(headers, "eventType"), text(headers, "eventId"), facts, raw)


def _flat_event(way: Way, event: Fields, body: bytes, answer: bytes = b"", sent_at: str = "") -> Received:
    """Old forms of some events have neither id nor time: changed twice, a department would look unchanged."""
    kind = text(event, "EventType")
    if way is Way.HTTP and kind == ADDRESS_CHECK:
        return Received("", f"{way}.event:{kind}", "", body, answer)
    facts = (body,) if instant(event, "EventTime", "timeStamp") else (body, sent_at.encode())
    return event_arrival(way, kind, text(event, "eventId"), facts, body, answer)


def _check_size(body: bytes) -> None:
    if len(body) > LARGEST:
        raise CallbackRefused(413, "size")


def _object(body: bytes) -> Fields:
    try:
        return read_object(body)
    except ValueError:
        raise CallbackRefused(400, "body") from None


def _header(headers: Mapping[str, str], name: str) -> str:
    """The one header of that name in any case, empty if there is none; of two, nobody can tell which was meant."""
    found = [value for given, value in headers.items() if given.lower() == name]
    if len(found) > 1:
        raise CallbackRefused(403, "parameters")
    return found[0] if found else ""


def _signed_at(headers: Mapping[str, str], names: tuple[str, str], now: datetime) -> tuple[str, str]:
    sign, timestamp = (_header(headers, name) for name in names)
    if not HEADER_SIGNATURE.fullmatch(sign):
        raise CallbackRefused(403, "parameters")
    check_age(timestamp, now)
    return sign, timestamp
