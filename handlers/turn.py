"""One person's turn: who speaks or presses, where they are answered, and what is known while deciding."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from domain.address import Address
from domain.ids import RequestNo
from domain.office import Office
from domain.people import Person
from domain.request import Channel
from storage import outbox
from storage.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Everything that the handling of one event needs. The person is known and active.

    `is_vouched` is false where the way it came proves neither the sender nor the words: see `case_vouching.py`.
    """

    tx: Tx
    office: Office
    person: Person
    address: Address
    channel: Channel
    is_vouched: bool = True

    @property
    def today(self) -> date:
        """The day on campus."""
        return self.tx.now.astimezone(self.office.campus).date()

    @property
    def arrived_at(self) -> datetime:
        """When what is answered had reached us: earlier than now where it has waited."""
        return self.tx.arrived_at or self.tx.now

    async def say(self, text: str, number: RequestNo | None = None) -> None:
        """Answer. The same words twice in one turn are said once."""
        await outbox.say(self.tx, self.address, text, key=reply_key(self.tx, self.address, text), request_no=number)

    def note(self, action: str, number: RequestNo, **detail: object) -> None:
        """Record an act on a request: ids and numbers, no free text."""
        self.tx.audit(f"person:{self.person.id}", action, f"request:{number}", channel=self.channel.value, **detail)


def reply_key(tx: Tx, to: Address, text: str) -> str:
    """A reply belongs to the turn it was given in: its recipient, its instant and its words."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"reply:{to.source.platform}:{to.source.account}:{to.user_id.lower()}:{tx.now.isoformat()}:{digest}"
