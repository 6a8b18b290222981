"""One callback as a fact: what happened, once, however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

from emulator.wecom.apps import CallbackAddress
from emulator.wecom.said import Said
from emulator.wecom.xml import Node, header, write

SYSTEM = "sys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`xml` with its MsgId and CreateTime stays the same through all attempts; `user_id` is "sys" for the system."""

    no: int
    at: datetime
    corp_id: str
    agent_id: int | None
    address: CallbackAddress
    user_id: str
    kind: str
    msg_id: int | None
    xml: bytes

    @property
    def lane(self) -> tuple[str, int | None, str]:
        """What keeps its order."""
        return (self.corp_id, self.agent_id, self.user_id.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """On whose behalf something is told, and to whom. `agent_id` is None for the contact synchronisation."""

    corp_id: str
    agent_id: int | None
    address: CallbackAddress
    user_id: str


def compose(said: Said, sender: Sender, *, no: int, msg_id: int, at: datetime) -> Letter:
    """Write the letter. Events have no MsgId."""
    nodes: list[Node] = [*header(sender.corp_id, sender.user_id, at, said.message_type), *said.nodes]
    if not said.is_event:
        nodes.append(("MsgId", msg_id))
    if sender.agent_id is not None:
        nodes.append(("AgentID", sender.agent_id))
    return Letter(
        no=no,
        at=at,
        corp_id=sender.corp_id,
        agent_id=sender.agent_id,
        address=sender.address,
        user_id=sender.user_id,
        kind=said.kind,
        msg_id=None if said.is_event else msg_id,
        xml=write(nodes),
    )
