"""What a colleague answers, and the request that the college has to agree to."""

from collections.abc import Iterable, Sequence

from domain.actions import Action, Verb
from domain.class_hits import Cover, CoverKind, CoverState
from domain.cover_card import answered_card, change_card
from domain.forms.drafting import Draft
from domain.forms.fields import LONGEST_TEXT, FieldType
from domain.forms.form import Form
from domain.forms.values import Stored
from domain.free_time import Timetable
from domain.ids import RequestNo
from domain.texts import classes as class_words
from domain.texts import covers as words
from domain.texts import replies
from handlers import form_filling, services
from handlers.case_show import refresh_case
from handlers.cover_ends import CHANGE
from handlers.matter import open_matter
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.covers import (
    Taken,
    agree,
    agreed_on,
    covers_by_id,
    decline,
    end_covers,
    link_change,
)
from storage.database import Tx
from storage.leave_periods import granted
from storage.people import load_people
from storage.reach import addresses_of
from storage.timetable import lessons_at, lessons_of, rely_on_timetable


async def press_cover(turn: Turn, card: StoredCard, action: Action) -> None:
    """愿意 or 不行."""
    asked = await covers_by_id(turn.tx, _ids(card.role))
    if any(each.person != turn.person.id for each in asked):
        await turn.say(words.NOT_YOURS)
        return
    leave = RequestNo(asked[0].leave_no) if asked else None
    if leave is not None:
        await open_matter(
            turn, leave
        )  # in the same order as whoever takes the leave back: the request, then its covers
    await _answer(turn, card, action)
    if leave is not None:
        await _show_deciders(turn, leave)


async def _answer(turn: Turn, card: StoredCard, action: Action) -> None:
    """As things are behind the lock."""
    covers = await covers_by_id(turn.tx, _ids(card.role))
    waiting = [each for each in covers if each.state is CoverState.ASKED]
    if not waiting:
        await _close(turn.tx, card.role, words.OVER if _is_over(covers) else words.AGREED)
    elif action.verb is Verb.CONFIRM:
        await _agree(turn, card, waiting)
    elif action.verb is Verb.IGNORE:
        await decline(turn.tx, [each.id for each in waiting])
        await _close(turn.tx, card.role, words.DECLINED)
        told = words.TOLD_DECLINED.format(name=turn.person.name, lessons=class_words.cover_lines(waiting))
        await _tell_teacher(turn.tx, waiting, told, "declined")
        _note(turn, "cover.decline", waiting)
    else:
        await turn.say(replies.NOT_OFFERED)


async def _show_deciders(turn: Turn, leave: RequestNo) -> None:
    """Whoever has to decide on the leave sees what is arranged by now."""
    matter = await open_matter(turn, leave)
    places = matter.case.open_places() if matter else ()
    people = {person.id: person for _, place in places for person in (place.person, place.stand_in) if person}
    for person in people.values():
        if matter is not None:
            await refresh_case(turn.tx, matter, person)


async def _agree(turn: Turn, card: StoredCard, waiting: Sequence[Cover]) -> None:
    """Checked once more against what is arranged and held by now: nobody is in two places."""
    await rely_on_timetable(turn.tx)
    cause = await _why_not(turn, waiting)
    if not cause:
        try:
            await agree(turn.tx, [each.id for each in waiting])
        except Taken:
            cause = words.CLASH
    if cause:
        await end_covers(turn.tx, waiting)
        teacher = (await load_people(turn.tx, (waiting[0].teacher,)))[waiting[0].teacher]
        await turn.say(words.TAKEN.format(cause=cause, name=teacher.name))
        await _close(turn.tx, card.role, words.OVER)
        await _tell_teacher(turn.tx, waiting, words.TOLD_TAKEN.format(name=turn.person.name, cause=cause), "taken")
        return
    await _close(turn.tx, card.role, words.AGREED)
    _note(turn, "cover.agree", waiting)
    body = words.TOLD_AGREED.format(name=turn.person.name, lessons=class_words.cover_lines(waiting))
    await offer_change(turn.tx, waiting, body)


async def offer_change(tx: Tx, covers: Sequence[Cover], body: str) -> None:
    """To whoever is on leave, where they are told."""
    title = words.MAKE_UP_TITLE if all(each.kind is CoverKind.MAKE_UP for each in covers) else words.CHANGE_TITLE
    role = f"{CHANGE}:{','.join(str(each.id) for each in covers)}"
    for to in await addresses_of(tx, covers[0].teacher):
        await cards.draw(tx, to, change_card(title, body), role=role, request_no=None)


