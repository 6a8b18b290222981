"""Reading punches and rules, and writing a forgotten punch. Source: paths 90262, 90263 and 95803.

Only applications that stand in 打卡 → API → 可调用接口的应用 may call; the application 打卡 itself may read and not
write. Whom the caller does not see is as bad an id as one that nobody has.
"""

from datetime import UTC, datetime, time, timedelta

from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.errors import ApiError
from emulator.wecom.people import Member
from emulator.wecom.punches import LOCAL, Checkin, Punch, PunchGroup

NO_RIGHT = 48002
WRONG_USER = 301021
WRONG_COUNT = 301023
WRONG_SPAN = 301024
WRONG_PARAMETER = 301075
WRONG_SLOT = 301080
WRONG_TIME = 301081
WRONG_DATE = 301082
MOST_USERS = 100
MOST_DAYS = 30
REMARK_BYTES = 512
EVERY_KIND = 3
OUTDOOR_KIND = 2


def read_data(call: Call) -> Answer:
    """Rows of punches, and of what was due and did not happen."""
    checkin, body = _admit(call, is_writing=False), call.body
    wanted = body.number("opencheckindatatype")
    if wanted not in {1, 2, 3}:
        raise ApiError(WRONG_PARAMETER)
    begin, end = _instant(body.number("starttime")), _instant(body.number("endtime"))
    members = _members(call, checkin)
    if not begin <= end <= begin + timedelta(days=MOST_DAYS):
        raise ApiError(WRONG_SPAN)
    rows = checkin.rows(members, begin, end, call.now)
    return ok(checkindata=[_row(checkin, punch) for punch in rows if _is_wanted(punch, wanted)])


def read_option(call: Call) -> Answer:
    """The rule of each member who has one."""
    checkin = _admit(call, is_writing=False)
    _midnight(call.body.number("datetime"), WRONG_PARAMETER)
    groups = [(member, checkin.group_of(member.user_id)) for member in _members(call, checkin)]
    return ok(info=[{"userid": member.user_id, "group": _group(group)} for member, group in groups if group])


def correct(call: Call) -> Answer:
    """A punch that was forgotten."""
    checkin, body = _admit(call, is_writing=True), call.body
    member = _member(call, checkin, body.text("userid"))
    day = _midnight(body.number("schedule_date_time"), WRONG_DATE)
    at = _instant(body.number("checkin_time"))
    slot = body.number("schedule_checkin_time")
    if len(body.text("remark").encode()) > REMARK_BYTES:
        raise ApiError(WRONG_PARAMETER)
    group = checkin.group_of(member.user_id)
    if (slot is not None or group is not None) and (group is None or slot not in group.times):
        raise ApiError(WRONG_SLOT)
    if at > call.now or not day <= at < day + timedelta(days=2):
        raise ApiError(WRONG_TIME)
    checkin.add(member.user_id, at, arrived_at=call.now, notes=body.text("remark"), due=slot)
    return ok()


def _admit(call: Call, *, is_writing: bool) -> Checkin:
    checkin, app = call.corp.checkin, call.app
    if checkin is None or (app is checkin.app and is_writing):
        raise ApiError(NO_RIGHT)
    if app is not checkin.app and app.agent_id not in checkin.callers:
        raise ApiError(NO_RIGHT)
    return checkin


def _members(call: Call, checkin: Checkin) -> list[Member]:
    user_ids = call.body.texts("useridlist")
    if not 1 <= len(user_ids) <= MOST_USERS:
        raise ApiError(WRONG_COUNT)
    return [_member(call, checkin, user_id) for user_id in user_ids]


def _member(call: Call, checkin: Checkin, user_id: str) -> Member:
    member = call.corp.roster.member(user_id)
    if member is None or not (call.app is checkin.app or call.corp.scope(call.app).sees(member)):
        raise ApiError(WRONG_USER)
    return member


def _instant(seconds: int | None) -> datetime:
    if seconds is None or not 0 < seconds < 10**10:
        raise ApiError(WRONG_PARAMETER)
    return datetime.fromtimestamp(seconds, UTC)


def _midnight(seconds: int | None, code: int) -> datetime:
    at = _instant(seconds)
    if at.astimezone(LOCAL).time() != time():
        raise ApiError(code)
    return at


def _is_wanted(punch: Punch, wanted: int) -> bool:
    is_outdoor = punch.kind.startswith("外出")
    return wanted == EVERY_KIND or is_outdoor is (wanted == OUTDOOR_KIND)


def _row(checkin: Checkin, punch: Punch) -> dict[str, object]:
    group = checkin.group_of(punch.user_id)
    midnight = datetime.combine(punch.at.astimezone(LOCAL).date(), time(), LOCAL)
    due = None if punch.due is None else int(midnight.timestamp()) + punch.due
    return {
        "userid": punch.user_id,
        "groupname": group.name if group else "",
        "checkin_type": punch.kind.value,
        "exception_type": ";".join(punch.exceptions),
        "checkin_time": int(punch.at.timestamp()),
        "location_title": punch.place,
        "location_detail": punch.place,
        "wifiname": "",
        "notes": punch.notes,
        "wifimac": "",
        "mediaids": [],
        "lat": round(punch.latitude * 1_000_000),
        "lng": round(punch.longitude * 1_000_000),
        "deviceid": punch.device_id,
        "groupid": group.group_id if group else 0,
        "schedule_id": 0,
        "timeline_id": 1,
        **({"sch_checkin_time": due} if due is not None else {}),
    }


def _group(group: PunchGroup) -> dict[str, object]:
    times = [
        {"work_sec": on, "off_work_sec": off, "remind_work_sec": on - 600, "remind_off_work_sec": off}
        for on, off in group.slots
    ]
    return {
        "grouptype": 1,
        "groupid": group.group_id,
        "groupname": group.name,
        "checkindate": [{"workdays": [1, 2, 3, 4, 5], "checkintime": times, "limit_aheadtime": 0, "flex_time": 0}],
        "spe_workdays": [],
        "spe_offdays": [],
        "sync_holidays": True,
        "need_photo": group.needs_photo,
        "loc_infos": [],
        "wifimac_infos": [],
    }
