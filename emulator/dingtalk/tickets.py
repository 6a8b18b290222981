"""Tickets for the stream's door: each opens one connection, and only for a while. Source: docs, stream protocol."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from emulator.dingtalk.org import Org

Topics = frozenset[tuple[str, str]]


@dataclass(slots=True)
class Ticket:
    """`topics` are pairs of type and topic that the connection subscribes to."""

    org: Org
    topics: Topics
    expires_at: datetime
    is_used: bool = False


class Tickets:
    """All tickets that were given out."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}

    def issue(self, org: Org, topics: Topics, now: datetime) -> str:
        """A new ticket."""
        value = secrets.token_hex(16)
        self._tickets[value] = Ticket(org, topics, now + org.rules.ticket_life)
        return value

    def spend(self, value: str) -> None:
        """Make a ticket useless."""
        if value in self._tickets:
            self._tickets[value].is_used = True

    def find(self, value: str) -> Ticket | None:
        """The ticket, useless or not."""
        return self._tickets.get(value)
