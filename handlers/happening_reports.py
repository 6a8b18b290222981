"""Telling an event: a draft is asked about one thing at a time, shown whole, and counts once it is confirmed."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.actions import Action, Verb
from domain.duties.event_file import Origin
from domain.duties.happening_keys import fact_key
from domain.duties.report import Ask, Draft, departments_of, is_to_be_named, waiting_for
from domain.duties.report_card import Face, ended_report, report_card
from domain.duties.report_words import NONE, departments_said, read_instant, take_deadline
from domain.text_fold import clean
from domain.texts import happenings as words
from handlers.happening_face import ask_of, face_of, kinds_to_choose
from handlers.happening_rights import Rights, own_rights, who_tells
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState, StoredCard
from storage.happening_drafts import begin_draft, change_draft, end_draft, open_draft
from storage.happenings import happening_of, note

TELLING = "telling"  # begins the role of a draft's card; its number follows
STILL_MEANT = timedelta(hours=1)  # how long the next text is taken for an answer
SHORTEST_WORDS = 2  # letters of a title by which a duty is named
NEW = 0  # the number of a draft that is not kept yet
DAY = timedelta(days=1)


async def begin(turn: Turn, rights: Rights, draft: Draft) -> None:
    """Ask what is not known of it, or show it whole."""
    made = await begin_draft(turn.tx, draft)
    card = report_card(await face_of(turn, rights, made))
    await cards.draw(turn.tx, turn.address, card, role=_role(made), request_no=None)


async def hear_answer(turn: Turn, said: str) -> bool:
    """Whether a text that is nothing else answers what was asked last, within the hour."""
    found = await open_draft(turn.tx, turn.person.id)
    if found is None or turn.tx.now - found.updated_at > STILL_MEANT:
        return False
    rights = await own_rights(turn)
    answered = _answered(turn, rights, found.draft, clean(said).strip())
    match answered:
        case str():
            await turn.say(answered)
        case Draft():
            await _go_on(turn, rights, answered)
        case None:
            return False
    return True


async def press_report(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card, by whose draft it is."""
    found = await open_draft(turn.tx, turn.person.id)
    if found is None or card.role != _role(found.draft):
        await turn.say(words.NOT_HERE)
        return
    rights, draft = await own_rights(turn), found.draft
    face = await face_of(turn, rights, draft)
    if action.verb is Verb.CANCEL:
        await end_draft(turn.tx, draft, is_told=False)
        await cards.redraw(turn.tx, card.id, ended_report(face, words.DROPPED, "已取消"))
    elif action.version == draft.version and action.verb is Verb.CONFIRM and face.ask is Ask.SHOWN:
        await _tell(turn, rights, face, card)
    elif action.version == draft.version and action.verb is Verb.CHOOSE and action.index is not None:
        await _go_on(turn, rights, await _chosen(turn, rights, face, action.index))
    else:
        await cards.redraw(turn.tx, card.id, report_card(face))


async def _go_on(turn: Turn, rights: Rights, draft: Draft) -> None:
    """On the card that waits, or on a new one."""
    kept = await change_draft(turn.tx, draft)
    shown = report_card(await face_of(turn, rights, kept))
    live = [each for each in await cards.of_role(turn.tx, _role(kept)) if each.state is CardState.LIVE]
    for each in live:
        await cards.redraw(turn.tx, each.id, shown)
    if not live:
        await cards.draw(turn.tx, turn.address, shown, role=_role(kept), request_no=None)


def _answered(turn: Turn, rights: Rights, draft: Draft, said: str) -> Draft | str | None:
    """With what was said; a sentence where it is refused, None where it is about another thing."""
    now, ask = turn.tx.now.astimezone(turn.office.campus), ask_of(turn.office, rights, draft)
    match ask:
        case Ask.KIND:
            kinds = [kind for kind in turn.office.event_kinds.named(said) if rights.may_tell(kind)]
            return replace(draft, code=kinds[0].code) if len(kinds) == 1 else None
        case Ask.DEADLINE:
            _, day = take_deadline(f"截止{said}", now)
            is_answer = day is not None or said in NONE
            return replace(draft, deadline=day, asked=draft.asked | {ask}) if is_answer else None
        case Ask.WHEN | Ask.WHO | Ask.SHOWN:
            at = None if ask is Ask.WHO else read_instant(said, now)
            return _at(turn, draft, at) if at else _for_departments(rights, draft, said)


def _at(turn: Turn, draft: Draft, at: datetime) -> Draft | str:
    kind = turn.office.event_kinds.by_code.get(draft.code)
    if kind and kind.origin is Origin.DOCUMENT and at > turn.tx.now:
        return words.FUTURE_DOCUMENT
    return replace(draft, at=at)


def _for_departments(rights: Rights, draft: Draft, said: str) -> Draft | None:
    """Whom it concerns, by departments, or by words of what is to be done; None for neither."""
    known = rights.catalogue.by_event.get(draft.code, ())
    duties = [duty for duty in known if not is_to_be_named(duty)]
    departments = departments_of(duties)
    named = departments_said(said, departments)
    if named:
        is_all = len(named) == len(departments)
        only = () if is_all else tuple(duty.code for duty in duties if duty.department in named)
    else:
        only = tuple(duty.code for duty in known if len(said) >= SHORTEST_WORDS and said in duty.title)
    return replace(draft, only=only, asked=draft.asked | {Ask.WHO}) if named or only else None


async def _chosen(turn: Turn, rights: Rights, face: Face, index: int) -> Draft:
    """What a button of the question means; the draft as it is where there is no such button."""
    draft, now = face.draft, turn.tx.now.astimezone(turn.office.campus)
    match face.ask:
        case Ask.KIND:
            kinds = await kinds_to_choose(turn, rights, draft)
            return replace(draft, code=kinds[index].code) if index < len(kinds) else draft
        case Ask.WHEN:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            return replace(draft, at=now if index == 0 else midnight - DAY)
        case Ask.DEADLINE:
            return replace(draft, asked=draft.asked | {face.ask})
        case Ask.WHO if index < len(face.choices):
            return _for_departments(rights, draft, face.choices[index].removesuffix("部门")) or draft
        case _:
            return draft


async def _tell(turn: Turn, rights: Rights, face: Face, card: StoredCard) -> None:
    """It counts from now on. Who may is asked once more: the card may have waited."""
    draft, kind = face.draft, turn.office.event_kinds.by_code.get(face.draft.code)
    if draft.at is None or kind is None or not rights.may_tell(kind):
        waiting = rights.catalogue.by_event.get(draft.code, ())
        who = who_tells(turn.office, waiting)
        await turn.say(words.NOT_YOURS.format(name=face.name, who=who, contact=turn.office.contact))
        return
    key = fact_key(kind.code, draft.at.astimezone(turn.office.campus).date(), draft.subject)
    number = await note(
        turn.tx,
        code=kind.code,
        at=draft.at,
        subject=draft.subject,
        is_planned=draft.at > turn.tx.now,
        origin=f"chat:{turn.address.source.platform}",
        key=key,
        by=turn.person.id,
        only=draft.only,
        deadline=draft.deadline,
    )
    await end_draft(turn.tx, draft, is_told=True)
    if number is None:
        known = await happening_of(turn.tx, key)
        said = words.KNOWN.format(name=face.name, number=known.id if known else "")
    else:
        count = len(waiting_for(rights.catalogue, draft))
        said = words.TOLD.format(name=face.name, number=number, started=words.started(count))
    await cards.redraw(turn.tx, card.id, ended_report(face, said, "已登记"))


def _role(draft: Draft) -> str:
    return f"{TELLING}:{draft.id}"
