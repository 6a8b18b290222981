"""What a member can say or do in a chat, as the body of a callback. Source: paths 90239 and 90240."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emulator.wecom.xml import Node, Nodes


@dataclass(frozen=True, slots=True)
class Said:
    """`kind` is the message type, or the event's name for an event; `nodes` stand between header and AgentID."""

    kind: str
    nodes: Nodes
    is_event: bool = False

    @property
    def message_type(self) -> str:
        """The MsgType of the callback."""
        return "event" if self.is_event else self.kind


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees; WeCom writes latitude as X and longitude as Y."""

    latitude: float
    longitude: float
    label: str = ""
    scale: int = 16


def text(content: str) -> Said:
    """A typed text."""
    return Said("text", [("Content", content)])


def image(media_id: str) -> Said:
    """A picture."""
    return Said("image", [("PicUrl", f"http://wework.qpic.cn/wwpic/{media_id}/0"), ("MediaId", media_id)])


def voice(media_id: str) -> Said:
    """A spoken message."""
    return Said("voice", [("MediaId", media_id), ("Format", "amr")])


def video(media_id: str, thumb_media_id: str) -> Said:
    """A film."""
    return Said("video", [("MediaId", media_id), ("ThumbMediaId", thumb_media_id)])


def location(place: Place) -> Said:
    """A place picked on the map."""
    return Said("location", [*_place(place), ("AppType", "wxwork")])


def _place(place: Place) -> list[Node]:
    return [
        ("Location_X", place.latitude),
        ("Location_Y", place.longitude),
        ("Scale", place.scale),
        ("Label", place.label),
    ]


def link(title: str, description: str, url: str) -> Said:
    """A shared page."""
    return Said(
        "link", [("Title", title), ("Description", description), ("Url", url), ("PicUrl", "http://wework.qpic.cn/l")]
    )


def event(name: str, *nodes: Node) -> Said:
    """Any event of an application."""
    return Said(name, [("Event", name), *nodes], is_event=True)


def subscribed() -> Said:
    """The member has come into the visible range."""
    return event("subscribe", ("EventKey", ""))


def unsubscribed() -> Said:
    """The member has left the visible range."""
    return event("unsubscribe", ("EventKey", ""))


def entered() -> Said:
    """The member has opened the application."""
    return event("enter_agent", ("EventKey", ""))


def located(place: Place, precision: float) -> Said:
    """The client reports where it is, unasked."""
    return event(
        "LOCATION",
        ("Latitude", place.latitude),
        ("Longitude", place.longitude),
        ("Precision", precision),
        ("AppType", "wxwork"),
    )


def menu_picked(kind: str, key: str, *more: Node) -> Said:
    """An entry of the fixed menu: its type names the event."""
    return event(kind, ("EventKey", key), *more)


def scanned(result: str) -> Node:
    """What scancode_push and scancode_waitmsg add."""
    return ("ScanCodeInfo", [("ScanType", "qrcode"), ("ScanResult", result)])


def pictures(md5_sums: Sequence[str]) -> Node:
    """What the three picture entries add."""
    listed: list[Node] = [("item", [("PicMd5Sum", md5)]) for md5 in md5_sums]
    return ("SendPicsInfo", [("Count", len(md5_sums)), ("PicList", listed)])


def picked_place(place: Place) -> tuple[Node, Node]:
    """What location_select adds."""
    return ("SendLocationInfo", [*_place(place), ("Poiname", place.label)]), ("AppType", "wxwork")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A pressed button, a submitted choice or a picked menu entry of a card."""

    key: str
    task_id: str
    card_type: str
    response_code: str


def card_pressed(press: Press, choices: Mapping[str, Sequence[str]]) -> Said:
    """A button. Selected items are only there when the card had something to choose."""
    chosen: list[Node] = [
        (
            "SelectedItem",
            [("QuestionKey", question), ("OptionIds", [("OptionId", option) for option in options])],
        )
        for question, options in choices.items()
    ]
    return event("template_card_event", *_press(press), *([("SelectedItems", chosen)] if chosen else []))


def card_menu_picked(press: Press) -> Said:
    """An entry of the upper-right menu of a card."""
    return event("template_card_menu_event", *_press(press))


def _press(press: Press) -> list[Node]:
    return [
        ("EventKey", press.key),
        ("TaskId", press.task_id),
        ("CardType", press.card_type),
        ("ResponseCode", press.response_code),
    ]
