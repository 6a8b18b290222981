"""What the platform's records tell of a stretch of time: punches and approvals, as the events they would have been."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from adapters.dingtalk.fields import Fields, get, inner, rows, text
from adapters.dingtalk.gap_failed import Calls, milliseconds
from adapters.replies import as_whole, values

PUNCHES = "/attendance/listRecord"
USERS_PER_CALL = 50
DAYS_PER_CALL = timedelta(days=6)  # seven are allowed, counted inclusively
CAMPUS = timezone(timedelta(hours=8))  # the platform's own, whatever the office's
PUNCH_TIME = "%Y-%m-%d %H:%M:%S"

IDS = "/v1.0/workflow/processes/instanceIds/query"
INSTANCES = "/v1.0/workflow/processInstances"
IDS_PER_CALL = 20
LOOK_BACK = timedelta(days=7)  # instances are found by their beginning; one that takes longer is not looked for
MOST_PAGES = 500

# A punch as a row of the record, and as a field of the event.
_PUNCH = {
    "userId": "userId",
    "corpId": "corpId",
    "userCheckTime": "checkTime",
    "bizId": "bizId",
    "groupId": "groupId",
    "locationMethod": "locationMethod",
    "locationResult": "locationResult",
    "userAddress": "address",
    "userLatitude": "latitude",
    "userLongitude": "longitude",
    "deviceSN": "deviceSN",
}


async def read_punches(
    calls: Calls, user_ids: Sequence[str], since: datetime, until: datetime
) -> AsyncGenerator[Fields]:
    """Every punch in between."""
    for begin, end in windows(since, until):
        for first in range(0, len(user_ids), USERS_PER_CALL):
            asked = {
                "userIds": list(user_ids[first : first + USERS_PER_CALL]),
                "checkDateFrom": begin.astimezone(CAMPUS).strftime(PUNCH_TIME),
                "checkDateTo": end.astimezone(CAMPUS).strftime(PUNCH_TIME),
                "isI18n": False,
            }
            reply = await calls.oapi(PUNCHES, asked, repeatable=True)
            for record in rows(reply, "recordresult"):
                if text(record, "userId") and text(record, "userCheckTime"):
                    yield _punched(record)


async def read_approvals(calls: Calls, code: str, since: datetime, until: datetime) -> AsyncGenerator[Fields]:
    """Beginnings and ends, in between, of the approvals of one form."""
    for_us = (milliseconds(since), milliseconds(until))
    async for instance_id in _instance_ids(calls, code, since - LOOK_BACK, until):
        reply = await calls.api("GET", INSTANCES, query={"processInstanceId": instance_id}, repeatable=True)
        for event in _changes(inner(reply, "result"), instance_id, code):
            if for_us[0] <= as_whole(event["EventTime"]) <= for_us[1]:
                yield event


async def _instance_ids(calls: Calls, code: str, since: datetime, until: datetime) -> AsyncGenerator[str]:
    token = 0
    for _ in range(MOST_PAGES):
        asked = {
            "processCode": code,
            "startTime": milliseconds(since),
            "endTime": milliseconds(until),
            "nextToken": token,
            "maxResults": IDS_PER_CALL,
        }
        reply = await calls.api("POST", IDS, body=asked, repeatable=True)
        for instance_id in values(reply, "result", "list"):
            if isinstance(instance_id, str):
                yield instance_id
        following = as_whole(get(inner(reply, "result"), "nextToken"))
        if following <= token:
            return
        token = following


def windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches that one call may ask for."""
    while since < until:
        end = min(until, since + DAYS_PER_CALL)
        yield since, end
        since = end


def _punched(record: Fields) -> Fields:
    one = {ours: record[theirs] for theirs, ours in _PUNCH.items() if record.get(theirs) is not None}
    return {
        "EventType": "attendance_check_record",
        "EventTime": get(record, "userCheckTime"),
        "CorpId": text(record, "corpId"),
        "dataList": [one],
    }


def _changes(instance: Fields, instance_id: str, code: str) -> Iterator[dict[str, object]]:
    """What would have been pushed about it: that it began, and how it ended."""
    created, finished = _instant(text(instance, "createTime")), _instant(text(instance, "finishTime"))
    common: dict[str, object] = {
        "EventType": "bpms_instance_change",
        "processInstanceId": instance_id,
        "processCode": code,
        "businessId": text(instance, "businessId"),
        "title": text(instance, "title"),
        "staffId": text(instance, "originatorUserId"),
        "createTime": created,
    }
    if created:
        yield common | {"EventTime": created, "type": "start"}
    match text(instance, "status"):
        case "COMPLETED" if finished:
            result = text(instance, "result").lower()
            yield common | {"EventTime": finished, "type": "finish", "result": result, "finishTime": finished}
        case "TERMINATED" if finished:
            yield common | {"EventTime": finished, "type": "terminate", "finishTime": finished}
        case _:
            pass


def _instant(written: str) -> int:
    """Milliseconds of "2024-01-02T08:00Z", 0 for anything else."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return 0
    return milliseconds(found if found.tzinfo else found.replace(tzinfo=UTC))
