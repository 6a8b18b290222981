"""补卡 by word, and the evening's question with its buttons."""

from datetime import date

from domain.actions import Action, Verb
from domain.flow import acts
from domain.forms.drafting import Draft
from domain.forms.form import Form
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from domain.missed_punch import LIKELY, Missed, moment_field, punching_form, read_missed, values_of
from domain.missed_punch_card import answered_card, question_card
from domain.office import Office
from domain.texts import missed_punch as words
from domain.words import Command
from handlers import form_filling
from handlers.course import carry_out
from handlers.matter import matter_of
from handlers.punch_booking import why_too_many
from handlers.services import forms_offered, list_or_start
from handlers.turn import Turn
from storage import cards
from storage.attendance_days import mark_shown
from storage.attendance_duty import NEAR, DueEdge, missing_edges
from storage.cards import StoredCard
from storage.cases import create_case
from storage.database import Tx
from storage.forms import newest_forms
from storage.punch_orders import corrections_in
from storage.punch_questions import Question, answer, ask, lock_question
from storage.reach import addresses_of

MISSED = "missed"  # begins the role of a question's card; its number follows
NOT_YET = RequestNo(0)
ANSWERS = {Verb.MEND: "corrected", Verb.AWAY: "on_leave", Verb.IGNORE: "not_needed"}


async def begin_correction(turn: Turn, command: Command) -> None:
    """补卡, or 补卡 昨天 18:00 忘记打卡: the form with what was understood; nothing is submitted before it is seen."""
    form = await _form(turn)
    if form is None:
        await turn.say(words.NO_FORM.format(contact=turn.office.contact))
        return
    now = turn.tx.now.astimezone(turn.office.campus)
    values = read_missed(form, command.rest, now, turn.office.shift) if command.rest else {}
    if values:
        await form_filling.begin_with(turn, form, Draft(values=values))
    else:
        await list_or_start(turn, form.title)


async def ask_missing(tx: Tx, office: Office, first: date, last: date) -> int:
    """Ask everybody of whom one punch of a day is missing, each time of duty once; how many questions that were."""
    asked, form = 0, punching_form(await newest_forms(tx))
    for edge in await missing_edges(tx, first, last, office.campus):
        places = await addresses_of(tx, edge.person)
        is_wanted = places and edge.at < tx.now and form and not await _is_asked_for(tx, form, edge)
        question = await ask(tx, edge) if is_wanted else None
        if question is not None:
            card = question_card(question.id, question.day, question.side, question.due_at, office.campus)
            await cards.draw(tx, places[0], card, role=f"{MISSED}:{question.id}", request_no=None)
            await mark_shown(tx, [(edge.person, edge.day, edge.said)])
            asked += 1
    return asked


async def _is_asked_for(tx: Tx, form: Form, edge: DueEdge) -> bool:
    """Whether they have seen to it themselves."""
    span = (edge.at - NEAR, edge.at + NEAR)
    return bool(await corrections_in(tx, edge.person, form.key, moment_field(form), NOT_YET, span))


async def press_missed(turn: Turn, card: StoredCard, action: Action) -> None:
    """One of its buttons, once."""
    question = await lock_question(turn.tx, int(card.role.removeprefix(f"{MISSED}:")))
    said = ANSWERS.get(action.verb)
    if question is None or question.person != turn.person.id or said is None:
        await turn.say(words.NOT_YOURS)
        return
    if question.answer is not None:
        await turn.say(words.ANSWERED)
    elif action.verb is Verb.MEND:
        if not await _correct(turn, question):
            return
    else:
        day = f"{question.day.month}月{question.day.day}日"
        await turn.say(words.ON_LEAVE.format(day=day) if action.verb is Verb.AWAY else words.NOT_NEEDED)
    if question.answer is None:
        await answer(turn.tx, question, said)
    ended = answered_card(question.day, question.side, question.due_at, turn.office.campus, question.answer or said)
    await cards.redraw(turn.tx, card.id, ended)


async def _correct(turn: Turn, question: Question) -> bool:
    """Exactly what the card has shown is submitted. False when it cannot be, and that was said."""
    form = await _form(turn)
    if form is None:
        await turn.say(words.NO_FORM.format(contact=turn.office.contact))
        return False
    missed = Missed(question.due_at, question.side, LIKELY)
    refusal = await why_too_many(turn.tx, turn.office, form, turn.person.id, missed, NOT_YET)
    if refusal:
        await turn.say(refusal)
        return False
    values = values_of(form, missed)
    kept = await create_case(turn.tx, turn.person, form, plan_of(form, Minutes(turn.office.shift.minutes)), values)
    turn.note("request.draft", kept.no, version=kept.case.version)
    matter = await matter_of(turn.tx, turn.office, kept)
    done = await carry_out(turn, matter, acts.Submit(actor=turn.person, at=turn.tx.now, fields=values))
    return done is not None


async def _form(turn: Turn) -> Form | None:
    return punching_form({form.key: form for form in await forms_offered(turn)})
