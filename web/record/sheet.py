"""The record in the words and the order of the page: pure, every cell a plain text."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import assert_never

from domain.flow.case import Standing
from domain.flow.sentences import VERBS
from domain.leave_length import describe_length
from domain.record import Act, Decided, Entered, Later, LaterKind, Party, Record, Shown, Stop
from domain.signature import FIELD as SIGNATURE
from domain.texts import record as words

Cell = str | list[int] | list[str] | list[list[str]] | dict[str, "Cell"] | list[dict[str, "Cell"]]

LONG_RUN = re.compile(r"[!-~]{24}(?=[!-~])")  # letters without a place to break, which would run out of their cell
BREAK = "\u200b"
HASH_SHOWN = 16  # digits; the whole stands in the export
KILOBYTE = 1024


def sheet_of(record: Record, fingerprint: str, campus: tzinfo) -> dict[str, Cell]:
    """Everything that the page shows. It says no more than the record does."""
    return {
        "site": record.site,
        "form_title": record.form_title,
        "title": _breakable(record.title),
        "number": record.number,
        "state": words.STATES[record.state],
        "tone": record.state.value,
        "applicant": _applicant(record, campus),
        "fields": [_field(shown) for shown in record.fields],
        "hidden": words.HIDDEN.format(count=record.hidden) if record.hidden else "",
        "route": [row for stop in record.route for row in _stop(stop, campus)],
        "history": [_act(act, campus) for act in record.history],
        "copies": [
            [
                _name(c.person),
                _name(c.given_by) if c.given_by else words.BY_FORM,
                _when(c.at, campus),
                _when(c.read_at, campus) or words.UNREAD,
            ]
            for c in record.copies
        ],
        "booked": [_entered(entered, campus) for entered in record.booked],
        "enclosures": [
            [_breakable(e.name), f"{max(1, e.size // KILOBYTE)} KB", e.sha256[:32], e.sha256[32:]]
            for e in record.enclosures
            if not e.field.startswith(SIGNATURE)
        ],
        "later": [[words.LATER[each.kind], _when(each.at, campus), _later(each, campus)] for each in record.later],
        "audit": [[str(link.seq), _when(link.at, campus), link.hash] for link in record.audit],
        "head": [str(record.head.seq), record.head.hash] if record.head else [],
        "fingerprint": fingerprint,
        "printed_at": _when(record.made_at, campus),
    }


def _applicant(record: Record, campus: tzinfo) -> list[list[str]]:
    person = record.applicant
    pairs = [
        ["申请人", person.name],
        ["工号", person.staff_no],
        ["部门", person.department],
        ["职务", person.position],
        ["提交时间", _when(record.submitted_at, campus)],
        ["结束时间", _when(record.finished_at, campus)],
    ]
    return [[label, _breakable(text)] for label, text in pairs]


def _field(shown: Shown) -> dict[str, Cell]:
    return {
        "label": shown.label,
        "text": _breakable(shown.text),
        "columns": list(shown.columns),
        "rows": [[_breakable(cell) for cell in row] for row in shown.rows],
    }


def _stop(stop: Stop, campus: tzinfo) -> Iterable[dict[str, Cell]]:
    """A line for each person of the step; one for the step itself where nobody was asked."""
    if not stop.places:
        yield _line(stop.label, "", words.RUN_STATES[stop.state], remark=_breakable(stop.reason))
    for number, place in enumerate(stop.places):
        verdict = words.DONE if stop.handles and place.standing is Standing.AGREED else words.STANDINGS[place.standing]
        who = _who(place.actor or place.person, place.on_behalf_of)
        step = "" if number else stop.label
        yield _line(step, who, verdict, _when(place.at, campus), _remark(place), list(place.picture))


def _line(
    step: str, who: str, verdict: str, at: str = "", remark: str = "", picture: list[int] | None = None
) -> dict[str, Cell]:
    """A picture travels as the numbers of its bytes, which is what the page description can read."""
    return {"step": step, "who": who, "verdict": verdict, "at": at, "remark": remark, "picture": picture or []}


def _remark(place: Decided) -> str:
    """What was said, and how a drawn signature is told from another."""
    signed = words.SIGNED.format(hash=place.signature[:HASH_SHOWN]) if place.signature else ""
    said = place.words or (place.reason if place.standing is Standing.SKIPPED else "")
    return "\n".join(filter(None, (_breakable(said), signed)))


def _act(act: Act, campus: tzinfo) -> list[str]:
    done = VERBS[act.kind] + (f" → {act.subject.name}" if act.subject else "")
    return [
        str(act.no),
        _when(act.at, campus),
        _who(act.actor, act.on_behalf_of),
        done,
        act.label,
        _breakable(act.words),
    ]


def _entered(entered: Entered, campus: tzinfo) -> list[str]:
    what = words.BOOKED.get(entered.what, words.BOOKED_EVENT)
    state = words.REVERSED.format(at=_when(entered.reversed_at, campus)) if entered.reversed_at else words.IN_FORCE
    return [what, f"第 {entered.no} 次办理", _when(entered.at, campus), state]


def _later(later: Later, campus: tzinfo) -> str:
    given = describe_length(abs(later.minutes)) if later.minutes else ""
    match later.kind:
        case LaterKind.RETURN:
            back = f"，退还 {given}" if given else ""
            return f"假期到 {_when(later.until, campus)} 为止{back}"
        case LaterKind.GOES_ON_FROM:
            return f"接单号 {later.request}"
        case LaterKind.GOES_ON_IN:
            return f"由单号 {later.request} 续到 {_when(later.until, campus)}"
        case LaterKind.REPRICE:
            verb = "退还" if (later.minutes or 0) > 0 else "多计"
            return _breakable(f"{later.note}，{verb} {given}")
        case LaterKind.PROOF:
            return _breakable(f"{later.note}，SHA-256 {later.sha256}")
        case _:
            assert_never(later.kind)


def _who(actor: Party, principal: Party | None) -> str:
    return words.ON_BEHALF.format(actor=actor.name, principal=principal.name) if principal else actor.name


def _name(party: Party) -> str:
    return party.name


def _when(at: datetime | None, campus: tzinfo) -> str:
    return f"{at.astimezone(campus):%Y-%m-%d %H:%M}" if at else ""


def _breakable(text: str) -> str:
    """The same with invisible places to break where letters go on without end."""
    return LONG_RUN.sub(lambda found: found[0] + BREAK, text)
