"""Work notices. Limits drop recipients without a word: only `getsendresult` tells. Source: docs, asyncsend_v2."""

import hashlib

import msgspec

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.chats import Side, Way
from emulator.dingtalk.errors import OldError
from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.lines import Line
from emulator.dingtalk.notes import note_recall, note_sending, note_update
from emulator.dingtalk.notice_kinds import read_notice
from emulator.dingtalk.notices import LIFE, STATUS_BAR_LIFE, Forbidden, Notice
from emulator.dingtalk.robot_kinds import Shown
from emulator.fields import Fields

ILLEGAL = 40035
NO_SUCH_AGENT = 40056
NO_SUCH_USER = 33012
MOST_USERS = 100
MOST_DEPARTMENTS = 20
MOST_WITH_STATUS_BAR = 5
DONE = 2


def send(call: Call) -> Answer:
    """Take a work notice. A good answer says nothing about who gets it."""
    body = call.body
    _check_agent(call)
    shown = _read(call, body.part("msg"))
    userids, invalid, invalid_departments = _address(call)
    is_for_everybody = body.content.get("to_all_user") is True
    _check_status_bar(body, len(userids), is_for_everybody=is_for_everybody)
    if not userids:
        raise OldError(NO_SUCH_USER)
    notices = call.org.notices
    notices.take(len(userids), call.now, is_for_everybody=is_for_everybody)
    digest = hashlib.sha256(msgspec.json.encode(body.part("msg").content, order="sorted")).hexdigest()
    reached, forbidden = notices.split(userids, digest, call.now)
    notice = Notice(
        no=notices.next_no(),
        sent_at=call.now,
        reached=tuple(reached),
        forbidden=tuple(forbidden),
        invalid=tuple(invalid),
        invalid_departments=tuple(invalid_departments),
        has_status_bar=_has_status_bar(body),
    )
    notices.sent[notice.no] = notice
    _deliver(call, notice, shown)
    return call.ok(task_id=notice.no)


def _check_agent(call: Call) -> None:
    if call.body.number("agent_id") != call.org.agent_id:
        raise OldError(NO_SUCH_AGENT)


def _read(call: Call, msg: Fields) -> Shown:
    shown = read_notice(msg)
    if not call.org.media.knows(shown.media_ids):
        raise OldError(ILLEGAL)
    return shown


def _split(written: str) -> list[str]:
    return list(dict.fromkeys(part for part in (part.strip() for part in written.split(",")) if part))


def _address(call: Call) -> tuple[list[str], list[str], list[int]]:
    """Whom it is for, whom nobody knows, and which departments nobody knows. Raises OldError 40035."""
    body, org = call.body, call.org
    if body.content.get("to_all_user") is True:
        return [member.userid for member in org.visible_members() if member.is_active], [], []
    named, departments = _split(body.text("userid_list")), _split(body.text("dept_id_list"))
    if not named and not departments:
        raise OldError(ILLEGAL)
    if len(named) > MOST_USERS or len(departments) > MOST_DEPARTMENTS:
        raise OldError(ILLEGAL)
    known = [userid for userid in named if _is_reachable(call, userid)]
    inside = org.visible_departments()
    ids = [int(written) if written.isdecimal() else 0 for written in departments]
    grouped = [
        member.userid
        for dept_id in ids
        if dept_id in inside
        for department in org.roster.below(dept_id)
        for member in org.roster.members_in(department.dept_id)
        if member.is_active
    ]
    invalid = [userid for userid in named if userid not in known]
    return list(dict.fromkeys([*known, *grouped])), invalid, [dept_id for dept_id in ids if dept_id not in inside]


def _is_reachable(call: Call, userid: str) -> bool:
    member = call.org.roster.member(userid)
    return member is not None and member.is_active and call.org.sees(member) and userid not in call.unreachable.users


def _has_status_bar(body: Fields) -> bool:
    return body.part("msg").part("oa").has("status_bar")


def _check_status_bar(body: Fields, count: int, *, is_for_everybody: bool) -> None:
    is_wide = is_for_everybody or body.text("dept_id_list") or count > MOST_WITH_STATUS_BAR
    if _has_status_bar(body) and is_wide:
        raise OldError(ILLEGAL)


def _deliver(call: Call, notice: Notice, shown: Shown) -> None:
    key = str(notice.no)
    for userid in notice.reached:
        line = Line(call.org.client_id, userid)
        call.org.chats.add(
            line, at=call.now, side=Side.APP, kind=shown.kind, content=shown.content, sent_key=key, way=Way.NOTICE
        )
        note_sending(call, way="notice", recipient=userid, kind=shown.kind, sent_key=key, outcome=Outcome.DELIVERED)
    for left_out in notice.forbidden:
        note_sending(
            call, way="notice", recipient=left_out.user_id, kind=shown.kind, sent_key=key, outcome=Outcome.OVER_LIMIT
        )
    for userid in notice.invalid:
        note_sending(call, way="notice", recipient=userid, kind=shown.kind, sent_key=key, outcome=Outcome.INVALID)


def _find(call: Call, name: str) -> Notice:
    _check_agent(call)
    notice = call.org.notices.sent.get(call.body.number(name) or 0)
    if notice is None:
        raise OldError(ILLEGAL)
    return notice


def _find_recent(call: Call, name: str) -> Notice:
    notice = _find(call, name)
    if call.now - notice.sent_at >= LIFE:
        raise OldError(ILLEGAL)
    return notice


def get_progress(call: Call) -> Answer:
    """How far it has got; here everything is done at once."""
    _find_recent(call, "task_id")
    return call.ok(progress={"progress_in_percent": 100, "status": DONE})


def get_result(call: Call) -> Answer:
    """Who got it, who did not, and why."""
    notice = _find_recent(call, "task_id")
    seen = [
        userid
        for userid in notice.reached
        if userid in call.org.chats.readers(Line(call.org.client_id, userid), str(notice.no))
    ]
    return call.ok(
        send_result={
            "invalid_user_id_list": list(notice.invalid),
            "forbidden_user_id_list": [each.user_id for each in notice.forbidden],
            "failed_user_id_list": [],
            "read_user_id_list": seen,
            "unread_user_id_list": [userid for userid in notice.reached if userid not in seen],
            "invalid_dept_id_list": list(notice.invalid_departments),
            "forbidden_list": [_forbidden(each) for each in notice.forbidden],
        }
    )


def _forbidden(each: Forbidden) -> dict[str, object]:
    return {"code": each.code, "count": 1, "userid": each.user_id}


def recall(call: Call) -> Answer:
    """Take a work notice back within a day."""
    notice = _find_recent(call, "msg_task_id")
    notice.is_recalled = True
    for userid in notice.reached:
        call.org.chats.recall(Line(call.org.client_id, userid), str(notice.no))
    note_recall(call, str(notice.no))
    return call.ok()


def update_status_bar(call: Call) -> Answer:
    """Change what stands on the status bar, within a week."""
    notice = _find(call, "task_id")
    status = call.body.text("status_value")
    if not notice.has_status_bar or not status or call.now - notice.sent_at >= STATUS_BAR_LIFE:
        raise OldError(ILLEGAL)
    for userid in notice.reached:
        call.org.chats.change(Line(call.org.client_id, userid), str(notice.no), {"status": status})
    note_update(call, card_id=str(notice.no), form="status_bar")
    return call.ok()
