"""Everything behind the address: the corps, the clock, the ledger and the switches for faults."""

from collections.abc import Iterable

from emulator.clock import Clock
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.attempts import Carrier
from emulator.wecom.callbacks import Courier
from emulator.wecom.corp import Corp
from emulator.wecom.faults import ApiEffect, CallbackEffect, Faults
from emulator.wecom.ledger import Ledger
from emulator.wecom.letter import Letter, Sender
from emulator.wecom.replies import show_reply
from emulator.wecom.rules import Timing
from emulator.wecom.said import Said


class World:
    """WeCom as far as it is emulated."""

    def __init__(self, corps: Iterable[Corp], *, clock: Clock, timing: Timing, seed: int) -> None:
        self.clock = clock
        self.corps = {corp.corp_id: corp for corp in corps}
        self.ledger = Ledger()
        self.faults: Faults[ApiEffect] = Faults(seed)
        self.callback_faults: Faults[CallbackEffect] = Faults(seed)
        self.carrier = Carrier(clock, timing, self.ledger, self._show_reply)
        self.courier = Courier(clock=clock, ledger=self.ledger, switches=self.callback_faults, carrier=self.carrier)

    async def start(self) -> None:
        """Callbacks can be sent from now on."""
        await self.carrier.start()

    async def stop(self) -> None:
        """Drop callbacks that are under way."""
        await self.courier.stop()
        await self.carrier.stop()

    def corp_of_token(self, value: str) -> Corp | None:
        """The corp that issued a token."""
        return next((corp for corp in self.corps.values() if corp.tokens.knows(value)), None)

    def tell_app(self, corp: Corp, app: App, user_id: str, said: Said) -> Letter | None:
        """Tell an application what a member did; None when it has no callback address."""
        return self._tell(corp, app.agent_id, app.callback, user_id, said)

    def tell_contacts(self, corp: Corp, user_id: str, said: Said) -> Letter | None:
        """Tell the receiver of contact changes; None when there is none."""
        address = corp.contact_sync.callback if corp.contact_sync else None
        return self._tell(corp, None, address, user_id, said)

    def _tell(
        self, corp: Corp, agent_id: int | None, address: CallbackAddress | None, user_id: str, said: Said
    ) -> Letter | None:
        if address is None:
            return None
        return self.courier.post(
            said, Sender(corp_id=corp.corp_id, agent_id=agent_id, address=address, user_id=user_id)
        )

    def _show_reply(self, letter: Letter, body: bytes) -> None:
        show_reply(self.corps[letter.corp_id], letter, body)
