"""The draft of a leave as it is kept between two answers: its reading, its card, and the dialogue about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.draft_card import draft_card, question_card
from domain.ids import Minutes, RequestNo
from domain.leave import Leave, leave_from
from domain.leave_length import length
from domain.leave_types import BY_CODE
from domain.office import Office
from domain.sentence.answer import review
from domain.sentence.reading import LeaveReading, Value, from_draft, to_draft
from handlers.own import free_minutes, plan, problem_of
from handlers.show import APPLICANT
from handlers.turn import Turn
from storage import cards
from storage.dialogues import Dialogue, open_dialogue
from storage.requests import Filed

TOPIC = "leave"
STEPS_KEPT = 10  # how many times 返回 leads further back

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
    """Show the draft on its card: the question that comes next, or all of it to confirm. False if it had no card yet."""
    leave = leave_from(filed.fields)
    known = [card for card in await cards.of_request(turn.tx, filed.request.no) if card.role == APPLICANT]
    if reading.questions or leave is None:
        card = question_card(filed.request, reading, reading.questions[0], turn.office)
    else:
        card = await _confirm_card(turn, filed, leave)
    await cards.draw(turn.tx, turn.address, card, role=APPLICANT, request_no=filed.request.no)
    return bool(known)
