"""Agreeing on a page: what the step is for is written first, then the signature is bound to all of it."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from domain import signature
from domain.attachment import AttachmentRefused
from domain.flow import acts
from domain.forms.pages import Given
from domain.forms.values import Stored
from domain.record_digest import fields_hash
from handlers.course import carry_out
from handlers.matter import open_matter
from storage.attachments import keep
from storage.audit import Entry
from web.h5 import wording
from web.h5.acting import Outcome, act_in, carry, seen_in, words_in
from web.h5.deciding import Turn, fields_of_turn, lacking, turn_of
from web.h5.draft_sheet import moment_of
from web.h5.filling import bring
from web.h5.posted import Posted
from web.h5.sheet.reading import read_sheet
from web.h5.visits import Visit

Values = dict[str, Stored]
REFUSED = "request.refuse"  # the audit's word for an attempt


class _NotTakenError(Exception):
    """Something of it was refused, so that nothing of it counts; `noted` is what the audit would have had."""

    def __init__(self, outcome: Outcome, noted: Sequence[Entry]) -> None:
        self.outcome, self.noted = outcome, noted


async def take_agreement(visit: Visit, posted: Posted) -> Outcome:
    """All of it: files, fields, signature and decision. Or nothing and the sentences why; the attempt is on record."""
    tx = visit.turn.tx
    begun = len(tx.entries)
    try:
        async with tx.undoable():
            outcome = await _take(visit, posted)
            if not outcome.is_done:
                raise _NotTakenError(outcome, tx.entries[begun:])
    except _NotTakenError as undone:
        tx.entries.extend(entry for entry in undone.noted if entry.action == REFUSED)
        return replace(undone.outcome, visit=visit)
    return outcome


async def _take(visit: Visit, posted: Posted) -> Outcome:
    turn = turn_of(visit.matter.look(visit.turn.person, visit.turn.tx))
    if turn is None or turn.key != posted.control("step"):
        return await carry(visit, act_in(visit, posted, "agree", ()))  # the engine knows why not
    values, given, errors = await _read(visit, posted, turn)
    wrong = {**lacking(visit, turn, values), **errors}
    unsigned = _why_not_signed(posted, turn)
    if wrong or unsigned:
        return Outcome(visit=visit, said=(*unsigned, *wrong.values()), given=given, errors=wrong)
    written = await _write(visit, posted, values)
    if written is None:
        return Outcome(visit=visit, said=tuple(visit.turn.said), given=given)
    # What was written a moment ago is a version that nobody has seen but who agrees to it now.
    seen = seen_in(posted) if written is visit else written.matter.case.version
    try:
        outcome = await _agree(written, posted, turn, seen)
    except AttachmentRefused as refused:
        outcome = Outcome(visit=written, said=(str(refused),))
    return outcome if outcome.is_done else replace(outcome, given=given)


async def _read(visit: Visit, posted: Posted, turn: Turn) -> tuple[Values, Given, dict[str, str]]:
    """The values of the step's fields with what was sent, as it was sent, and what is wrong."""
    fields = fields_of_turn(visit.matter.look(visit.turn.person, visit.turn.tx), turn)
    before = cast("Values", dict(visit.matter.case.fields))
    read = read_sheet(fields, posted.texts, before, moment_of(visit.turn, visit.matter, fields))
    values, errors = dict(read.values), dict(read.errors)
    for sent in posted.files:
        if problems := await bring(visit, fields, sent, values):
            errors[sent.field] = problems[0]
    return values, read.given, errors


def _why_not_signed(posted: Posted, turn: Turn) -> tuple[str, ...]:
    """What was signed must be what was shown, and something must have been drawn."""
    if not turn.signs:
        return ()
    if posted.control("content") != turn.content:
        return (wording.SIGNED_OTHER,)
    return () if signature.is_signature(_picture(posted)) else (wording.NOT_SIGNED,)


def _picture(posted: Posted) -> bytes:
    try:
        return base64.b64decode(posted.control("signature"), validate=True)
    except (binascii.Error, ValueError):
        return b""


async def _write(visit: Visit, posted: Posted, values: Values) -> Visit | None:
    """The step's fields as an act of its own, if anything in them is new. None: it was refused and said why."""
    fields = visit.matter.case.fields
    new = {name: value for name, value in values.items() if value != fields.get(name) and (value or name in fields)}
    if not new:
        return visit
    who, step, seen = visit.turn.person, posted.control("step"), seen_in(posted)
    act = acts.Fill(actor=who, at=visit.turn.tx.now, seen=seen, step=step, fields=new)
    if await carry_out(visit.turn, visit.matter, act) is None:
        return None
    matter = await open_matter(visit.turn, visit.matter.no)
    return replace(visit, matter=matter) if matter else None


async def _agree(written: Visit, posted: Posted, turn: Turn, seen: int | None) -> Outcome:
    act = acts.Agree(
        actor=written.turn.person,
        at=written.turn.tx.now,
        seen=seen,
        step=turn.key,
        opinion=words_in(posted),
        signature=await _sign(written, _picture(posted), turn) if turn.signs else "",
    )
    return await carry(written, act)


async def _sign(visit: Visit, picture: bytes, turn: Turn) -> str:
    """Keep the drawing; the hash that binds it to everything that is filled in now."""
    field = f"{signature.FIELD}{turn.key}"
    kept = await keep(visit.turn.tx, visit.matter.no, visit.turn.person.id, field, signature.NAME, picture)
    return signature.signature_of(fields_hash(visit.matter.form, visit.matter.case.fields), kept.sha256)
