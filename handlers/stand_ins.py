"""Stand-ins: named and taken back in chat, put before open cases and taken out again."""

from collections.abc import Sequence
from datetime import datetime

from domain.flow.acts import BeginStandIn, EndStandIn
from domain.flow.resolver import CLOCK
from domain.forms.offering import named
from domain.ids import RequestNo
from domain.office import Office
from domain.people import Person
from domain.stand_in_words import Unclear, Wish, find_person, read_wish
from domain.texts import stand_ins as words
from handlers.away import end_now, overlaps
from handlers.course import BY_CLOCK, Matter, open_case, settle_act
from handlers.facts import directory_for, member_for, now_of
from handlers.tell import tell
from handlers.turn import Turn
from storage.cases import cases_open_for
from storage.database import Tx
from storage.forms import newest_forms
from storage.people import load_people
from storage.stand_ins import StandIn, appoint, mark_begun, mark_ended, stand_ins_of

AT_ONCE = 50  # open cases that are seen to in the person's own turn; more are left to the clock


async def appoint_in_chat(turn: Turn, rest: str) -> None:
    """代理 张三 11月25日到11月28日. Without words it is said whom they have named."""
    if not rest.strip():
        await _list(turn)
        return
    directory = await directory_for(turn.tx, turn.office)
    principal = member_for(directory, turn.person)
    wish = read_wish(rest, principal, directory, now_of(turn.tx, turn.office).instant, turn.office.shifts)
    if isinstance(wish, Unclear):
        await turn.say(wish.sentence)
    else:
        await _appoint(turn, wish)


async def cancel_in_chat(turn: Turn, rest: str) -> None:
    """取消代理, of everybody or of the one who is named."""
    arranged = await stand_ins_of(turn.tx, turn.person.id)
    if not arranged:
        await turn.say(words.NOTHING_TO_CANCEL)
        return
    directory = await directory_for(turn.tx, turn.office)
    meant = {member.person.id for member in find_person(rest, directory)[0]}
    ending = [each for each in arranged if not rest.strip() or each.stand_in in meant]
    if not ending:
        await turn.say(words.NOT_YOURS.format(name=rest.strip()[:20]))
        return
    await _end(turn, ending)
    await turn.say(words.cancelled(await _described(turn, ending)))


async def begin_in(tx: Tx, office: Office, number: RequestNo, *, principal: Person, by: str = BY_CLOCK) -> int:
    """Put the case before whoever stands in now; 1 if anything has changed."""
    matter = await open_case(tx, office, number)
    if matter is None:
        return 0
    act = BeginStandIn(actor=CLOCK, at=tx.now, principal=principal)
    return int(isinstance(await settle_act(tx, office, matter, act, by=by), Matter))


async def end_in(tx: Tx, office: Office, number: RequestNo, *, principal: Person, by: str = BY_CLOCK) -> int:
    """Take the stand-in out of the case; another one who still stands in comes back. 1 if anything has changed."""
    matter = await open_case(tx, office, number)
    if matter is None:
        return 0
    ended = await settle_act(tx, office, matter, EndStandIn(actor=CLOCK, at=tx.now, principal=principal), by=by)
    if not isinstance(ended, Matter):
        return 0
    await settle_act(tx, office, ended, BeginStandIn(actor=CLOCK, at=tx.now, principal=principal), by=by)
    return 1


async def _appoint(turn: Turn, wish: Wish) -> None:
    form, title = await _form_meant(turn, wish.form)
    if wish.form and form is None:
        await turn.say(words.NO_FORM.format(form=wish.form[:20]))
        return
    arranged = await stand_ins_of(turn.tx, turn.person.id)
    taken = _taken(arranged, wish, form)
    if taken is not None:
        await turn.say(await _taken_words(turn, taken))
        return
    for each in arranged:
        if each.starts_at is None and wish.starts_at is None:
            await end_now(turn.tx, each)
    made = await appoint(
        turn.tx,
        principal=turn.person.id,
        stand_in=wish.stand_in.id,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        cause=f"said:{turn.person.id}:{turn.tx.now.isoformat()}",
        form=form,
        most_fen=wish.most_fen,
    )
    if made is not None:
        await _appointed(turn, made, wish.stand_in, words.limits(title, wish.most_fen))


