"""登记 and what may follow it; a document that was passed on to the bot."""

from domain.duties.event_kinds import EventKind
from domain.duties.report import Draft, by_use, is_listed
from domain.duties.report_words import (
    Moving,
    TakingBack,
    Telling,
    TookPlace,
    is_notice,
    read_said,
    take_deadline,
    title_of,
)
from domain.events import MediaKind, MediaSent
from domain.text_fold import clean
from domain.texts import happenings as words
from domain.words import Command
from handlers.happening_acts import confirm_place, move_to, offer_taking_back
from handlers.happening_face import kinds_to_choose
from handlers.happening_reports import NEW, begin
from handlers.happening_rights import Rights, own_rights, who_tells
from handlers.turn import Turn
from storage.happening_drafts import events_listed, remember_events, told_lately


async def tell_event(turn: Turn, command: Command) -> None:
    """登记, 登记 收到数据采集通知 2026-11-20, 登记 撤销 17, 登记 改期 17 12月1日, 登记 发生 17."""
    now = turn.tx.now.astimezone(turn.office.campus)
    match read_said(command.rest, now):
        case None:
            await _list(turn)
        case Telling() as said:
            await _tell(turn, said)
        case TakingBack(number):
            await offer_taking_back(turn, number)
        case Moving(number, at):
            await move_to(turn, number, at)
        case TookPlace(number):
            await confirm_place(turn, number)


async def _list(turn: Turn) -> None:
    rights = await own_rights(turn)
    told = [kind for kind in turn.office.event_kinds.by_code.values() if is_listed(kind) and rights.may_tell(kind)]
    kinds = by_use(told, await told_lately(turn.tx, turn.person.id))
    if not kinds:
        await turn.say(words.NOTHING_TO_TELL.format(contact=turn.office.contact))
        return
    shown = kinds[: words.MOST_LISTED]
    await remember_events(turn.tx, turn.person.id, [kind.code for kind in shown])
    await turn.say(words.listed([kind.name for kind in shown], len(kinds) - len(shown)))


async def _tell(turn: Turn, said: Telling) -> None:
    rights = await own_rights(turn)
    kind = await _kind_meant(turn, rights, said.name)
    if isinstance(kind, str):
        await turn.say(kind)
    elif not rights.may_tell(kind):
        who = who_tells(turn.office, rights.catalogue.by_event.get(kind.code, ()))
        await turn.say(words.NOT_YOURS.format(name=kind.name, who=who, contact=turn.office.contact))
    else:
        at = said.at or turn.tx.now
        draft = Draft(
            id=NEW,
            version=NEW,
            person=turn.person.id,
            code=kind.code,
            at=at,
            deadline=said.deadline,
            subject=said.subject,
        )
        await begin(turn, rights, draft)


async def _kind_meant(turn: Turn, rights: Rights, name: str) -> EventKind | str:
    """By its place in the list that was printed last, or by its name; a sentence where there is none, or several."""
    if name.isdecimal():
        listed = await events_listed(turn.tx, turn.person.id)
        code = listed[int(name) - 1] if 1 <= int(name) <= len(listed) else ""
        return turn.office.event_kinds.by_code.get(code) or words.NO_PLACE.format(place=int(name))
    found = turn.office.event_kinds.named(name)
    mine = [kind for kind in found if rights.may_tell(kind)] or list(found)
    if not mine:
        return words.UNKNOWN.format(name=clean(name, 20))
    if len(mine) > 1:
        names = "、".join(kind.name for kind in mine[: words.MOST_SHOWN])
        return words.SEVERAL.format(name=clean(name, 20), names=names)
    return mine[0]


async def hear_notice(turn: Turn, text: str) -> bool:
    """Whether somebody who takes in documents has passed one on; then it is asked about, and nothing counts yet."""
    if not is_notice(text):
        return False
    now = turn.tx.now.astimezone(turn.office.campus)
    _, deadline = take_deadline(text, now)
    return await _begin_document(
        turn, Draft(id=NEW, version=NEW, person=turn.person.id, deadline=deadline, subject=title_of(text))
    )


async def note_document(turn: Turn, event: MediaSent) -> bool:
    """The same with a file. It stays where it is: what counts is that it came."""
    if event.media is not MediaKind.FILE:
        return False
    return await _begin_document(turn, Draft(id=NEW, version=NEW, person=turn.person.id))


async def _begin_document(turn: Turn, draft: Draft) -> bool:
    rights = await own_rights(turn)
    if not await kinds_to_choose(turn, rights, draft):
        return False
    await begin(turn, rights, draft)
    return True
