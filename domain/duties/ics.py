"""A calendar of duties as iCalendar (RFC 5545), which phones and mail programs subscribe to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.duties.duty import Duty
from domain.duties.event_file import Events
from domain.duties.rule_words import say
from domain.duties.year import Entry

OCTETS = 75  # of a line, without its end: RFC 5545, 3.1
BEGIN, END = "BEGIN:VEVENT", "END:VEVENT"
PRODUCT = "-//Dutybell//Duties//ZH"
CONTINUES, CONTINUED = 0b1100_0000, 0b1000_0000  # the octets of a sign after its first, in UTF-8
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)  # how long an entry of an instant is shown; it ends when the duty is due


def calendar_of(
    entries: Iterable[Entry], *, name: str, site: str, campus: ZoneInfo, events: Events, now: datetime
) -> bytes:
    """The whole file. `site` makes the entries' ids the college's own; an entry keeps its id when its day moves."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    content = [piece for line in lines for piece in _folded(line)]
    texts: dict[str, _Texts] = {}
    stamp = f"DTSTAMP:{_instant(now)}"
    for entry in entries:
        told = texts.get(entry.duty.code) or texts.setdefault(entry.duty.code, _texts(entry.duty, events))
        uid = escaped(f"{entry.duty.code}/{entry.occurrence.period}@{site}")
        said = escaped(entry.occurrence.label)
        for line in (BEGIN, f"UID:{uid}", stamp, *_when(entry, campus), f"DESCRIPTION:{said}；{told.description}"):
            content.extend(_folded(line))
        content.append(told.rest)
    return b"".join((*content, b"END:VCALENDAR\r\n"))


@dataclass(frozen=True, slots=True)
class _Texts:
    """What all entries of a duty say alike; `rest` are whole lines."""

    description: str
    rest: bytes


def _texts(duty: Duty, events: Events) -> _Texts:
    told = say(duty.rule, events) + (f"\n成果：{duty.evidence}" if duty.evidence else "")
    lines = (f"SUMMARY:{escaped(duty.title)}", f"CATEGORIES:{escaped(duty.department)}", "TRANSP:TRANSPARENT", END)
    return _Texts(escaped(told), b"".join(piece for line in lines for piece in _folded(line)))


def _when(entry: Entry, campus: ZoneInfo) -> Iterator[str]:
    """A day as a day; an instant as the quarter of an hour before it."""
    due = entry.occurrence
    if due.due_at.astimezone(campus).time() == datetime.min.time():
        yield f"DTSTART;VALUE=DATE:{due.due_on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{due.due_on + DAY:%Y%m%d}"
    else:
        yield f"DTSTART:{_instant(due.due_at - QUARTER)}"
        yield f"DTEND:{_instant(due.due_at)}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A value of kind TEXT: RFC 5545, 3.3.11. Signs that no line may hold are dropped."""
    if not text.isprintable():
        text = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return text.translate(ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """Never through the middle of a sign; a piece that goes on begins with a space."""
    octets, start, room = line.encode(), 0, OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & CONTINUES == CONTINUED:
            end -= 1
        yield octets[start:end] + b"\r\n "
        start, room = end, OCTETS - 1
    yield octets[start:] + b"\r\n"