async def _why_not(turn: Turn, covers: Sequence[Cover]) -> str:
    """What has come in between since they were asked, in words."""
    person = covers[0].person
    classes = {name for each in covers for name in each.classes}
    rooms = {each.new.room for each in covers if each.new.room}
    own = await lessons_of(turn.tx, person)
    around = await lessons_at(turn.tx, covers[0].term, classes, rooms)
    timetable = Timetable(
        lessons=list(dict.fromkeys((*own, *around))),
        calendar=turn.office.calendar,
        zone=turn.office.campus,
        covers=await agreed_on(turn.tx, {each.new.day for each in covers}),
        away=await granted(turn.tx, [person]),
    )
    causes = ((each, timetable.takes(person, each.new, each.campus)) for each in covers)
    return next((f"您{class_words.slot(each.new)}{cause}" for each, cause in causes if cause), "")


async def press_change(turn: Turn, card: StoredCard, action: Action) -> None:
    """办调停课: the form is begun, filled in with what was arranged."""
    covers = [each for each in await covers_by_id(turn.tx, _ids(card.role)) if each.state is CoverState.AGREED]
    if any(each.teacher != turn.person.id for each in covers):
        await turn.say(words.NOT_YOURS)
        return
    form = next((each for each in await services.forms_offered(turn) if each.key == CHANGE), None)
    if form is None:
        await turn.say(words.NO_FORM.format(contact=turn.office.contact))
        return
    fresh = [each for each in covers if each.change_no is None]
    if action.verb is Verb.APPLY and fresh:
        number = await form_filling.begin_with(turn, form, Draft(values=_values(form, fresh)))
        await link_change(turn.tx, [each.id for each in fresh], number)
    await _close(turn.tx, card.role, words.CHANGE_BEGUN if covers else words.OVER)


def _values(form: Form, covers: Sequence[Cover]) -> dict[str, Stored]:
    """The form's fields that are there; a text is cut where the form has no room for all of it."""
    first = covers[0]
    is_cover = first.kind is CoverKind.COVER
    old = _joined(class_words.slot(each.old) for each in covers)
    places = _joined(class_words.slot(each.new) for each in covers)
    new = words.SAME_PLACE.format(name=first.name) if is_cover else places
    values: dict[str, Stored] = {
        "kind": "调课" if is_cover else "补课",
        "course": "、".join(dict.fromkeys(each.course for each in covers)),
        "original": old,
        "new_slot": new,
        "reason": words.REASON.format(name=first.name) if is_cover else words.REASON_MAKE_UP,
        "leave_no": first.leave_no,
    }
    if is_cover:
        values["substitute"] = {"id": first.person, "name": first.name}
    return {name: _fitted(form, name, value) for name, value in values.items() if name in form.by_name}


def _fitted(form: Form, name: str, value: Stored) -> Stored:
    field = form.by_name[name]
    is_text = field.type in {FieldType.TEXT, FieldType.LONG_TEXT}
    return value[: min(field.longest, LONGEST_TEXT)] if is_text and isinstance(value, str) else value


def _joined(parts: Iterable[str]) -> str:
    return "；".join(parts)


async def _tell_teacher(tx: Tx, covers: Sequence[Cover], text: str, why: str) -> None:
    first = covers[0]
    await tell(tx, first.teacher, text, key=f"cover:{why}:{first.id}", request_no=RequestNo(first.leave_no))


async def _close(tx: Tx, role: str, ending: str) -> None:
    """On every place where the card is out."""
    for copy in await cards.of_role(tx, role):
        if not copy.content.is_final:
            await cards.redraw(tx, copy.id, answered_card(copy.content, ending))


def _is_over(covers: Sequence[Cover]) -> bool:
    return all(each.state is CoverState.ENDED for each in covers)


def _ids(role: str) -> list[int]:
    return [int(each) for each in role.partition(":")[2].split(",") if each.isdecimal()]


def _note(turn: Turn, action: str, covers: Sequence[Cover]) -> None:
    turn.note(action, RequestNo(covers[0].leave_no), covers=[each.id for each in covers])
