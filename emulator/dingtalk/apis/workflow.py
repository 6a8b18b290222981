"""Reading approvals. Source: docs, list of instance ids and details of an instance."""

from datetime import UTC, datetime, timedelta

from emulator.dingtalk.approvals import Approval, Status
from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import NewError

MOST_IDS = 20
MOST_DAYS = 120
MOST_USERS = 10


def list_ids(call: Call) -> Answer:
    """Ids of the instances of one form that were started in that time."""
    body = call.body
    begin, end, most, token = (body.number(name) for name in ("startTime", "endTime", "maxResults", "nextToken"))
    if not body.text("processCode"):
        raise NewError("processCodeError")
    if begin is None or most is None or not 1 <= most <= MOST_IDS or len(body.texts("userIds")) > MOST_USERS:
        raise NewError("invalidParameter")
    first, last = _moment(begin), call.now if end is None else _moment(end)
    if last - first > timedelta(days=MOST_DAYS):
        raise NewError("invalidParameter.timeSpan")
    users, statuses = body.texts("userIds"), body.texts("statuses")
    found = [
        approval.instance_id
        for approval in call.org.approvals.started(body.text("processCode"), first, last)
        if (not users or approval.originator in users) and (not statuses or approval.status.value in statuses)
    ]
    start = token or 0
    page: dict[str, object] = {"list": found[start : start + most]}
    if start + most < len(found):
        page["nextToken"] = str(start + most)
    return {"result": page, "success": True}


def get_instance(call: Call) -> Answer:
    """One instance."""
    instance_id = call.query.get("processInstanceId", "")
    if not instance_id:
        raise NewError("processInstanceIdError")
    approval = call.org.approvals.by_id.get(instance_id)
    if approval is None:
        raise NewError("processInstanceNotExist")
    return {"success": "true", "result": _shown(approval)}


def _moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


def _time(at: datetime | None) -> str:
    """Minutes and a Z, as in the docs."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if at else ""


def _shown(approval: Approval) -> dict[str, object]:
    return {
        "title": approval.title,
        "status": approval.status.value,
        "result": approval.result,
        "businessId": approval.business_id,
        "createTime": _time(approval.created_at),
        "finishTime": _time(approval.finished_at),
        "originatorUserId": approval.originator,
        "originatorDeptId": "-1",
        "originatorDeptName": "",
        "approverUserIds": [approval.approver],
        "ccUserIds": [],
        "bizAction": "REVOKE" if approval.revokes else "NONE",
        "bizData": "",
        "mainProcessInstanceId": approval.revokes,
        "attachedProcessInstanceIds": [],
        "tasks": [_step(approval)],
        "operationRecords": _records(approval),
        "formComponentValues": [
            {"id": f"TextField-{number}", "name": name, "value": value, "componentType": "TextField"}
            for number, (name, value) in enumerate(approval.form.items(), 1)
        ],
    }


def _step(approval: Approval) -> dict[str, object]:
    status = {Status.COMPLETED: "COMPLETED", Status.RUNNING: "RUNNING", Status.TERMINATED: "CANCELED"}
    return {
        "taskId": approval.task_id,
        "userId": approval.approver,
        "status": status[approval.status],
        "result": approval.result.upper() or "NONE",
        "createTime": _time(approval.created_at),
        "finishTime": _time(approval.finished_at),
        "activityId": "a1",
    }


def _records(approval: Approval) -> list[dict[str, object]]:
    started: dict[str, object] = {
        "userId": approval.originator,
        "date": _time(approval.created_at),
        "type": "START_PROCESS_INSTANCE",
        "result": "NONE",
    }
    if approval.finished_at is None or not approval.result:
        return [started]
    decided: dict[str, object] = {
        "userId": approval.approver,
        "date": _time(approval.finished_at),
        "type": "EXECUTE_TASK_NORMAL",
        "result": approval.result.upper(),
    }
    return [started, decided]
