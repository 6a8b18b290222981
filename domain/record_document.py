"""The record as JSON, for archives and for whoever wants to check it: docs/howto/record.md describes every part."""

from collections.abc import Iterable
from datetime import UTC, datetime

from domain.record import Act, CopyGiven, Decided, Enclosure, Entered, Later, Link, Party, Record, Shown, Stop
from domain.record_digest import digest

FORMAT = "dutybell-record-1"  # a reader that knows it knows every part; parts may be added

Document = dict[str, object]


def fingerprint_of(record: Record) -> str:
    """What tells this content from any other: SHA-256, in hexadecimal."""
    return digest(record.content)


def document_of(record: Record, verify: str = "") -> Document:
    """The whole record; `verify` is the address that the printed code leads to."""
    return {
        "format": FORMAT,
        "site": record.site,
        "made_at": _instant(record.made_at),
        "number": record.number,
        "form_title": record.form_title,
        "title": record.title,
        "state": record.state.value,
        "finished_at": _instant(record.finished_at),
        "applicant": _party(record.applicant),
        "content": record.content,
        "fingerprint": fingerprint_of(record),
        "fields_left_out": record.hidden,
        "people": {str(party.id): {"name": party.name, "staff_no": party.staff_no} for party in _people(record)},
        "shown": [_shown(shown) for shown in record.fields],
        "route": [_stop(stop) for stop in record.route],
        "history": [_act(act) for act in record.history],
        "copies": [_copy(copy) for copy in record.copies],
        "booked": [_entered(entered) for entered in record.booked],
        "files": [_enclosure(enclosure) for enclosure in record.enclosures],
        "later": [_later(later) for later in record.later],
        "audit": [_link(link) for link in record.audit],
        "audit_head": {"seq": record.head.seq, "hash": record.head.hash} if record.head else None,
        "verify": verify,
    }


def _people(record: Record) -> Iterable[Party]:
    """Everybody who is named by number in the content."""
    named = [record.applicant]
    for act in record.history:
        named += [party for party in (act.actor, act.on_behalf_of, act.subject) if party]
    return {party.id: party for party in named}.values()


def _party(party: Party) -> Document:
    return {
        "id": party.id,
        "name": party.name,
        "staff_no": party.staff_no,
        "department": party.department,
        "position": party.position,
    }


def _shown(shown: Shown) -> Document:
    if shown.columns:
        return {"label": shown.label, "columns": list(shown.columns), "rows": [list(row) for row in shown.rows]}
    return {"label": shown.label, "text": shown.text}


def _stop(stop: Stop) -> Document:
    return {
        "label": stop.label,
        "state": stop.state.value,
        "reason": stop.reason,
        "condition": stop.condition,
        "places": [_decided(place) for place in stop.places],
    }


def _decided(place: Decided) -> Document:
    return {
        "person": place.person.name,
        "actor": place.actor.name if place.actor else None,
        "on_behalf_of": place.on_behalf_of.name if place.on_behalf_of else None,
        "standing": place.standing.value,
        "at": _instant(place.at),
        "words": place.words,
        "reason": place.reason,
        "signature": place.signature,
    }


def _act(act: Act) -> Document:
    return {
        "no": act.no,
        "at": _instant(act.at),
        "kind": act.kind.value,
        "actor": act.actor.name,
        "on_behalf_of": act.on_behalf_of.name if act.on_behalf_of else None,
        "step": act.label,
        "words": act.words,
        "subject": act.subject.name if act.subject else None,
    }


def _copy(copy: CopyGiven) -> Document:
    return {
        "person": copy.person.name,
        "given_by": copy.given_by.name if copy.given_by else None,
        "at": _instant(copy.at),
        "read_at": _instant(copy.read_at),
    }


def _entered(entered: Entered) -> Document:
    return {
        "what": entered.what,
        "no": entered.no,
        "at": _instant(entered.at),
        "reversed_at": _instant(entered.reversed_at),
    }


def _enclosure(enclosure: Enclosure) -> Document:
    return {
        "field": enclosure.field,
        "name": enclosure.name,
        "media_type": enclosure.media_type,
        "size": enclosure.size,
        "sha256": enclosure.sha256,
    }


def _later(later: Later) -> Document:
    return {
        "what": later.kind.value,
        "at": _instant(later.at),
        "until": _instant(later.until),
        "minutes": later.minutes,
        "request": later.request,
        "note": later.note,
        "sha256": later.sha256,
    }


def _link(link: Link) -> Document:
    """A row of the chain under the names that `export audit` gives its columns."""
    return {
        "seq": link.seq,
        "at": _instant(link.at),
        "actor": link.actor,
        "action": link.action,
        "object": link.subject,
        "detail": dict(link.detail),
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
