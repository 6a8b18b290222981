"""A stored body as an event in our words; its kind tells the way it came, and with it what that proves.

Source of the events' types and fields: the platform's pages on events of the directory.
"""

from datetime import datetime

from adapters.dingtalk.arrivals import Way, What
from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.clicks import is_proven, read_click
from adapters.dingtalk.fields import DEPARTMENT_ID, EPOCH, USER_ID, Fields, ids, inner, instant, read_object
from adapters.dingtalk.punches import told_punches
from adapters.dingtalk.robot import RobotReader
from adapters.dingtalk.settings import DingtalkSettings
from adapters.links import KIND as LINK
from adapters.links import parse_link
from domain.events import CardClicked, Change, DirectoryChanged, Event, PunchesTold, Strange, Unrecognised

# Of what a type of event tells, and under which name its ids stand. Nothing else is taken over, above all not what a
# member's telephone was and is: whoever needs more reads the directory.
DIRECTORY: dict[str, tuple[Change, str]] = {
    **dict.fromkeys(
        ("user_add_org", "user_modify_org", "user_leave_org", "user_active_org"), (Change.MEMBER, "userId")
    ),
    **dict.fromkeys(("org_dept_create", "org_dept_modify", "org_dept_remove"), (Change.DEPARTMENT, "deptId")),
    "org_change": (Change.WHOLE, ""),
    **dict.fromkeys(
        (
            "org_admin_add",
            "org_admin_remove",
            "label_user_change",
            "label_conf_add",
            "label_conf_modify",
            "label_conf_del",
        ),
        (Change.OTHER, ""),
    ),
}


PUNCHED = "attendance_check_record"


class Parser:
    """Understands what one account's `Gate` let in."""

    def __init__(self, settings: DingtalkSettings) -> None:
        self._capabilities = Capabilities(settings.client_secret)
        self._robot = RobotReader(settings)

    def parse(self, kind: str, body: bytes) -> Event:
        """Understand a stored body. An unknown kind is `Unrecognised`.

        Where the platform gives no time (a press over HTTP), `at` is the year 1970.

        Raises:
            ValueError: it cannot be read at all.
        """
        if kind == LINK:
            return parse_link(body)
        way, _, what = kind.partition(".")
        match way:
            case Way.STREAM:
                frame = read_object(body)
                headers = inner(frame, "headers")
                arrived_at = instant(headers, "eventBornTime", "time") or EPOCH
                return self._read(kind, what, _payload(frame, what), arrived_at, is_vouched=True)
            case Way.HTTP | Way.GAP:
                fields = read_object(body)
                arrived_at = instant(fields, "EventTime", "timeStamp") or EPOCH
                return self._read(kind, what, fields, arrived_at, is_vouched=False)
            case _:
                return Unrecognised(user_id=None, at=EPOCH, kind=kind)

    def _read(self, kind: str, what: str, fields: Fields, at: datetime, *, is_vouched: bool) -> Event:
        match what:
            case What.ROBOT:
                return self._robot.read(fields, at, is_vouched=is_vouched)
            case What.CARD:
                return self._click(fields, at)
            case _ if what.startswith(What.EVENT):
                return _event(what.removeprefix(What.EVENT), fields, at)
            case _:
                return Unrecognised(user_id=None, at=at, kind=kind)

    def _click(self, card: Fields, at: datetime) -> Event:
        """The member sees the waiting view by now, so that the card must be drawn again whatever is decided."""
        click = read_click(card)
        if not is_proven(click, self._capabilities):
            presser = click.user_id if USER_ID.fullmatch(click.user_id) else None
            return Unrecognised(user_id=presser, at=at, kind="card.unproven", strange=Strange.UNPROVEN_PRESS)
        return CardClicked(
            user_id=click.user_id, at=at, card_id=click.card_id, action=click.action, leaves_waiting=True
        )


def _payload(frame: Fields, what: str) -> Fields:
    """What stands inside the frame, a text of JSON. Only an event says enough by its type alone. Raises ValueError."""
    inside = inner(frame, "data")
    if not inside and what in {What.ROBOT, What.CARD}:
        raise ValueError("a frame with nothing inside")
    return inside


def _event(event_type: str, fields: Fields, at: datetime) -> Event:
    """A change that does not say of whom may have been of anybody."""
    if event_type == PUNCHED:
        return PunchesTold(user_id=None, at=at, punches=told_punches(fields))
    if event_type not in DIRECTORY:
        return Unrecognised(user_id=None, at=at, kind=event_type)
    change, name = DIRECTORY[event_type]
    found = tuple(dict.fromkeys(ids(fields, name))) if name else ()
    match change:
        case Change.MEMBER if found:
            return DirectoryChanged(user_id=None, at=at, change=change, members=found)
        case Change.DEPARTMENT if departments := tuple(filter(DEPARTMENT_ID.fullmatch, found)):
            return DirectoryChanged(user_id=None, at=at, change=change, departments=departments)
        case Change.OTHER:
            return DirectoryChanged(user_id=None, at=at, change=change)
        case _:
            return DirectoryChanged(user_id=None, at=at, change=Change.WHOLE)
