"""Punches and approvals in DingTalk: what is told of them, and what can be read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from emulator.dingtalk.attendance import CheckType

LOCAL = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def org(org, http_bot):
    org.callback = http_bot.address
    return org


@pytest.fixture
def admin(ding):
    return ding.dingtalk_admin()


async def settled(ding, http_bot):
    await ding.settled()
    return http_bot.events


def milliseconds(at):
    return int(at.timestamp() * 1000)


async def test_a_punch_is_told_and_can_be_read_as_a_result_and_as_a_record(ding, http_bot, admin, ding_api):
    morning = datetime(2030, 3, 4, 8, 0, tzinfo=LOCAL)
    admin.punch("zhang3", CheckType.ON_DUTY, planned_at=morning, punched_at=morning + timedelta(minutes=5))
    admin.punch("zhang3", CheckType.OFF_DUTY, planned_at=morning + timedelta(hours=9), punched_at=None)

    (event,) = await settled(ding, http_bot)
    results = await ding_api.old(
        "/attendance/list",
        {
            "workDateFrom": "2030-03-04 00:00:00",
            "workDateTo": "2030-03-04 00:00:00",
            "userIdList": ["zhang3"],
            "offset": 0,
            "limit": 50,
        },
    )
    records = await ding_api.old(
        "/attendance/listRecord",
        {"userIds": ["zhang3"], "checkDateFrom": "2030-03-04 00:00:00", "checkDateTo": "2030-03-04 23:59:59"},
    )

    (told,), (record,) = event["dataList"], records["recordresult"]
    assert (told["userId"], told["checkTime"]) == ("zhang3", milliseconds(morning + timedelta(minutes=5)))
    assert (record["userCheckTime"], record["bizId"]) == (told["checkTime"], told["bizId"])
    assert [(row["checkType"], row["timeResult"]) for row in results["recordresult"]] == [
        ("OnDuty", "Late"),
        ("OffDuty", "NotSigned"),
    ]
    assert results["hasMore"] is False


@pytest.mark.parametrize(
    ("change", "code"),
    [({"workDateTo": "2030-03-11 00:00:00"}, 41041), ({"limit": 51}, 40035), ({"workDateTo": "2030-03-10"}, 40035)],
)
async def test_attendance_is_asked_for_a_week_and_fifty_rows_at_most(ding_api, change, code):
    body = {
        "workDateFrom": "2030-03-04 00:00:00",
        "workDateTo": "2030-03-10 00:00:00",
        "userIdList": ["zhang3"],
        "offset": 0,
        "limit": 50,
    }

    assert (await ding_api.old("/attendance/list", body))["errcode"] == 0
    assert (await ding_api.old("/attendance/list", body | change))["errcode"] == code


async def test_one_unknown_person_empties_the_whole_answer(admin, ding_api):
    morning = datetime(2030, 3, 4, 8, 0, tzinfo=LOCAL)
    admin.punch("zhang3", CheckType.ON_DUTY, planned_at=morning, punched_at=morning)
    span = {"checkDateFrom": "2030-03-04 00:00:00", "checkDateTo": "2030-03-04 23:59:59"}

    answer = await ding_api.old("/attendance/listRecord", {"userIds": ["zhang3", "nobody"], **span})

    assert answer["recordresult"] == []


async def test_an_approval_is_told_from_start_to_finish_and_can_be_read(ding, http_bot, admin, ding_api, clock):
    approval = admin.start_approval(
        "PROC-ABC", originator="zhang3", approver="li4", title="张三提交的请假", form={"事由": "家中有事"}
    )
    await ding.settled()
    clock.move(timedelta(minutes=10))
    admin.finish_approval(approval, "agree")
    events = await settled(ding, http_bot)

    query = {"processCode": "PROC-ABC", "startTime": milliseconds(clock() - timedelta(hours=1)), "nextToken": 0}
    _, ids = await ding_api.new("POST", "/v1.0/workflow/processes/instanceIds/query", query | {"maxResults": 20})
    instance = {"processInstanceId": approval.instance_id}
    _, found = await ding_api.new("GET", "/v1.0/workflow/processInstances", **instance)

    assert sorted((event["EventType"], event["type"], event.get("result")) for event in events) == [
        ("bpms_instance_change", "finish", "agree"),
        ("bpms_instance_change", "start", None),
        ("bpms_task_change", "finish", "agree"),
        ("bpms_task_change", "start", None),
    ]
    assert {event["staffId"] for event in events} == {"zhang3", "li4"}
    assert ids["result"] == {"list": [approval.instance_id]}
    result = found["result"]
    assert (result["status"], result["result"], result["tasks"][0]["result"]) == ("COMPLETED", "agree", "AGREE")
    assert result["formComponentValues"][0]["value"] == "家中有事"


async def test_instances_come_in_pages_and_unknown_ones_are_refused(admin, ding_api, clock):
    for _ in range(3):
        admin.start_approval("PROC-ABC", originator="zhang3", approver="li4", title="请假")
    query = {"processCode": "PROC-ABC", "startTime": milliseconds(clock()), "maxResults": 2}
    path = "/v1.0/workflow/processes/instanceIds/query"

    _, first = await ding_api.new("POST", path, query)
    _, second = await ding_api.new("POST", path, query | {"nextToken": int(first["result"]["nextToken"])})
    status, refused = await ding_api.new("GET", "/v1.0/workflow/processInstances", processInstanceId="x")

    assert (len(first["result"]["list"]), len(second["result"]["list"])) == (2, 1)
    assert "nextToken" not in second["result"]
    assert (status, refused["code"]) == (400, "processInstanceNotExist")


async def test_a_withdrawn_approval_is_terminated(ding, http_bot, admin):
    approval = admin.start_approval("PROC-ABC", originator="zhang3", approver="li4", title="请假")
    admin.terminate_approval(approval)

    events = await settled(ding, http_bot)

    assert {event["type"] for event in events} == {"start", "terminate", "cancel"}
