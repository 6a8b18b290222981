"""After a gap: every place that still tells of it is asked, in pages, and each fact has one key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.gap import Gap
from adapters.ports import PlatformBusy, PlatformMisconfigured, Received
from tests.dingtalk.gateway import Gateway, settings

SINCE = datetime(2030, 3, 4, 2, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=1)
NEW, OLD = "/v1.0/event/callbacks/failedResults", "/call_back/get_call_back_failed_result"
PUNCHES = "/attendance/listRecord"
IDS, INSTANCES = "/v1.0/workflow/processes/instanceIds/query", "/v1.0/workflow/processInstances"


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@dataclass
class Asked:
    """One call."""

    path: str
    query: dict
    body: dict
    repeatable: bool


@dataclass
class Platform:
    """Answers each path by a function of the call."""

    answers: dict[str, Callable[[Asked], dict]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    async def api(self, method, path, *, query=None, body=None, repeatable) -> Mapping:
        assert method == ("GET" if body is None else "POST")
        return self._answer(path, query, body, repeatable)

    async def oapi(self, path, body=None, *, query=None, repeatable) -> Mapping:
        return self._answer(path, query, body, repeatable)

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def _answer(self, path, query, body, repeatable) -> Mapping:
        asked = Asked(path, dict(query or {}), dict(body or {}), repeatable)
        self.asked.append(asked)
        return self.answers.get(path, lambda _: {})(asked)


@pytest.fixture
def platform() -> Platform:
    return Platform()


def gap(platform: Platform, users: int = 1, **changed) -> Gap:
    account = settings(Gateway(base="https://api.dingtalk.com"), **changed)

    async def user_ids() -> list[str]:
        return [f"u{n}" for n in range(users)]

    return Gap(account, platform, Gate(account).decode_missed, user_ids)


async def found(one: Gap, since: datetime = SINCE) -> list[Received]:
    return [received async for received in one.read_missed(since, UNTIL)]


async def test_a_failed_push_has_the_key_and_the_fields_that_it_had_when_it_was_pushed(platform: Platform):
    pushed = {"EventType": "user_add_org", "eventId": "e1", "EventTime": ms(SINCE), "userId": ["u1"]}
    record = {"callBackTag": "user_add_org", "callBackData": json.dumps(pushed), "corpId": "c", "eventTime": ms(SINCE)}
    platform.answers[NEW] = lambda _: {"hasMore": False, "failedList": [record]}

    [received] = await found(gap(platform))

    assert (received.key, received.kind, received.lane) == ("event:e1", "gap.event:user_add_org", "")
    assert json.loads(received.body) == pushed | {"CorpId": "c"}
    assert platform.calls(NEW)[0].query == {"beginTime": str(ms(SINCE)), "endTime": str(ms(UNTIL))}


async def test_the_wrapper_of_an_event_is_taken_off(platform: Platform):
    wrapped = {"eventId": "e1", "eventType": "org_dept_create", "data": {"deptId": [7]}}
    record = {"callBackTag": "org_dept_create", "callBackData": wrapped, "eventTime": ms(SINCE)}
    platform.answers[NEW] = lambda _: {"failedList": [record]}

    [received] = await found(gap(platform))

    assert received.key == "event:e1"
    assert json.loads(received.body)["deptId"] == [7]


async def test_a_long_list_is_asked_for_from_where_it_ended(platform: Platform):
    def page(asked: Asked) -> dict:
        begin = int(asked.query["beginTime"])
        times = [at for at in range(ms(SINCE), ms(SINCE) + 10) if at >= begin][:4]
        records = [
            {"callBackTag": "org_change", "callBackData": {"eventId": f"e{at}"}, "eventTime": at} for at in times
        ]
        return {"hasMore": begin + 4 < ms(SINCE) + 10, "failedList": records}

    platform.answers[NEW] = page

    assert len({received.key for received in await found(gap(platform))}) == 10


async def test_a_list_that_says_more_for_ever_is_left(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("adapters.dingtalk.gap_failed.MOST_PAGES", 5)
    record = {"callBackTag": "org_change", "callBackData": {"eventId": "e1"}, "eventTime": ms(SINCE)}
    platform.answers[NEW] = lambda _: {"hasMore": True, "failedList": [record]}

    await found(gap(platform))

    assert len(platform.calls(NEW)) == 5


async def test_the_list_that_forgets_is_asked_again_only_when_all_it_told_is_kept(platform: Platform):
    """And a lost answer is not asked for again: what it held would be deleted unread."""
    pages = [[f"a{n}" for n in range(3)], [f"b{n}" for n in range(2)]]

    def page(_: Asked) -> dict:
        users = pages.pop(0)
        failed = [{"event_time": 1, "call_back_tag": "user_add_org", "user_add_org": {"userid": [u]}} for u in users]
        return {"errcode": 0, "has_more": bool(pages), "failed_list": failed}

    platform.answers[OLD] = page
    reading = gap(platform).read_missed(SINCE, UNTIL)

    kept = [await anext(reading) for _ in range(3)]
    assert len(platform.calls(OLD)) == 1
    kept += [received async for received in reading]

    assert [json.loads(received.body)["userid"] for received in kept] == [["a0"], ["a1"], ["a2"], ["b0"], ["b1"]]
    assert len({received.key for received in kept}) == 5
    assert all(received.key.startswith("event:user_add_org:") for received in kept)
    assert not any(call.repeatable for call in platform.calls(OLD))


@pytest.mark.parametrize("name", ["bpms_task_change", "bpmsCallBackData", "callbackData", "roleLabelChange"])
async def test_the_inner_name_of_a_failed_push_may_vary(platform: Platform, name: str):
    record = {"event_time": 1, "call_back_tag": "bpms_task_change", name: {"processInstanceId": "i1"}}
    platform.answers[OLD] = lambda _: {"has_more": False, "failed_list": [record]}

    [received] = await found(gap(platform))

    assert json.loads(received.body)["processInstanceId"] == "i1"


async def test_punches_are_read_for_fifty_people_and_less_than_seven_days_at_a_time(platform: Platform):
    punch = {
        "userId": "u1", "userCheckTime": ms(SINCE), "userAddress": "南门", "id": 5, "recordId": 3, "corpId": "c",
        "gmtModified": 1, "userLatitude": 30.2,
    }  # fmt: skip
    platform.answers[PUNCHES] = lambda asked: {"recordresult": [punch] if "u1" in asked.body["userIds"] else []}

    received = await found(gap(platform, users=120), UNTIL - timedelta(days=7))

    calls = platform.calls(PUNCHES)
    assert [len(call.body["userIds"]) for call in calls] == [50, 50, 20] * 2
    assert (calls[0].body["checkDateFrom"], calls[-1].body["checkDateTo"]) == (
        "2030-02-25 11:00:00",
        "2030-03-04 11:00:00",
    )
    assert {(one.key.rpartition(":")[0], one.kind) for one in received} == {
        ("event:attendance_check_record", "gap.event:attendance_check_record")
    }
    [told] = json.loads(received[0].body)["dataList"]
    assert told == {
        "userId": "u1", "checkTime": ms(SINCE), "address": "南门", "corpId": "c", "latitude": 30.2,
    }  # fmt: skip


async def test_a_punch_that_is_read_twice_has_one_key(platform: Platform):
    edits = iter(range(10))
    platform.answers[PUNCHES] = lambda _: {
        "recordresult": [{"userId": "u1", "userCheckTime": ms(SINCE), "gmtModified": next(edits)}]
    }

    first, second = await found(gap(platform)), await found(gap(platform))

    assert first == second != []


async def test_approvals_of_the_configured_forms_tell_what_happened_in_between(platform: Platform):
    def instance(asked: Asked) -> dict:
        number = int(asked.query["processInstanceId"].removeprefix("i"))
        facts = {"title": "请假", "originatorUserId": "u1", "businessId": str(number)}
        match number:
            case 0:
                facts |= {"status": "RUNNING", "createTime": "2030-03-04T02:30Z"}
            case 1:
                facts |= {"status": "COMPLETED", "result": "agree", "createTime": "2030-03-01T02:30Z"}
                facts |= {"finishTime": "2030-03-04T02:40Z"}
            case 2:
                facts |= {"status": "TERMINATED", "createTime": "2030-03-04T02:30Z", "finishTime": "2030-03-04T02:31Z"}
            case _:
                facts |= {"status": "COMPLETED", "createTime": "2030-03-01T02:30Z", "finishTime": "2030-03-02T02:30Z"}
        return {"success": "true", "result": facts}

    def ids(asked: Asked) -> dict:
        first = asked.body["nextToken"]
        listed = [f"i{n}" for n in range(first, min(first + 20, 25))]
        return {"result": {"list": listed, **({"nextToken": str(first + 20)} if first + 20 < 25 else {})}}

    platform.answers |= {IDS: ids, INSTANCES: instance}

    received = await found(gap(platform, approval_codes=("PROC-1",)))

    told = [json.loads(one.body) for one in received]
    assert [(one["processInstanceId"], one["type"], one.get("result")) for one in told] == [
        ("i0", "start", None),
        ("i1", "finish", "agree"),
        ("i2", "start", None),
        ("i2", "terminate", None),
    ]
    assert {one.kind for one in received} == {"gap.event:bpms_instance_change"}
    assert len(platform.calls(IDS)) == 2
    assert len(platform.calls(INSTANCES)) == 25
    assert told[1]["processCode"] == "PROC-1"


async def test_what_the_account_may_not_read_hides_nothing_else(platform: Platform):
    def refuse(_: Asked) -> dict:
        raise PlatformMisconfigured("Forbidden", "没有权限")

    record = {"event_time": 1, "call_back_tag": "org_change", "org_change": {"a": 1}}
    platform.answers |= {NEW: refuse, PUNCHES: refuse, OLD: lambda _: {"failed_list": [record]}}

    assert [one.kind for one in await found(gap(platform))] == ["gap.event:org_change"]


async def test_a_busy_platform_is_told_after_everything_else_was_read(platform: Platform):
    def busy(_: Asked) -> dict:
        raise PlatformBusy("90018", "繁忙")

    record = {"event_time": 1, "call_back_tag": "org_change", "org_change": {"a": 1}}
    platform.answers |= {NEW: busy, OLD: lambda _: {"failed_list": [record]}}

    reading = gap(platform).read_missed(SINCE, UNTIL)
    received = await anext(reading)
    with pytest.raises(PlatformBusy):
        await anext(reading)

    assert received.kind == "gap.event:org_change"
