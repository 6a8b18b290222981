"""The draft of a form between two answers: what is filled in, what is asked, how it is shown."""

from collections.abc import Sequence

from domain.cards import Card, Row
from domain.form_draft_card import Sheet, draft_card, is_pressed, question_card, rows_of
from domain.forms.away import away_of
from domain.forms.candidates import departments_of, people_of
from domain.forms.chosen import chosen_fields
from domain.forms.completeness import asked_for
from domain.forms.drafting import Draft, Question, Values, fields_of, missing_of, question_of
from domain.forms.drafting_json import draft_of
from domain.forms.fields import DEPARTMENTAL, PERSONAL, Field
from domain.forms.form import Form
from domain.forms.leave_reader import LeaveReader, reader_for
from domain.forms.resolving import chosen_for
from domain.forms.routing import plan_route
from domain.forms.typed import Moment
from domain.leave_sum import counting
from domain.platforms import brings_files
from domain.texts import form_filling as words
from domain.texts.classes import draft_lines
from domain.texts.form_questions import ask
from handlers.booking import Prospect, prospect_of
from handlers.facts import hours_for
from handlers.matter import Matter
from handlers.show import APPLICANT, copies_by_number, redraw_elsewhere
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard


def draft_in(matter: Matter) -> Draft:
    """What is filled in."""
    return draft_of(matter.case.state, matter.case.fields, matter.kept.draft)


def reader_in(matter: Matter) -> LeaveReader | None:
    """Who reads sentences for it; None for a form that is not filled in by them."""
    return reader_for(matter.form, matter.resolver.now.instant, matter.own.shift, matter.own.calendar)


async def reader_of(turn: Turn, form: Form) -> LeaveReader | None:
    """The same before there is a draft."""
    hours = await hours_for(turn.tx, turn.office, turn.person.id)
    return reader_for(form, turn.tx.now.astimezone(hours.campus), hours.shift, hours.calendar)


def question_in(matter: Matter) -> Question | None:
    """What is asked now; None when it is complete."""
    draft = draft_in(matter)
    return question_of(matter.form, draft, matter.resolver.filled(draft.values), reader_in(matter))


def fields_in(matter: Matter) -> tuple[Field, ...]:
    """What the applicant may fill in as things are."""
    return fields_of(matter.form, matter.resolver.filled(draft_in(matter).values))


def values_to_submit(matter: Matter) -> Values:
    """Everything worked out, and beside it the people named for steps. What steps fill in is theirs."""
    draft, form = draft_in(matter), matter.form
    named = {name: value for name, value in draft.values.items() if name not in form.by_name}
    worked_out = matter.resolver.filled(draft.values).values
    return {**{name: value for name, value in worked_out.items() if name not in form.filled_later}, **named}


def moment_for(turn: Turn, matter: Matter) -> Moment:
    """What reading a typed answer depends on; names are looked up only where the form has any to be typed.

    A field that is hidden until now may be shown by what stands before it in the same text.
    """
    fields = (*asked_for(matter.form), *chosen_fields(matter.form))
    types = {each.type for field in fields for each in (field, *field.columns)}
    directory = matter.resolver.directory
    return Moment(
        now=turn.tx.now.astimezone(turn.office.campus),
        shift=matter.own.shift,
        people=people_of(directory) if types & PERSONAL else (),
        departments=departments_of(directory) if types & DEPARTMENTAL else (),
    )


def page_of(turn: Turn, matter: Matter) -> str:
    """Where the form can be filled in on a page; empty where there are no pages."""
    if not turn.office.pages:
        return ""
    source = turn.address.source
    return f"{turn.office.pages}/h5/form/{matter.no}?at={source.platform}:{source.account}"


def question_text(turn: Turn, matter: Matter, question: Question) -> str:
    """The question in words."""
    return ask(question, page_of(turn, matter), brings_files=_brings_files(turn))


def lost_in(matter: Matter) -> list[tuple[str, str]]:
    """What is filled in, in words, for whoever gives it up."""
    return [(row.label, row.value) for row in rows_of(_sheet(matter))]


async def copies_of_draft(turn: Turn, matter: Matter) -> list[StoredCard]:
    """The cards on which the draft is shown."""
    return (await copies_by_number(turn.tx, matter.kept.no))[turn.person.id, APPLICANT]


def is_out_here(turn: Turn, copies: Sequence[StoredCard]) -> bool:
    """Whether one of them is where it is being filled in."""
    return any(copy.address.source == turn.address.source for copy in copies)


async def draw_draft(turn: Turn, matter: Matter, copies: Sequence[StoredCard]) -> None:
    """Show the draft where it is being filled in, and on what is out elsewhere.

    A question that no button can answer gets no card of its own.
    """
    question = question_in(matter)
    card = await _card(turn, matter, question)
    if question is None or is_pressed(question) or is_out_here(turn, copies):
        await cards.draw(turn.tx, turn.address, card, role=APPLICANT, request_no=matter.kept.no)
    await redraw_elsewhere(turn.tx, copies, card, turn.address)


async def _card(turn: Turn, matter: Matter, question: Question | None) -> Card:
    sheet = _sheet(matter)
    if question is not None:
        return question_card(sheet, question, question_text(turn, matter, question))
    _, others = missing_of(matter.form, sheet.draft, sheet.filled)
    resolver = matter.resolver
    chosen = {step.key: chosen_for(step.key, sheet.draft.values) for step in matter.form.steps}
    route = plan_route(matter.form, sheet.filled, resolver.applicant, resolver.directory, chosen)
    prospect = await prospect_of(turn.tx, turn.office, matter, {**sheet.draft.values, **sheet.filled.values})
    more = words.may_add(others, brings_files=_brings_files(turn)) if others else ""
    problem = prospect.problem if prospect else ""
    return draft_card(
        sheet,
        route,
        _counting(matter, sheet) + _classes(turn, matter, sheet) + more,
        problem,
        _balance(prospect) if prospect else (),
    )


def _brings_files(turn: Turn) -> bool:
    """Whether files reach the form from the chat it is filled in from."""
    return brings_files(turn.address.source.platform)


def _balance(prospect: Prospect) -> tuple[Row, ...]:
    return (Row("余额", prospect.balance),) if prospect.balance else ()


def _counting(matter: Matter, sheet: Sheet) -> str:
    """The rules by which a leave was read and counted, and the days that did not count."""
    away = away_of(matter.form, sheet.draft.values, sheet.hours)
    if away is None:
        return ""
    reader = reader_in(matter)
    said = reader.rules(sheet.draft) if reader else ()
    hours = sheet.hours
    counted = counting(away.start, away.end, hours.shift, hours.calendar, away.kind)
    return "；".join((*said, *counted)) + "。"


def _classes(turn: Turn, matter: Matter, sheet: Sheet) -> str:
    """The lessons that the leave takes away from."""
    hits = matter.resolver.hits(sheet.draft.values)
    teaching = matter.resolver.teaching
    text = draft_lines(hits, teaching.arranged() if teaching else {}, page_of(turn, matter))
    return f"\n{text}" if text else ""


def _sheet(matter: Matter) -> Sheet:
    draft = draft_in(matter)
    return Sheet(
        form=matter.form,
        no=matter.kept.no,
        version=matter.case.version,
        draft=draft,
        filled=matter.resolver.filled(draft.values),
        hours=matter.own,
        at=matter.kept.created_at,
        heard=_heard(matter, draft),
    )


def _heard(matter: Matter, draft: Draft) -> dict[str, str]:
    """What was said about a time that is not clear yet."""
    reader = reader_in(matter)
    return {reader.fields.period.name: reader.reading(draft).period} if reader else {}
