"""Everything behind the address: the organisations, the clock, the ledger and the switches for faults."""

import random
from collections.abc import Iterable

from emulator.clock import Clock
from emulator.dingtalk.carrier import Carrier
from emulator.dingtalk.courier import Courier
from emulator.dingtalk.faults import ApiEffect, Faults, PushEffect, SocketEffect
from emulator.dingtalk.hub import Hub
from emulator.dingtalk.ledger import Ledger
from emulator.dingtalk.letter import Letter, OnAnswer, Said
from emulator.dingtalk.org import Org
from emulator.dingtalk.poster import Poster
from emulator.dingtalk.rules import Timing


class World:
    """DingTalk as far as it is emulated. `base` is its address, known once the server listens."""

    def __init__(self, orgs: Iterable[Org], *, clock: Clock, timing: Timing, seed: int) -> None:
        self.clock = clock
        self.timing = timing
        self.base = ""
        self.orgs = {org.corp_id: org for org in orgs}
        self.ledger = Ledger()
        self.faults: Faults[ApiEffect] = Faults(seed)
        self.push_faults: Faults[PushEffect] = Faults(seed)
        self.socket_faults: Faults[SocketEffect] = Faults(seed)
        self.poster = Poster()
        self.hub = Hub(clock, timing, self.ledger, self.socket_faults)
        dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
        self.carrier = Carrier(
            clock=clock, timing=timing, ledger=self.ledger, hub=self.hub, poster=self.poster, dice=dice
        )
        self.courier = Courier(clock=clock, ledger=self.ledger, switches=self.push_faults, carrier=self.carrier)

    async def start(self) -> None:
        """Pushes can be sent from now on."""
        await self.poster.start()

    async def stop(self) -> None:
        """Drop pushes that are under way, and every connection."""
        await self.courier.stop()
        await self.hub.stop()
        await self.poster.stop()

    async def settled(self) -> None:
        """Wait until every push was acknowledged or given up."""
        await self.courier.settled()

    def org_of_token(self, value: str) -> Org | None:
        """The organisation whose application got that token."""
        return next((org for org in self.orgs.values() if org.tokens.knows(value)), None)

    def org_of_client(self, client_id: str) -> Org | None:
        """The organisation of an application."""
        return next((org for org in self.orgs.values() if org.client_id == client_id), None)

    def tell_app(self, org: Org, said: Said, on_answer: OnAnswer | None = None) -> Letter:
        """Tell the application what happened; `on_answer` gets what it answered in time, if anything."""
        return self.courier.post(org, said, on_answer)
