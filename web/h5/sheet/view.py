"""A case as its page shows it to one person: the fields, the way it went and goes, and what everybody said. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never, cast

from domain.case_look import Look
from domain.flow.case import Entry, Run, RunState, State
from domain.flow.kinds import ActKind
from domain.flow.sentences import who
from domain.flow.why import why
from domain.forms.fields import Field, FieldType
from domain.forms.showing import show
from domain.forms.values import Stored, is_empty
from domain.texts import case_words as words
from domain.texts.moments import moment
from web.h5.sheet.entries import Brought, files_of
from web.h5.sheet.texts import FILES


class Tone(StrEnum):
    """How something ended, or that it has not."""

    DONE = "done"
    REFUSED = "refused"
    NOW = "now"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field: words, the rows of a table, or files. What is `secret` is covered until it is asked for."""

    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[Brought, ...] = ()
    is_picture: bool = False
    is_secret: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of the route."""

    label: str
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the history."""

    who: str
    what: str
    at: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything on the page but the acts."""

    title: str
    number: str
    stands: str
    tone: Tone
    shown: tuple[Shown, ...]
    stops: tuple[Stop, ...]
    history: tuple[Said, ...]
    copies: tuple[str, ...]


def view_of(look: Look) -> View:
    """The case with the eyes of this person."""
    return View(
        title=look.title,
        number=look.number,
        stands=_stands(look),
        tone=_TONES[look.case.state],
        shown=tuple(_fields(look)),
        stops=tuple(_stops(look)),
        history=tuple(_said(look, entry) for entry in reversed(look.case.history)),
        copies=tuple(f"{copy.person.name}{'（已阅）' if copy.read_at else '（未阅）'}" for copy in look.case.copies),
    )


def _stands(look: Look) -> str:
    """Where it stands, and whom it waits for."""
    waiting = dict.fromkeys(place.person.name for _, place in look.case.open_places())
    return f"{words.stands(look.case)}，等{'、'.join(waiting)}办理" if waiting else words.stands(look.case)


def _fields(look: Look) -> Iterator[Shown]:
    """Those that this person may see, in the form's order; what is empty is left out."""
    seen = look.seen
    for field in look.form.fields:
        value = cast("Stored", look.case.fields.get(field.name))
        if field.name in seen and not is_empty(value):
            yield _shown(field, value, look)


def _shown(field: Field, value: Stored, look: Look) -> Shown:
    campus = look.policy.campus
    if field.type is FieldType.TABLE:
        rows = cast("list[dict[str, Stored]]", value)
        cells = tuple(tuple(show(c, row.get(c.name), campus) for c in field.columns) for row in rows)
        return Shown(label=field.label, columns=tuple(c.label for c in field.columns), rows=cells)
    if field.type in FILES:
        return Shown(label=field.label, files=files_of(value), is_picture=field.type is FieldType.PICTURE)
    if field.type is FieldType.SECRET:
        return Shown(label=field.label, text=str(value), is_secret=True)
    text = show(field, value, campus)
    if field.type is FieldType.PERIOD:
        text = text.replace(" 至 ", "\n至 ")  # a phone would break it within a date
    return Shown(label=field.label, text=text, is_long=field.type is FieldType.LONG_TEXT)


def _stops(look: Look) -> Iterator[Stop]:
    if look.case.state is State.DRAFT:
        return
    account = why(look.case, look.at, look.policy.campus)
    steps = zip(look.case.plan.steps, look.case.runs, strict=True)
    for place, ((step, run), line) in enumerate(zip(steps, account.lines, strict=False), 1):
        yield Stop(step.label, line.removeprefix(f"{place}.「{step.label}」"), _tone(run))


def _tone(run: Run) -> Tone:
    match run.state:
        case RunState.PASSED:
            return Tone.DONE
        case RunState.REFUSED:
            return Tone.REFUSED
        case RunState.OPEN | RunState.STUCK:
            return Tone.NOW
        case RunState.WAITING:
            return Tone.LATER
        case RunState.SKIPPED | RunState.CANCELLED:
            return Tone.NONE
        case _:
            assert_never(run.state)


def _said(look: Look, entry: Entry) -> Said:
    """What somebody did, with whom it was about."""
    subject = f" {entry.subject.name}" if entry.subject and entry.kind is not ActKind.READ else ""
    what = f"{words.verb_of(look.case.plan, entry)}{subject}"
    return Said(who(entry), what, moment(entry.at, look.at, look.policy.campus), entry.words)


_TONES = {
    State.DRAFT: Tone.LATER,
    State.PENDING: Tone.NOW,
    State.RETURNED: Tone.REFUSED,
    State.APPROVED: Tone.DONE,
    State.REJECTED: Tone.REFUSED,
    State.WITHDRAWN: Tone.NONE,
    State.EXPIRED: Tone.NONE,
}
