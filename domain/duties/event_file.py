"""content/events.toml: what may happen that starts a deadline, what it is called, and how the bot learns of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.forms.document import Document, Section, meant, repeated, shown
from domain.forms.problems import Problem

LONGEST_NAME = 40
MOST_EVENTS = 1000  # the sample college has 189
CODE = re.compile(r"[a-z][a-z0-9_]*")
CODE_RULE = "应由小写字母、数字和下划线组成，以字母开头"


class Origin(StrEnum):
    """How an event becomes known. What follows a colon names the form or the duty."""

    STAFF = "staff_entry"  # somebody says so
    FLOW = "flow"  # a form that is done
    FLOW_OR_STAFF = "flow_or_staff_entry"
    DOCUMENT = "document_in"  # a document that came in
    CALENDAR = "calendar_entry"
    TERM = "calendar_term"
    TIMETABLE = "calendar_timetable"
    DUTY = "duty"  # a duty that is done
    DUTY_ACK = "duty_ack"  # any duty that is done
    SYSTEM = "system_callback"
    BOT = "bot"


NAMED = frozenset({Origin.FLOW, Origin.DUTY})  # these need a name after the colon


@dataclass(frozen=True, slots=True)
class EventWord:
    """One kind of event. `of` is the form or the duty whose end it is; empty for the other origins."""

    code: str
    name: str
    origin: Origin
    of: str = ""


Events = Mapping[str, EventWord]


def load_events(file: str, raw: Mapping[str, object]) -> dict[str, EventWord] | tuple[Problem, ...]:
    """The events of a parsed file by code, or everything that is wrong with it."""
    document = Document(file)
    section = Section(document, raw)
    words = [_word(each) for each in section.sections("events", MOST_EVENTS)]
    section.finish()
    for code in repeated([word.code for word in words if word.code]):
        document.complain("events", f"有两件事的代码都是 {shown(code)}", 'code = "another"')
    return tuple(document.problems) if document.problems else {word.code: word for word in words}


def _word(section: Section) -> EventWord:
    code, name = section.need("code"), section.need("name", LONGEST_NAME)
    if code and not CODE.fullmatch(code):
        section.complain("code", CODE_RULE, 'code = "exam_ended"')
    origin, _, of = section.need("origin").partition(":")
    known = [each.value for each in Origin]
    if origin and origin not in known:
        section.complain("origin", f"不认识 {shown(origin)}{meant(origin, known)}，可以写：{'、'.join(known)}", "")
        origin = Origin.STAFF
    kind = Origin(origin or Origin.STAFF)
    if (kind in NAMED) is not bool(of):
        section.complain("origin", "flow 和 duty 要写明是哪一个，其他的不写", 'origin = "flow:travel"')
    section.finish()
    return EventWord(code, name, kind, of)
