"""今日待办: what somebody is told in the morning, once a day, wherever they are told anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from domain.duties.digest import Digest, in_order, without
from domain.duties.digest_card import digest_card
from domain.duties.lines import Line
from domain.duties.reminders import day_of, tomorrow
from domain.duties.work_clock import work_ends
from domain.ids import CardId, PersonId
from domain.office import Office
from domain.texts.duties import week_words
from handlers.digest_of_cases import case_number
from handlers.digest_sources import lines_of_all
from storage.cards_at_once import NewCard, draw_at_once
from storage.database import Tx
from storage.digests import MadeDigest, due_people, keep_digests
from storage.leave_periods import granted
from storage.people import load_people
from storage.printed_lists import remember_many
from storage.reach import Reach, reach_of_many
from storage.snoozed_lines import hidden_lines
from storage.stand_ins import in_force

DIGEST = "digest"  # begins the role of a card; whose it is about and the day follow


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some people: how many cards were queued, and whose number was the last; None: nobody is left."""

    sent: int
    last: PersonId | None


@dataclass(frozen=True, slots=True)
class _Readers:
    """Who reads the lines of whom, and where; whoever is away without a stand-in, or has no account, lacks."""

    told: Mapping[PersonId, PersonId]
    reaches: Mapping[PersonId, Reach]
    names: Mapping[PersonId, str]


def role_of(person: PersonId, day: date) -> str:
    """Of the card."""
    return f"{DIGEST}:{person}:{day.isoformat()}"


def number_of(day: date) -> int:
    """By which the presses of a day's card are told from another's."""
    return int(f"{day:%Y%m%d}")


def is_day_for_digests(office: Office, now: datetime) -> bool:
    """Whether anybody is told anything on this day, at this time."""
    there = now.astimezone(office.campus)
    return office.calendar.works(there.date()) and not office.reminders.is_quiet(there.time())


async def make_digests(tx: Tx, office: Office, after: PersonId | None, most: int) -> Batch:
    """Those of the next so many people whose hour has come, written and queued together."""
    reminders, day = office.reminders, day_of(tx.now, office.campus)
    at = tx.now.astimezone(office.campus).time()
    due = await due_people(tx, day, at, reminders.hour, after=after, most=most)
    if not due:
        return Batch(0, None)
    ends = work_ends(day, office.campus, office.calendar, office.shifts)
    late = {person for person, hour in due if reminders.is_too_late(hour, tx.now, office.campus, ends)}
    made = [MadeDigest(person=person, told=person, lines=()) for person in sorted(late)]
    sent = await _write(tx, office, day, [person for person, _ in due if person not in late], made)
    return Batch(sent, due[-1][0])


async def _write(tx: Tx, office: Office, day: date, people: Sequence[PersonId], made: list[MadeDigest]) -> int:
    readers = await _readers(tx, people)
    about = [person for person in people if person in readers.told]
    hidden = await hidden_lines(tx, about)
    waiting = without(await lines_of_all(tx, office, about, tx.now), hidden)
    for person in about:
        lines = in_order(waiting.get(person, ()), tx.now, office.campus)
        told = readers.told[person]
        if not lines or readers.reaches[told].told:
            made.append(_made(person, told, lines))
    ours = await keep_digests(tx, day, made)
    await remember_many(tx, {each.person: _keys(each) for each in made if _is_own(each) and each.person in ours})
    cards = [_card(office, day, each, readers, tx.now) for each in made if each.card and each.person in ours]
    await draw_at_once(tx, cards, deadline=tomorrow(tx.now, office.campus))
    return len(cards)


def _made(person: PersonId, told: PersonId, lines: Sequence[Line]) -> MadeDigest:
    cases = [number for line in lines if (number := case_number(line)) is not None]
    return MadeDigest(person=person, told=told, lines=lines, cases=cases, card=CardId(uuid4().hex) if lines else None)


def _is_own(made: MadeDigest) -> bool:
    return made.card is not None and made.told == made.person


def _keys(made: MadeDigest) -> list[str]:
    return [line.key for line in made.lines]


def _card(office: Office, day: date, made: MadeDigest, readers: _Readers, now: datetime) -> NewCard:
    whose = readers.names[made.person] if made.told != made.person else ""
    digest = Digest(day=day, week=week_words(office.calendar, day), lines=tuple(made.lines), whose=whose)
    card = digest_card(digest, number_of(day), now, office.campus)
    return NewCard(made.card or CardId(""), readers.reaches[made.told].told[0], card, role_of(made.person, day))


async def _readers(tx: Tx, people: Sequence[PersonId]) -> _Readers:
    """Whoever is on leave is not written to; who stands in for them in everything is."""
    away = await _away(tx, people)
    deputies: dict[PersonId, PersonId] = {}
    names: dict[PersonId, str] = {}
    if away:
        candidates = {
            each.principal: each.stand_in for each in await in_force(tx) if each.principal in away and not each.form
        }
        also_away = await _away(tx, list(candidates.values()))
        deputies = {person: deputy for person, deputy in candidates.items() if deputy not in also_away}
        names = {person: found.name for person, found in (await load_people(tx, list(deputies))).items()}
    told = {person: deputies.get(person, person) for person in people if person not in away or person in deputies}
    return _Readers(told, await reach_of_many(tx, set(told.values())), names)


async def _away(tx: Tx, people: Sequence[PersonId]) -> set[PersonId]:
    """Who is on granted leave at this moment."""
    spans = await granted(tx, people)
    return {person for person, own in spans.items() if any(start <= tx.now < end for start, end in own)}


def usual_hour(office: Office, chosen: time | None) -> time:
    """When somebody is told."""
    return chosen or office.reminders.hour
