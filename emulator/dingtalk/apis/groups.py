"""The robot in a group: send, ask who has read, take back. Source: docs, groupMessages."""

from emulator.dingtalk.apis.robot import check_robot, deliver, read_shown, recall_all
from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import NewError
from emulator.dingtalk.groups import Group
from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.lines import Line
from emulator.dingtalk.notes import note_sending
from emulator.dingtalk.robot_sends import RobotSend

MOST_RECALLED = 20
MOST_RESULTS = 200


def find_group(call: Call) -> Group:
    """The group that is meant. Raises NewError."""
    group_id = call.body.text("openConversationId")
    if not group_id:
        raise NewError("miss.openConversationId")
    group = call.org.groups.get(group_id)
    if group is None:
        raise NewError("invalid.openConversationId")
    if group.is_disbanded:
        raise NewError("group.disbanded")
    if call.org.robot_code not in group.robots:
        raise NewError("resource.unavailable")
    return group


def send(call: Call) -> Answer:
    """Speak to everybody in a group; nobody can be called by name this way."""
    check_robot(call, call.body.text("robotCode"))
    group = find_group(call)
    shown = read_shown(call, call.body)
    line = Line(call.org.client_id, group.open_conversation_id, is_group=True)
    sent = call.org.robot_sends.keep((line,), call.now)
    deliver(call, sent, shown)
    kind = call.body.text("msgKey")
    note_sending(call, way="group", recipient=line.peer, kind=kind, sent_key=sent.key, outcome=Outcome.DELIVERED)
    return {"processQueryKey": sent.key}


def query(call: Call) -> Answer:
    """Who in the group has read it, by pages."""
    check_robot(call, call.body.text("robotCode"))
    group = find_group(call)
    sent = call.org.robot_sends.find(call.body.text("processQueryKey"))
    if sent is None or not _is_in(sent, group):
        raise NewError("invalidParameter.processQueryKey.invalid")
    readers = sorted(call.org.chats.readers(sent.lines[0], sent.key))
    token = call.body.text("nextToken")
    start = int(token) if token.isdecimal() else 0
    end = start + min(call.body.number("maxResults") or MOST_RESULTS, MOST_RESULTS)
    return {
        "sendStatus": "RECALLED" if sent.is_recalled else "SUCCESS",
        "readUserIds": readers[start:end],
        "nextToken": str(end) if end < len(readers) else "",
        "hasMore": end < len(readers),
    }


def recall(call: Call) -> Answer:
    """Take back what was said in a group."""
    check_robot(call, call.body.text("robotCode"))
    group = find_group(call)
    if len(call.body.texts("processQueryKeys")) > MOST_RECALLED:
        raise NewError("invalidParameter.processQueryKeys.overMax")
    return recall_all(call, lambda sent: _is_in(sent, group))


def _is_in(sent: RobotSend, group: Group) -> bool:
    return any(line.is_group and line.peer == group.open_conversation_id for line in sent.lines)