async def _appointed(turn: Turn, made: StandIn, stand_in: Person, limited: str) -> None:
    when = words.period(made.starts_at, made.ends_at, turn.office.campus)
    facts = {"starts_at": _instant(made.starts_at), "ends_at": _instant(made.ends_at), "form": made.form}
    turn.tx.audit(f"person:{turn.person.id}", "stand_in.appoint", f"person:{stand_in.id}", cause=made.cause, **facts)
    await turn.say(words.appointed(words.described(stand_in.name, when, limited)))
    name = turn.person.name
    asked = words.asked_to_stand_by(name, limited) if made.starts_at is None else words.asked_to(name, when, limited)
    await tell(turn.tx, stand_in.id, asked, key=f"stand_in:{made.id}:asked")
    if made.starts_at is not None and made.starts_at <= turn.tx.now:
        numbers = await cases_open_for(turn.tx, turn.person.id)
        if len(numbers) <= AT_ONCE:
            for number in numbers:
                await begin_in(turn.tx, turn.office, number, principal=turn.person, by=f"person:{turn.person.id}")
            await mark_begun(turn.tx, made.id)


async def _end(turn: Turn, ending: Sequence[StandIn]) -> None:
    """At once: a right that was taken back must not be used for another minute."""
    for each in ending:
        await end_now(turn.tx, each)
        turn.tx.audit(f"person:{turn.person.id}", "stand_in.end", f"person:{each.stand_in}", cause=each.cause)
    begun = [each for each in ending if each.starts_at is not None and each.starts_at <= turn.tx.now]
    numbers = await cases_open_for(turn.tx, turn.person.id) if begun else []
    if len(numbers) <= AT_ONCE:
        for number in numbers:
            await end_in(turn.tx, turn.office, number, principal=turn.person, by=f"person:{turn.person.id}")
        for each in begun:
            await mark_ended(turn.tx, each.id)
    for stand_in in {each.stand_in for each in ending}:
        key = f"stand_in:{'-'.join(str(each.id) for each in ending)}:ended:{stand_in}"
        await tell(turn.tx, stand_in, words.no_longer(turn.person.name), key=key)


async def _list(turn: Turn) -> None:
    arranged = await stand_ins_of(turn.tx, turn.person.id)
    await turn.say(words.listed(await _described(turn, arranged)) if arranged else words.NONE)


async def _described(turn: Turn, stand_ins: Sequence[StandIn]) -> list[str]:
    people = await load_people(turn.tx, [each.stand_in for each in stand_ins])
    titles = {key: form.title for key, form in (await newest_forms(turn.tx)).items()}
    return [
        words.described(
            people[each.stand_in].name,
            words.period(each.starts_at, each.ends_at, turn.office.campus),
            words.limits(titles.get(each.form or "", each.form or ""), each.most_fen),
        )
        for each in stand_ins
    ]


async def _taken_words(turn: Turn, taken: StandIn) -> str:
    people = await load_people(turn.tx, [taken.stand_in])
    when = words.period(taken.starts_at, taken.ends_at, turn.office.campus)
    return words.TAKEN.format(name=people[taken.stand_in].name, period=when)


def _taken(arranged: Sequence[StandIn], wish: Wish, form: str | None) -> StandIn | None:
    """Another one for the same time and the same form: nobody would know which of them is asked."""
    if wish.starts_at is None or wish.ends_at is None:
        return None
    return next((each for each in arranged if overlaps(each, wish.starts_at, wish.ends_at, form)), None)


async def _form_meant(turn: Turn, said: str) -> tuple[str | None, str]:
    """Key and title of the only form of that name."""
    found = named(list((await newest_forms(turn.tx)).values()), said) if said else ()
    return (found[0].key, found[0].title) if len(found) == 1 else (None, "")


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
