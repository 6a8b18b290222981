"""代理 张三 11月25日到11月28日: whom somebody names to act for them, for how long, and within which limits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from domain.forms.directory import Directory, Member
from domain.forms.typed_times import EVERY_DAY
from domain.people import Person
from domain.sentence import LeaveReading, read_period
from domain.shift import Shifts, duty_on
from domain.text_fold import fold_text
from domain.texts import stand_ins as words

LONGEST = timedelta(days=366)  # ours: whoever is away longer names somebody again
MOST_LISTED = 5  # people of one name
FEN = 100
_SEPARATORS = " ,;:、。.(（"
_AMOUNT = re.compile(
    r"(?:不超过|最多|限额?)? ?(?P<amount>\d{1,9}(?:\.\d{1,2})?) ?(?P<scale>[万千]?)元(?:以内|以下|及以下|内)?"
)
_FORM = re.compile(r"(?:只|仅)(?:限|代|管|办|批)? ?(?P<form>[^\s,;。]+)")
_SCALES = {"": 1, "千": 1000, "万": 10_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was said. Without a period it is the standing one; `form` is a form's name as it was typed."""

    stand_in: Person
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    form: str = ""
    most_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """It cannot be done as it was said; the sentence says why and what to send."""

    sentence: str


def read_wish(said: str, principal: Member, directory: Directory, now: datetime, shift: Shifts) -> Wish | Unclear:
    """Name first, the rest in any order. `now` is in campus time."""
    found, rest = find_person(said, directory)
    stand_in = _only(said, found, directory)
    if isinstance(stand_in, Unclear):
        return stand_in
    if stand_in.person.id == principal.person.id:
        return Unclear(words.ONESELF)
    if directory.kind(stand_in) != directory.kind(principal):
        return Unclear(words.ANOTHER_KIND.format(name=stand_in.person.name))
    most_fen, rest = _amount(rest)
    form, rest = _form(rest)
    wish = Wish(stand_in=stand_in.person, form=form, most_fen=most_fen)
    return _with_period(wish, rest.strip(_SEPARATORS), now, shift)


def find_person(said: str, directory: Directory) -> tuple[tuple[Member, ...], str]:
    """Everybody whose name or staff number the words begin with, the longest such name, and what follows it."""
    folded = fold_text(said).lstrip(_SEPARATORS)
    named = [(name, member) for member in directory.active for name in _names(member) if folded.startswith(name)]
    longest = max((name for name, _ in named), key=len, default="")
    return tuple(member for name, member in named if name == longest), folded[len(longest) :]


def _names(member: Member) -> Iterable[str]:
    return (fold_text(name) for name in (member.person.name, member.person.staff_no) if name)


def _only(said: str, found: tuple[Member, ...], directory: Directory) -> Member | Unclear:
    match found:
        case ():
            return Unclear(words.nobody(said.split(maxsplit=1)[0] if said.strip() else ""))
        case (only,):
            return only
        case _:
            return Unclear(words.several(_told_apart(found[:MOST_LISTED], directory), len(found)))


def _told_apart(members: Iterable[Member], directory: Directory) -> list[str]:
    return [
        "，".join(
            filter(None, (directory.facts(each).department, each.person.staff_no and f"工号 {each.person.staff_no}"))
        )
        for each in members
    ]


def _amount(rest: str) -> tuple[int | None, str]:
    found = _AMOUNT.search(rest)
    if not found:
        return None, rest
    fen = int(Decimal(found["amount"]) * _SCALES[found["scale"]] * FEN)
    return fen, f"{rest[: found.start()]} {rest[found.end() :]}"


def _form(rest: str) -> tuple[str, str]:
    found = _FORM.search(rest)
    return (found["form"], f"{rest[: found.start()]} {rest[found.end() :]}") if found else ("", rest)


def _with_period(wish: Wish, rest: str, now: datetime, shift: Shifts) -> Wish | Unclear:
    if not rest:
        return wish
    reading = _read(rest, now, shift)
    if reading.start is None or reading.end is None:
        return Unclear(words.unclear_period(_question(reading)))
    start, end = _whole_days(reading.start, reading.end, shift)
    if end <= now:
        return Unclear(words.OVER)
    if end - start > LONGEST:
        return Unclear(words.TOO_LONG)
    return Wish(stand_in=wish.stand_in, starts_at=max(start, now), ends_at=end, form=wish.form, most_fen=wish.most_fen)


def _read(rest: str, now: datetime, shift: Shifts) -> LeaveReading:
    """A period that has begun already is taken too."""
    readings = [read_period(rest, now=now, shift=shift, calendar=EVERY_DAY, back=back) for back in (False, True)]
    return next((reading for reading in readings if reading.start), readings[0])


def _question(reading: LeaveReading) -> str:
    if reading.refusal:
        return reading.refusal
    return reading.questions[0].text if reading.questions else ""


def _whole_days(start: datetime, end: datetime, shift: Shifts) -> tuple[datetime, datetime]:
    """Whoever names days means all of them: what is asked in the evening waits for somebody too."""
    if start.time() == duty_on(shift, start.date()).start:
        start = datetime.combine(start.date(), time(), start.tzinfo)
    if end.time() == duty_on(shift, end.date()).end:
        end = datetime.combine(end.date() + timedelta(days=1), time(), end.tzinfo)
    return start, end
