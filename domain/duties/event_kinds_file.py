"""content/happenings.toml as it is read: where each kind of event is found, every mistake told with its place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from domain.college_calendar import EventKind as EntryKind
from domain.duties.event_file import MOST_EVENTS, Events, Origin
from domain.duties.event_kinds import EventKind, EventKinds, InCalendar, Moment, OnForm
from domain.forms.document import Document, Section, meant, shown
from domain.forms.problems import Problem

LONGEST_WORD = 40


def load_event_kinds(events: Events, file: str, raw: Mapping[str, object]) -> EventKinds | tuple[Problem, ...]:
    """All of `events` with what the parsed file says of them, or everything that is wrong with it."""
    document = Document(file)
    whole = Section(document, raw)
    kinds = dict(EventKinds.of(events).by_code)
    told: set[str] = set()
    for section in whole.sections("events", MOST_EVENTS):
        code = section.need("code")
        if code in told:
            section.complain("code", f"{shown(code)} 写了两次", 'code = "contract_signed"')
        elif code not in kinds:
            near = meant(code, sorted(kinds))
            section.complain("code", f"events.toml 里没有 {shown(code)}{near}", 'code = "contract_signed"')
        told.add(code)
        kinds[code] = _found(section, kinds.get(code) or EventKind(code, code, Origin.STAFF))
    reporters = whole.texts("reporters")
    whole.finish()
    return tuple(document.problems) if document.problems else EventKinds(kinds, reporters)


def _found(section: Section, kind: EventKind) -> EventKind:
    found = replace(
        kind,
        forms=tuple(_on_form(each) for each in section.sections("forms")),
        entries=_in_calendar(section),
        words=section.texts("words", longest=LONGEST_WORD),
    )
    section.finish()
    return found


def _on_form(section: Section) -> OnForm:
    step = section.text("step")
    moment = section.one_of("moment", Moment, Moment.STEP if step else None) or Moment.APPROVED
    if (moment is Moment.STEP) != bool(step):
        section.complain("step", "moment 写 step 时要写是哪一步，别的时候不写", 'step = "archive"')
    place = OnForm(
        form=section.need("form"),
        moment=moment,
        step=step,
        at=section.text("at"),
        is_end=section.flag("is_end"),
        departments=section.text("departments"),
        where=_where(section),
    )
    section.finish()
    return place


def _where(section: Section) -> dict[str, tuple[str, ...]]:
    """Words by field; one or a list of them."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in section.table("where").items():
        words = cast("list[object]", value) if isinstance(value, list) else [value]
        if not words or any(not isinstance(word, str | bool) or word == "" for word in words):
            section.complain("where", f"{name} 应是文字、true、false，或文字的列表", 'where = { kind = "火情" }')
        found[name] = tuple(str(word) for word in words)
    return found


def _in_calendar(section: Section) -> InCalendar | None:
    if not section.has("calendar"):
        return None
    entry = Section(section.document, section.table("calendar"), section.at("calendar"))
    found = InCalendar(
        words=entry.texts("words", longest=LONGEST_WORD),
        kinds=entry.words_of("kinds", EntryKind),
        is_end=entry.flag("is_end"),
        is_holiday=entry.flag("is_holiday"),
    )
    if not (found.words or found.kinds or found.is_holiday):
        entry.complain("words", "要写校历里的名称或种类，否则认不出", 'words = ["运动会"]')
    entry.finish()
    return found
