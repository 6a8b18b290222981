"""A calendar of duties as iCalendar (RFC 5545), which phones and mail programs subscribe to."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.duties.event_file import Events
from domain.duties.rule_words import say
from domain.duties.year import Entry

OCTETS = 75  # of a line, without its end: RFC 5545, 3.1
PRODUCT = "-//Dutybell//Duties//ZH"
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
    for entry in entries:
        lines += _event(entry, site, campus, events, now)
    lines.append("END:VCALENDAR")
    return b"".join(piece for line in lines for piece in _folded(line))


def _event(entry: Entry, site: str, campus: ZoneInfo, events: Events, now: datetime) -> Iterator[str]:
    duty, due = entry.duty, entry.occurrence
    told = [f"{due.label}；{say(duty.rule, events)}", duty.evidence and f"成果：{duty.evidence}"]
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(f'{duty.code}/{due.period}@{site}')}"
    yield f"DTSTAMP:{_instant(now)}"
    yield from _when(entry, campus)
    yield f"SUMMARY:{escaped(duty.title)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(each for each in told if each))}"
    yield f"CATEGORIES:{escaped(duty.department)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


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
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(sign, written)
    return kept


def _folded(line: str) -> Iterator[bytes]:
    """Never through the middle of a sign; a piece that goes on begins with a space."""
    piece, room = b"", OCTETS
    for sign in line:
        octets = sign.encode()
        if len(octets) > room:
            yield piece + b"\r\n "
            piece, room = b"", OCTETS - 1
        piece += octets
        room -= len(octets)
    yield piece + b"\r\n"
