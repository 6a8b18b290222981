"""Reading planned checks and punches. Source: docs, open attendance clock-in data and records."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from emulator.dingtalk.attendance import Check
from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import OldError
from emulator.dingtalk.letter import milliseconds

ILLEGAL = 40035
SPAN_TOO_LONG = 41041
MOST_USERS = 50
MOST_ROWS = 50
MOST_DAYS = 7
# DingTalk writes and reads these texts in China's time.
LOCAL = ZoneInfo("Asia/Shanghai")
FORMAT = "%Y-%m-%d %H:%M:%S"


def list_results(call: Call) -> Answer:
    """One row per planned check. A single unknown person makes the whole answer empty."""
    first, last = _span(call, "workDateFrom", "workDateTo")
    userids = _users(call, "userIdList")
    offset, limit = call.body.number("offset"), call.body.number("limit")
    if offset is None or limit is None or not 1 <= limit <= MOST_ROWS:
        raise OldError(ILLEGAL)
    found = call.org.attendance.planned(userids, _midnight(first), _midnight(last)) if _all_known(call, userids) else []
    end = offset + limit
    return call.ok(hasMore=end < len(found), recordresult=[_result(check) for check in found[offset:end]])


def list_punches(call: Call) -> Answer:
    """Punches as they were made."""
    begin, end = _span(call, "checkDateFrom", "checkDateTo")
    userids = _users(call, "userIds")
    found = call.org.attendance.punched(userids, begin, end, call.now) if _all_known(call, userids) else []
    return call.ok(recordresult=[_punch(call, check) for check in found])


def _span(call: Call, begin: str, end: str) -> tuple[datetime, datetime]:
    try:
        first, last = (datetime.strptime(call.body.text(name), FORMAT).replace(tzinfo=LOCAL) for name in (begin, end))
    except ValueError:
        raise OldError(ILLEGAL) from None
    if last < first:
        raise OldError(ILLEGAL)
    if _midnight(last) - _midnight(first) >= timedelta(days=MOST_DAYS):
        raise OldError(SPAN_TOO_LONG)
    return first, last


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _users(call: Call, name: str) -> list[str]:
    userids = call.body.texts(name)
    if not 1 <= len(userids) <= MOST_USERS:
        raise OldError(ILLEGAL)
    return userids


def _all_known(call: Call, userids: list[str]) -> bool:
    return all(call.org.roster.member(userid) for userid in userids)


def _result(check: Check) -> dict[str, object]:
    return {
        "id": check.no + 100_000,
        "userId": check.userid,
        "workDate": milliseconds(check.work_date),
        "checkType": check.check_type.value,
        "timeResult": check.time_result.value,
        "locationResult": check.location_result if check.punched_at else "NotSigned",
        "sourceType": check.source_type,
        "baseCheckTime": milliseconds(check.planned_at),
        "userCheckTime": milliseconds(check.at),
        "planId": check.no + 500_000,
        "groupId": 1,
        **({"recordId": check.no} if check.punched_at else {}),
    }


def _punch(call: Call, check: Check) -> dict[str, object]:
    return {
        "id": check.no,
        "userId": check.userid,
        "corpId": call.org.corp_id,
        "bizId": biz_id(check),
        "workDate": milliseconds(check.work_date),
        "checkType": check.check_type.value,
        "timeResult": check.time_result.value,
        "locationResult": check.location_result,
        "locationMethod": check.location_method,
        "sourceType": check.source_type,
        "userCheckTime": milliseconds(check.at),
        "baseCheckTime": milliseconds(check.planned_at),
        "planCheckTime": milliseconds(check.planned_at),
        "userAddress": check.address,
        "isLegal": "N" if check.invalid else "Y",
        **({"invalidRecordType": check.invalid} if check.invalid else {}),
        "groupId": 1,
        "gmtCreate": milliseconds(check.arrived_at or check.at),
        "gmtModified": milliseconds(check.arrived_at or check.at),
    }


def biz_id(check: Check) -> str:
    """What a punch and the event about it have in common."""
    return f"biz{check.no:08d}"
