"""The draft of a leave between two answers: what is stored of it, how it is read again, how it is shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.cards import Card
from domain.draft_card import draft_card, question_card
from domain.ids import Minutes
from domain.leave import Leave, leave_from
from domain.leave_length import length
from domain.leave_types import BY_CODE
from domain.sentence.read import review
from domain.sentence.reading import Ask, LeaveReading, Value, from_draft, to_draft
from handlers.own import free_minutes, plan, problem_of
from handlers.show import APPLICANT, copies_of, redraw_elsewhere
from handlers.turn import Turn
from storage import cards
from storage.requests import Filed

Fields = Mapping[str, object]


def campus_now(turn: Turn) -> datetime:
    """The transaction's instant on the campus clock, as sentences are read against."""
    return turn.tx.now.astimezone(turn.office.campus)


def fields_of(reading: LeaveReading, turn: Turn) -> dict[str, object]:
    """What is stored of a reading. Only a complete one has `minutes`; `read_on` is the day its words were said."""
    fields: dict[str, object] = {**to_draft(reading), "rules": list(reading.rules), "read_on": turn.today.isoformat()}
    kind = BY_CODE.get(reading.leave_type or "")
    if reading.is_complete and reading.span and kind:
        counted = length(reading.span.start, reading.span.end, turn.office.shift, turn.office.calendar, kind)
        fields["minutes"] = counted.minutes
    return fields


def reading_of(fields: Fields, turn: Turn) -> LeaveReading:
    """The stored reading with its questions. A time that was only half understood is asked anew on another day.

    For then its words (明天) would mean another day than they did when they were said.
    """
    now, office = campus_now(turn), turn.office
    draft = from_draft(_json(fields), now)
    if draft.span is None and fields.get("read_on") != turn.today.isoformat():
        draft = replace(draft, period="", stated_minutes=None)
    return review(draft, now=now, shift=office.shift, calendar=office.calendar)


async def draw_draft(turn: Turn, filed: Filed, reading: LeaveReading) -> bool:
    """Show the draft: all of it to confirm, or the next question, with buttons where it has a choice of one thing.

    It is shown where it is being filled in, and on what is out elsewhere. A question without a choice needs no card of
    its own. False when nothing on an older card here was changed by it.
    """
    leave, number = leave_from(filed.fields), filed.request.no
    copies = (await copies_of(turn.tx, filed.request))[turn.person.id, APPLICANT]
    here = [copy for copy in copies if copy.address.source == turn.address.source]
    if leave is not None and not reading.questions:
        card = await _confirm(turn, filed, leave)
    else:
        card = question_card(filed.request, reading, reading.questions[0], turn.office)
    if here or not reading.questions or is_choice(reading.questions[0]):
        await cards.draw(turn.tx, turn.address, card, role=APPLICANT, request_no=number)
    await redraw_elsewhere(turn.tx, copies, card, turn.address)
    return bool(here)


def is_choice(ask: Ask) -> bool:
    """Whether pressing one button answers all that is asked."""
    return len(ask.about) == 1 and bool(ask.options)


async def _confirm(turn: Turn, filed: Filed, leave: Leave) -> Card:
    free = await free_minutes(turn, leave)
    after = None if free is None else Minutes(free - leave.minutes)
    steps = await plan(turn, leave)
    return draft_card(filed.request, leave, steps, after, await problem_of(turn, leave), turn.office)


def _json(fields: Fields) -> dict[str, Value]:
    """The stored fields as the reader knows them; what it never wrote is left out."""
    known: dict[str, Value] = {}
    for key, value in fields.items():
        if value is None or isinstance(value, (str, int)):
            known[key] = value
        elif isinstance(value, list):
            known[key] = [str(each) for each in value]
    return known
