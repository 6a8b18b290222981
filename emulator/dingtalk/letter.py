"""One thing that happened, which the application is to be told however often it takes."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from emulator.dingtalk.org import Org


class Topic(StrEnum):
    """What a stream connection may subscribe to, as far as it is emulated."""

    EVENT = "*"
    ROBOT = "/v1.0/im/bot/messages/get"
    CARD = "/v1.0/card/instances/callback"


class FrameType(StrEnum):
    """The kinds of frames that are pushed."""

    SYSTEM = "SYSTEM"
    EVENT = "EVENT"
    CALLBACK = "CALLBACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What happened. `event_type` only with events; `route_key` only with clicks on cards that call back by HTTP.

    `key` is the platform's own id of the fact: an eventId, a msgId; a click has none.
    """

    topic: Topic
    user_id: str
    data: Mapping[str, object]
    key: str = ""
    event_type: str = ""
    route_key: str | None = None

    @property
    def kind(self) -> str:
        """robot, card, or event:… ; faults for pushes are switched on by it."""
        match self.topic:
            case Topic.ROBOT:
                return "robot"
            case Topic.CARD:
                return "card"
            case Topic.EVENT:
                return f"event:{self.event_type}"


def robot_said(user_id: str, data: Mapping[str, object]) -> Said:
    """Somebody said something to the robot; `data` is the whole object with its msgId."""
    return Said(topic=Topic.ROBOT, user_id=user_id, data=data, key=str(data.get("msgId", "")))


def card_clicked(user_id: str, data: Mapping[str, object], route_key: str | None = None) -> Said:
    """Somebody pressed a button of a card; with a route key the card was created to call back by HTTP."""
    return Said(topic=Topic.CARD, user_id=user_id, data=data, route_key=route_key)


def happened(event_type: str, data: Mapping[str, object], *, event_id: str = "", user_id: str = "") -> Said:
    """An event that the application subscribed to in the console."""
    key = event_id or secrets.token_hex(16)
    return Said(topic=Topic.EVENT, user_id=user_id, data=data, key=key, event_type=event_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`frame_id` stays the same when it is pushed again. `on_answer` gets what the application answered in time."""

    no: int
    at: datetime
    org: Org
    said: Said
    frame_id: str
    on_answer: "OnAnswer | None" = field(default=None, repr=False)

    @property
    def lane(self) -> tuple[str, str]:
        """What keeps its order over HTTP."""
        return (self.org.client_id, self.said.user_id)

    @property
    def born_ms(self) -> int:
        """When it happened, as DingTalk writes times."""
        return milliseconds(self.at)

    @property
    def text(self) -> str:
        """The data as it stands in a frame."""
        return msgspec.json.encode(self.said.data).decode()


OnAnswer: TypeAlias = Callable[[Letter, Mapping[str, object]], None]


def milliseconds(at: datetime) -> int:
    """A moment as DingTalk writes it."""
    return int(at.timestamp() * 1000)
