"""Writes the XML of callbacks as WeCom does: texts as CDATA, numbers bare, lists as repeated siblings."""

from collections.abc import Sequence
from datetime import datetime

Node = tuple[str, "str | int | float | Sequence[Node]"]
Nodes = Sequence[Node]


def _write(name: str, value: "str | int | float | Nodes") -> str:
    match value:
        case str():
            # A CDATA section cannot hold its own end, so it is cut in two there.
            return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
        case int() | float():
            return f"<{name}>{value}</{name}>"
        case _:
            return f"<{name}>{''.join(_write(child, inner) for child, inner in value)}</{name}>"


def write(nodes: Nodes) -> bytes:
    """The whole document."""
    return _write("xml", nodes).encode()


def header(corp_id: str, user_id: str, at: datetime, kind: str) -> list[Node]:
    """What every callback begins with."""
    return [
        ("ToUserName", corp_id),
        ("FromUserName", user_id),
        ("CreateTime", int(at.timestamp())),
        ("MsgType", kind),
    ]
