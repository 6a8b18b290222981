"""externalcontact/message/send to the parents of students, text only. Source: path 91609.

Left out: students and classes as recipients, and every kind but text.
"""

import hashlib

from emulator.wecom.apis.send import check_agent
from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.content_rules import check_content
from emulator.wecom.errors import ApiError
from emulator.wecom.ledger import Outcome, SendingRow
from emulator.wecom.repeats import interval_of

NO_SCHOOL, NOT_ALLOWED, NOBODY = 65014, 65023, 82001
TO_PARENTS = 0
RECIPIENT = "guardians:"  # of the ledger's rows


def send(call: Call) -> Answer:
    """The parents of the students that the school directory knows."""
    app, school = check_agent(call, call.body.number("agentid")), call.corp.school
    if school is None:
        raise ApiError(NO_SCHOOL)
    if app.agent_id not in school.apps:
        raise ApiError(NOT_ALLOWED)
    students = call.body.texts("to_student_userid")
    if not students or (call.body.number("recv_scope") or TO_PARENTS) != TO_PARENTS:
        raise ApiError(NOBODY)
    check_content(call.body, call.corp.media, call.now)
    content_hash = hashlib.sha256(call.raw).hexdigest()
    interval = interval_of(call.body)
    if interval and (repeated := call.corp.repeats.find((app.agent_id, content_hash), interval, call.now)):
        _note(call, students, content_hash, Outcome.REPEATED)
        return repeated
    known = [each for each in students if school.parents.get(each)]
    unknown = [each for each in students if each not in known]
    _note(call, known, content_hash, Outcome.DELIVERED)
    _note(call, unknown, content_hash, Outcome.INVALID)
    answer = ok(**({"invalid_student_userid": unknown} if unknown else {}))
    if interval:
        call.corp.repeats.remember((app.agent_id, content_hash), answer, call.now)
    return answer


def _note(call: Call, students: list[str], content_hash: str, outcome: Outcome) -> None:
    call.ledger.sendings.extend(
        SendingRow(
            call=call.row,
            at=call.now,
            corp_id=call.corp.corp_id,
            agent_id=call.app.agent_id,
            recipient=f"{RECIPIENT}{student}",
            kind=call.body.text("msgtype"),
            body=call.raw,
            content_hash=content_hash,
            msgid="",
            task_id="",
            outcome=outcome,
        )
        for student in students
    )
