"""Cards without a template: robot messages with links to our own pages. A new one takes the place of the old one."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from adapters.dingtalk import action_cards
from adapters.dingtalk.text import Words
from adapters.links import Links
from adapters.ports import PlatformFailure, Receipt, SendCard, UpdateCard
from domain.cards import Card
from domain.events import Source


class Robot(Protocol):
    """Says things that may have to be taken back."""

    async def show(self, to: str, words: Words) -> Receipt:
        """Raises PlatformFailure."""
        ...

    async def take_back(self, to: str, sent: str) -> Receipt:
        """Raises PlatformFailure."""
        ...


class LinkCards:
    """Draws as links, which the robot says."""

    def __init__(self, robot: Robot, links: Links, source: Source, clock: Callable[[], datetime]) -> None:
        self._robot = robot
        self._links = links
        self._source = source
        self._clock = clock

    async def send(self, outgoing: SendCard) -> Receipt:
        """Raises PlatformFailure, CardInvalidError."""
        return await self._show(outgoing.to, outgoing.card_id, outgoing.card)

    async def update(self, outgoing: UpdateCard) -> Receipt:
        """The old one may be too old to be taken back: then both are seen, and only the new one decides.

        Raises PlatformFailure, CardInvalidError.
        """
        if outgoing.shown_id:
            with contextlib.suppress(PlatformFailure):
                await self._robot.take_back(outgoing.to, outgoing.shown_id)
        return await self._show(outgoing.to, outgoing.card_id, outgoing.card)

    async def _show(self, to: str, card_id: str, card: Card) -> Receipt:
        now = self._clock()

        def url_of(action: str) -> str:
            return self._links.url(self._source, card_id, to, action, now)

        return await self._robot.show(to, action_cards.render(card, url_of))
