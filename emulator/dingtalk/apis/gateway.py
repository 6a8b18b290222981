"""Opening a stream connection: credentials and subscriptions against a ticket. Source: docs, stream protocol."""

from emulator.dingtalk import faults
from emulator.dingtalk.apis.token import find_app
from emulator.dingtalk.call import Answer, Binary, Call
from emulator.dingtalk.errors import NewError
from emulator.dingtalk.letter import FrameType, Topic
from emulator.dingtalk.tickets import Topics

UNAUTHORIZED = 401
# Written as XML unless JSON is asked for, as the Node SDK found out.
XML = "<OpenConnectionResponse><endpoint>{}</endpoint><ticket>{}</ticket></OpenConnectionResponse>"


def open_connection(call: Call) -> Answer:
    """A ticket for one connection, and where to go with it."""
    body = call.body
    org = find_app(call, body.text("clientId"), body.text("clientSecret"))
    if org is None:
        raise NewError("authFailed", "鉴权失败", UNAUTHORIZED)
    ticket = call.world.hub.tickets.issue(org, _topics(call), call.now)
    if isinstance(call.world.socket_faults.draw("open"), faults.BadTicket):
        call.world.hub.tickets.spend(ticket)
    endpoint = call.world.base.replace("http", "ws", 1) + "/connect"
    if "application/json" not in call.headers.get("Accept", ""):
        return Binary(XML.format(endpoint, ticket).encode(), "application/xml; charset=utf-8")
    return {"endpoint": endpoint, "ticket": ticket}


def _topics(call: Call) -> Topics:
    """What was subscribed to; events only as a whole. Raises NewError."""
    topics = frozenset((row.text("type"), row.text("topic")) for row in call.body.parts("subscriptions"))
    events = {topic for kind, topic in topics if kind == FrameType.EVENT}
    known = {kind.value for kind in FrameType}
    if not topics or events - {Topic.EVENT.value} or {kind for kind, _ in topics} - known:
        raise NewError("invalidParameter.subscriptions")
    return topics
