"""A robot's answers by the address that came with what was said. Source: docs, robot-receive-message."""

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.chats import Side
from emulator.dingtalk.errors import OldError
from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.notes import note_sending
from emulator.dingtalk.org import Org
from emulator.dingtalk.session_kinds import read_reply
from emulator.dingtalk.sessions import Session

NO_SESSION = 300001
NO_SESSION_TEXT = "session 不存在"


def send(call: Call) -> Answer:
    """Answer in that chat. An answer with a msgUuid that was taken before is taken again and not shown again."""
    org, session = _find(call)
    shown = read_reply(call.body)
    uuid = call.body.text("msgUuid")
    is_repeated = bool(uuid) and uuid in session.answered
    if not is_repeated:
        org.chats.add(session.line, at=call.now, side=Side.APP, kind=shown.kind, content=shown.content)
        session.answered.add(uuid)
    note_sending(
        call,
        way="session",
        recipient=session.line.peer,
        kind=shown.kind,
        sent_key=uuid,
        outcome=Outcome.REPEATED if is_repeated else Outcome.DELIVERED,
        org=org,
    )
    return {"errcode": 0, "errmsg": "ok"}


def _find(call: Call) -> tuple[Org, Session]:
    for org in call.world.orgs.values():
        session = org.sessions.find(call.query.get("session", ""), call.now)
        if session:
            return org, session
    raise OldError(NO_SESSION, NO_SESSION_TEXT)
