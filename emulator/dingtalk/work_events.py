"""What punches and approvals are told as. Source: docs, attendance events and approval events."""

from emulator.dingtalk.apis.attendance import biz_id
from emulator.dingtalk.approvals import Approval
from emulator.dingtalk.attendance import Check
from emulator.dingtalk.letter import Said, happened, milliseconds

CAMPUS = (30.274085, 120.15507)


def punched(check: Check, corp_id: str) -> Said:
    """attendance_check_record. Nobody is told of a check that did not happen."""
    latitude, longitude = CAMPUS
    row = {
        "userId": check.userid,
        "corpId": corp_id,
        "checkTime": milliseconds(check.at),
        "bizId": biz_id(check),
        "groupId": "1",
        "locationMethod": check.location_method,
        "locationResult": check.location_result,
        "address": check.address,
        "latitude": latitude,
        "longitude": longitude,
        "checkByUser": True,
    }
    return happened("attendance_check_record", {"dataList": [row]})


def approval_changed(approval: Approval, kind: str) -> Said:
    """bpms_instance_change; `kind` is start, finish, terminate or delete, and a result stands only in a finish."""
    data = _common(approval, kind) | {
        "staffId": approval.originator,
        "url": f"https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?procInstId={approval.instance_id}",
        "businessType": "",
    }
    return happened("bpms_instance_change", data)


def step_changed(approval: Approval, kind: str) -> Said:
    """bpms_task_change; `kind` is start, finish or cancel."""
    data = _common(approval, kind) | {"staffId": approval.approver, "taskId": approval.task_id, "remark": ""}
    return happened("bpms_task_change", data)


def _common(approval: Approval, kind: str) -> dict[str, object]:
    common: dict[str, object] = {
        "processInstanceId": approval.instance_id,
        "processCode": approval.process_code,
        "bizCategoryId": approval.biz_category,
        "businessId": approval.business_id,
        "title": approval.title,
        "type": kind,
        "createTime": milliseconds(approval.created_at),
    }
    if kind == "finish":
        common["result"] = approval.result
    if approval.finished_at:
        common["finishTime"] = milliseconds(approval.finished_at)
    return common
