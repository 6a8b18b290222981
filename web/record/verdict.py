"""What the page behind the code says of a paper: pure, from the paper's code and the record as it is now."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.flow.sentences import VERBS
from domain.record import Act, Record
from domain.record_document import fingerprint_of
from domain.texts import record as words
from web.record.code import Certified


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`since` are the acts after the printing, in words; `decided` is the route with who decided."""

    is_same: bool
    heading: str
    advice: str
    form_title: str
    number: str
    applicant: str
    state: str
    printed_at: str
    decided: tuple[tuple[str, str], ...]
    since: tuple[str, ...]
    fingerprint: str


def verdict_of(record: Record, certified: Certified, campus: tzinfo) -> Verdict:
    """The paper is ours, for its code is. Whether nothing has changed since is what the fingerprint tells."""
    fingerprint = fingerprint_of(record)
    is_same, printed_at = certified.covers(fingerprint), certified.printed_at
    return Verdict(
        is_same=is_same,
        heading=words.SAME if is_same else words.CHANGED,
        advice=words.COMPARE if is_same else words.LOOK_UP,
        form_title=record.form_title,
        number=record.number,
        applicant=record.applicant.name,
        state=words.STATES[record.state],
        printed_at=_when(printed_at, campus),
        decided=tuple(_decided(record, campus)),
        since=() if is_same else tuple(_said(a, campus) for a in record.history if a.changes and a.at > printed_at),
        fingerprint=fingerprint,
    )


def _decided(record: Record, campus: tzinfo) -> list[tuple[str, str]]:
    return [
        (stop.label, f"{place.actor.name} {words.STANDINGS[place.standing]} {_when(place.at, campus)}")
        for stop in record.route
        for place in stop.places
        if place.actor and place.at
    ]


def _said(act: Act, campus: tzinfo) -> str:
    return f"{_when(act.at, campus)} {act.actor.name} {VERBS[act.kind]}"


def _when(at: datetime, campus: tzinfo) -> str:
    return f"{at.astimezone(campus):%Y-%m-%d %H:%M}"
