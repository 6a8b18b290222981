"""The robot's chat with one member: send, take back, ask who has read. Source: docs, oToMessages."""

from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.chats import Side
from emulator.dingtalk.errors import NewError
from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.lines import Line
from emulator.dingtalk.notes import note_recall, note_sending
from emulator.dingtalk.people import Member
from emulator.dingtalk.robot_kinds import Shown, read_param
from emulator.dingtalk.robot_sends import LIFE, RobotSend
from emulator.fields import Fields

# The parameter table says 20, the text of the error 100: whoever keeps the smaller one is safe.
MOST_USERS = 20


@dataclass(slots=True)
class Sorted:
    """The recipients of one send; the lists are those of the answer."""

    reached: list[Member] = field(default_factory=list[Member])
    invalid: list[str] = field(default_factory=list[str])
    throttled: list[str] = field(default_factory=list[str])
    filtered: list[str] = field(default_factory=list[str])


def check_robot(call: Call, code: str) -> None:
    """Refuse a robot that is not the caller's. Raises NewError."""
    if not code:
        raise NewError("invalidParameter.robotCode.empty")
    if code != call.org.robot_code:
        is_known = any(org.robot_code == code for org in call.world.orgs.values())
        raise NewError("invalidParameter.robotCode.auth" if is_known else "invalidParameter.robotCode.notExsit")


def batch_send(call: Call) -> Answer:
    """Send to up to twenty members; who cannot be reached is told in the answer and does not hold up the others."""
    body = call.body
    check_robot(call, body.text("robotCode"))
    userids = list(dict.fromkeys(body.texts("userIds")))
    if not userids:
        raise NewError("invalidParameter.userIds.empty")
    if len(userids) > MOST_USERS:
        raise NewError("invalidParameter.userIds.overMax")
    shown = read_shown(call, body)
    found = _sort(call, userids)
    send = call.org.robot_sends.keep(tuple(Line(call.org.client_id, who.userid) for who in found.reached), call.now)
    deliver(call, send, shown)
    _note(call, found, send)
    return {
        "processQueryKey": send.key,
        "invalidStaffIdList": found.invalid,
        "flowControlledStaffIdList": found.throttled,
        "filteredStaffIdList": found.filtered,
    }


def read_shown(call: Call, body: Fields) -> Shown:
    """What people will see. Raises NewError."""
    shown = read_param(body.text("msgKey"), body.text("msgParam"))
    call.org.media.check(shown.media_ids)
    return shown


def deliver(call: Call, send: RobotSend, shown: Shown) -> None:
    """Put it into the chats."""
    for line in send.lines:
        call.org.chats.add(line, at=call.now, side=Side.APP, kind=shown.kind, content=shown.content, sent_key=send.key)


def _sort(call: Call, userids: list[str]) -> Sorted:
    found = Sorted()
    for userid in userids:
        member = call.org.roster.member(userid)
        if member is None or userid in call.unreachable.users:
            found.invalid.append(userid)
        elif not call.org.sees(member) or not member.is_active or userid in call.unreachable.filtered:
            found.filtered.append(userid)
        elif userid in call.unreachable.throttled or not call.org.robot_sends.may_reach(userid, call.now):
            found.throttled.append(userid)
        else:
            found.reached.append(member)
    return found


def _note(call: Call, found: Sorted, send: RobotSend) -> None:
    kind = call.body.text("msgKey")
    outcomes = {
        Outcome.DELIVERED: [member.userid for member in found.reached],
        Outcome.INVALID: found.invalid,
        Outcome.FLOW_CONTROLLED: found.throttled,
        Outcome.FILTERED: found.filtered,
    }
    for outcome, userids in outcomes.items():
        for userid in userids:
            note_sending(call, way="robot", recipient=userid, kind=kind, sent_key=send.key, outcome=outcome)


def batch_recall(call: Call) -> Answer:
    """Take sends back within a day."""
    check_robot(call, call.body.text("robotCode"))
    return recall_all(call, lambda send: not any(line.is_group for line in send.lines))


def recall_all(call: Call, is_meant: Callable[[RobotSend], bool]) -> Answer:
    """Take back what is named and meant; each key is answered for itself."""
    done: list[str] = []
    failed: dict[str, str] = {}
    keys = call.body.texts("processQueryKeys")
    if not keys:
        raise NewError("miss.param.processQueryKeys")
    for key in keys:
        send = call.org.robot_sends.find(key)
        if send is None or not is_meant(send):
            failed[key] = "processQueryKey.notExist"
        elif call.now - send.sent_at >= LIFE:
            failed[key] = "recall.timeout"
        else:
            _recall(call, send)
            done.append(key)
    return {"successResult": done, "failedResult": failed}


def _recall(call: Call, send: RobotSend) -> None:
    send.is_recalled = True
    for line in send.lines:
        call.org.chats.recall(line, send.key)
    note_recall(call, send.key)


def read_status(call: Call) -> Answer:
    """Who has read a send; known for a day."""
    check_robot(call, call.query.get("robotCode", ""))
    send = call.org.robot_sends.find(call.query.get("processQueryKey", ""))
    if send is None or call.now - send.sent_at >= LIFE:
        raise NewError("invalidParameter.processQueryKey.invalid")
    return {
        "sendStatus": "RECALLED" if send.is_recalled else "SUCCESS",
        "messageReadInfoList": [_read_row(call, send, line) for line in send.lines],
    }


def _read_row(call: Call, send: RobotSend, line: Line) -> dict[str, str]:
    member = call.org.roster.member(line.peer)
    has_read = line.peer in call.org.chats.readers(line, send.key)
    name = member.name if member else ""
    return {"name": name, "userId": line.peer, "readStatus": "READ" if has_read else "UNREAD"}
