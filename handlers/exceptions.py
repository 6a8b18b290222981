"""例外 李雷 6月25日 家人住院: whoever a type names allows somebody leave in weeks that are closed to it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.forms.directory import Directory, Member
from domain.forms.fields import Field, FieldType
from domain.forms.finding import Request, find
from domain.forms.typed_times import read_span
from domain.forms.values import BadValue
from domain.forms.who import read_who
from domain.leave_types import LeaveType, catalogue
from domain.stand_in_words import find_person
from domain.texts import leave_exceptions as words
from domain.words import Command
from handlers.facts import directory_for
from handlers.tell import tell
from handlers.turn import Turn
from storage.leave_exceptions import Allowance, allow

LONGEST_REASON = 200
_FIELD = Field(name="days", label="日期", type=FieldType.PERIOD)


async def allow_exception(turn: Turn, command: Command) -> None:
    """Recorded with who allowed it; the request itself goes its usual way."""
    directory = await directory_for(turn.tx, turn.office)
    found, rest = find_person(command.rest, directory)
    if len(found) != 1:
        several = words.SEVERAL.format(count=len(found), name=found[0].person.name) if found else words.NOBODY
        await turn.say(several if command.rest.strip() else words.HOW)
        return
    (member,) = found
    said, _, reason = rest.strip().partition(" ")
    days = _days(turn, said)
    if days is None or not reason.strip():
        await turn.say(words.NO_REASON.format(name=member.person.name) if days else words.HOW)
        return
    types = [kind for kind in catalogue().types if _may_allow(turn, directory, member, kind)]
    if not types or member.person.id == turn.person.id:
        turn.tx.audit(f"person:{turn.person.id}", "leave.exception_refused", f"person:{member.person.id}")
        await turn.say(words.NOT_YOURS.format(name=member.person.name, contact=turn.office.contact))
        return
    await _allow(turn, member, types, days, reason.strip()[:LONGEST_REASON])


def _days(turn: Turn, said: str) -> tuple[date, date] | None:
    now = turn.tx.now.astimezone(turn.office.campus)
    try:
        span = read_span(_FIELD, said, now, turn.office.shifts)
    except BadValue:
        return None
    first, last = _day(span["start"], turn), _day(span["end"], turn)
    return (first, last) if first >= turn.today else None


def _day(at: datetime, turn: Turn) -> date:
    return at.astimezone(turn.office.campus).date()


def _may_allow(turn: Turn, directory: Directory, member: Member, kind: LeaveType) -> bool:
    if not kind.is_for(directory.kind(member)):
        return False
    who = [read_who(each) for blackout in kind.limits.blackouts for each in blackout.allowed_by]
    asked = find(who, Request(applicant=member, values={}, directory=directory))
    return any(each.member.person.id == turn.person.id for each in asked)


async def _allow(turn: Turn, member: Member, types: Sequence[LeaveType], days: tuple[date, date], why: str) -> None:
    person, (first, last) = member.person, days
    one = Allowance(person=person.id, first=first, last=last, reason=why, by=turn.person.id)
    await allow(turn.tx, one, [kind.code for kind in types])
    turn.tx.audit(
        f"person:{turn.person.id}", "leave.exception", f"person:{person.id}", first=str(first), last=str(last)
    )
    named = {"days": _said(first, last), "types": _names(types)}
    await turn.say(words.DONE.format(name=person.name, reason=why, **named))
    key = f"exception:{person.id}:{first}:{last}:{turn.tx.now.isoformat()}"
    await tell(turn.tx, person.id, words.TOLD.format(by=turn.person.name, **named), key=key)


def _said(first: date, last: date) -> str:
    day = f"{first.month}月{first.day}日"
    return day if first == last else f"{day}至{last.month}月{last.day}日"


def _names(types: Iterable[LeaveType]) -> str:
    return "、".join(kind.name for kind in types)
