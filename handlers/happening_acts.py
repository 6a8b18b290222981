"""What may be done about an event that is known: it took place, is at another time, or was told wrongly."""

from dataclasses import replace
from datetime import datetime

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.duties.report import Draft, waiting_for
from domain.office import Office
from domain.texts import happenings as words
from handlers.happening_face import lines_of
from handlers.happening_rights import Rights, own_rights
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.database import Tx
from storage.happenings import Noted, cancel, lock_happening, move, take_due, take_place
from storage.reach import addresses_of

UNTELLING = "untelling"  # begins the role of the card that takes back; the happening's number follows
DUE = "happened"  # begins the role of the question whether it took place; the number follows
ELSEWHERE = frozenset({"form", "calendar", "duty"})  # where what people cannot change here comes from
MOST_AT_ONCE = 200  # questions of one run


async def offer_taking_back(turn: Turn, number: int) -> None:
    """Show what would be undone with it."""
    rights = await own_rights(turn)
    known = await _theirs(turn, rights, number)
    if known is None:
        return
    buttons = (
        Button(str(Action(Verb.CONFIRM, known.version)), words.TAKE_BACK, ButtonStyle.DANGER),
        Button(str(Action(Verb.CANCEL, known.version)), words.CANCEL),
    )
    body = f"{words.UNDOES}\n{words.lines(_lines(turn, rights, known)) or words.NOBODY}"
    shown = Card(title=words.TITLE_OF_TAKING_BACK, rows=_rows(turn.tx, turn.office, known), body=body, buttons=buttons)
    await cards.draw(turn.tx, turn.address, shown, role=f"{UNTELLING}:{number}", request_no=None)


async def press_taking_back(turn: Turn, card: StoredCard, action: Action) -> None:
    """确认撤销, or not."""
    number = int(card.role.removeprefix(f"{UNTELLING}:"))
    known = await _theirs(turn, await own_rights(turn), number)
    if known is None:
        return
    name = turn.office.event_kinds.name_of(known.happening.code)
    if action.verb is Verb.CONFIRM:
        await cancel(turn.tx, number, by=f"person:{turn.person.id}")
        await _end(turn, card, words.TAKEN_BACK.format(name=name, number=number), "已撤销")
    else:
        await _end(turn, card, words.KEPT, "没有撤销")


async def move_to(turn: Turn, number: int, at: datetime | None) -> None:
    """登记 改期 17 12月1日: the deadlines go by the new day, under the same number."""
    if at is None:
        await turn.say(words.NO_DAY.format(number=number))
        return
    known = await _theirs(turn, await own_rights(turn), number)
    if known is None:
        return
    if await move(turn.tx, number, at, by=f"person:{turn.person.id}"):
        day = words.day_of(at.astimezone(turn.office.campus), turn.today)
        await turn.say(words.MOVED_TO.format(day=day, number=number))
    else:
        await turn.say(words.SAME_DAY.format(number=number))


async def confirm_place(turn: Turn, number: int) -> None:
    """登记 发生 17: what was planned took place."""
    known = await _theirs(turn, await own_rights(turn), number)
    if known is not None:
        await take_place(turn.tx, number, by=f"person:{turn.person.id}")
        await turn.say(words.CONFIRMED.format(name=turn.office.event_kinds.name_of(known.happening.code)))


async def ask_whether(tx: Tx, office: Office) -> int:
    """Ask once each who planned what is due by now; how many questions that were."""
    asked = 0
    for known in await take_due(tx, MOST_AT_ONCE):
        places = await addresses_of(tx, known.noted_by) if known.noted_by is not None else ()
        for to in places[:1]:
            await cards.draw(tx, to, _due_card(tx, office, known), role=f"{DUE}:{known.id}", request_no=None)
            asked += 1
    return asked


async def press_due(turn: Turn, card: StoredCard, action: Action) -> None:
    """发生了, 改期 or 取消了, by whoever was asked."""
    number = int(card.role.removeprefix(f"{DUE}:"))
    known = await _theirs(turn, await own_rights(turn), number, is_asked=True)
    if known is None:
        return
    name, by = turn.office.event_kinds.name_of(known.happening.code), f"person:{turn.person.id}"
    match action.verb:
        case Verb.CONFIRM:
            await take_place(turn.tx, number, by=by)
            await _end(turn, card, words.CONFIRMED.format(name=name), "已发生")
        case Verb.CANCEL:
            await cancel(turn.tx, number, by=by)
            await _end(turn, card, words.TAKEN_BACK.format(name=name, number=number), "已取消")
        case _:
            await turn.say(words.HOW_TO_MOVE.format(number=number))


def _due_card(tx: Tx, office: Office, known: Noted) -> Card:
    buttons = (
        Button(str(Action(Verb.CONFIRM, known.version)), words.HAPPENED, ButtonStyle.PRIMARY),
        Button(str(Action(Verb.EDIT, known.version)), words.MOVED),
        Button(str(Action(Verb.CANCEL, known.version)), words.OFF),
    )
    return Card(title=words.TITLE_OF_DUE, rows=_rows(tx, office, known), body=words.DUE, buttons=buttons)


async def _theirs(turn: Turn, rights: Rights, number: int, *, is_asked: bool = False) -> Noted | None:
    """The living one that this person told or may tell; else they were told why not. `is_asked`: it is asked about,
    wherever it comes from.
    """
    known = await lock_happening(turn.tx, number)
    kind = turn.office.event_kinds.by_code.get(known.happening.code) if known else None
    is_theirs = known is not None and known.noted_by == turn.person.id
    if known is None or not (is_theirs or (kind and rights.may_tell(kind))):
        await turn.say(words.NOT_FOUND.format(number=number))
    elif known.cancelled_at is not None:
        await turn.say(words.GONE.format(number=number))
    elif not is_asked and (origin := known.origin.partition(":")[0]) in ELSEWHERE:
        await turn.say(words.ELSEWHERE[origin])
    else:
        return known
    return None


def _lines(turn: Turn, rights: Rights, known: Noted) -> tuple[str, ...]:
    happening = known.happening
    draft = Draft(
        id=known.id,
        version=known.version,
        person=turn.person.id,
        code=happening.code,
        at=happening.at,
        deadline=happening.deadline,
        subject=happening.subject,
        only=tuple(happening.only),
    )
    return lines_of(turn, draft, waiting_for(rights.catalogue, draft))


def _rows(tx: Tx, office: Office, known: Noted) -> tuple[Row, ...]:
    at, today = known.happening.at.astimezone(office.campus), tx.now.astimezone(office.campus).date()
    said = (
        ("事件", office.event_kinds.name_of(known.happening.code)),
        ("时间", words.day_of(at, today)),
        ("主题", known.happening.subject),
        ("编号", str(known.id)),
    )
    return tuple(Row(label, value) for label, value in said if value)


async def _end(turn: Turn, card: StoredCard, closing: str, ending: str) -> None:
    ended = replace(card.content, buttons=(), body="", closing=closing, ending=ending, is_final=True)
    await cards.redraw(turn.tx, card.id, ended)
