"""Which chat is meant."""

from typing import NamedTuple


class Line(NamedTuple):
    """One chat: of one robot with a member, or with everybody in a group."""

    client_id: str
    peer: str
    is_group: bool = False
