"""年终考核: the scores of all departments for the quality office, and the form with what is known of one of them."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from domain.assessment import FORM, Basis, Score, score_of
from domain.bulletins.span import Span, year_of
from domain.forms.directory import Directory
from domain.forms.drafting import Draft
from domain.forms.values import Stored
from domain.ids import DepartmentId, PersonId
from domain.office import Office
from domain.supervision import is_late
from domain.text_fold import clean
from domain.texts import assessment as words
from domain.words import Command
from handlers import form_filling
from handlers.bulletin_facts import Room, hours_of, open_facts
from handlers.facts import directory_for
from handlers.services import suggest
from handlers.turn import Turn
from storage.bulletin_facts import missed, on_time, sent_back
from storage.database import Tx
from storage.forms import newest_forms
from storage.supervisions import supervisions_between

PAGE = "/h5/assessment"
_YEAR = re.compile(r"(20\d{2})年?")


@dataclass(slots=True)
class _Sums:
    due: int = 0
    on_time: int = 0
    done: int = 0
    faulty: int = 0


async def show_assessment(turn: Turn, command: Command) -> None:
    """年终考核 [2026] for the quality office; with a department's name the form for it."""
    directory = await directory_for(turn.tx, turn.office)
    if not may_assess(turn.office, directory, turn.person.id):
        if not await suggest(turn, "量化考核"):
            await turn.say(words.NOT_YOURS)
        return
    said = clean(command.rest)
    found = _YEAR.match(said)
    year = int(found[1]) if found else turn.today.year
    named = said[found.end() :].strip() if found else said
    scores = await scores_of(turn.tx, turn.office, year)
    if named:
        await _begin(turn, directory, scores, named, year)
    else:
        page = f"{turn.office.pages}{PAGE}/{year}" if turn.office.pages else ""
        await turn.say(words.summary(year, scores, page))


def may_assess(office: Office, directory: Directory, person: PersonId) -> bool:
    """Whether they hold one of the posts that see all departments."""
    return any(person == each.person.id for code in office.assessment.office for each in directory.holders(code))


async def scores_of(tx: Tx, office: Office, year: int) -> list[Score]:
    """Every department for which anything fell due in that year by now, the best first."""
    room, span = await open_facts(tx, office), year_of(year)
    sums = await _sums(tx, room, span)
    names = room.directory.departments
    bases = [
        Basis(
            department=each,
            name=names[each].name,
            due=found.due,
            on_time=found.on_time,
            done=found.done,
            faulty=min(found.done, found.faulty),
        )
        for each, found in sums.items()
        if each in names
    ]
    scores = [score for basis in bases if (score := score_of(basis, office.assessment)) is not None]
    return sorted(scores, key=lambda score: (-score.total, score.basis.department))


async def _sums(tx: Tx, room: Room, span: Span) -> dict[DepartmentId, _Sums]:
    found: defaultdict[DepartmentId, _Sums] = defaultdict(_Sums)
    for each in await on_time(tx, span.first, span.last):
        if unit := room.unit(each.duty, each.owner):
            asks = _asks(room, each.duty)
            _add(found[unit.id], due=each.times, on_time=each.times, done=each.times)
            found[unit.id].faulty += each.times - each.shown if asks else 0
    for line in await missed(tx, span.first, span.last, with_earlier=False):
        if unit := room.unit(line.duty, line.owner):
            is_done = line.handed_at is not None
            _add(found[unit.id], due=1, on_time=0, done=int(is_done))
            found[unit.id].faulty += int(is_done and _asks(room, line.duty) and not line.is_shown)
    since, until = room.instants(span)
    returned: Counter[DepartmentId] = Counter()
    for duty, owner, times in await sent_back(tx, since, until):
        if unit := room.unit(duty, owner):
            returned[unit.id] += times
    for department, times in returned.items():
        found[department].faulty += times
    await _add_supervisions(tx, room, span, found)
    return dict(found)


async def _add_supervisions(tx: Tx, room: Room, span: Span, found: defaultdict[DepartmentId, _Sums]) -> None:
    """Those whose day was in the year and is over, or that were handed in already."""
    since, until = room.instants(span)
    hours = hours_of(room.office)
    for it in await supervisions_between(tx, span.first, span.last, since, until):
        is_done = it.reported_at is not None or it.closed_at is not None
        if span.first <= it.due_on <= span.last and (is_done or hours.due_at(it.due_on) <= tx.now):
            is_in_time = is_done and not is_late(it, tx.now, hours)
            _add(found[it.department], due=1, on_time=int(is_in_time), done=int(is_done))


def _add(sums: _Sums, *, due: int, on_time: int, done: int) -> None:
    sums.due += due
    sums.on_time += on_time
    sums.done += done


def _asks(room: Room, duty: str) -> bool:
    """Whether something has to show that it was done."""
    known = room.catalogue.duties.get(duty)
    return bool(known and known.evidence)


async def _begin(turn: Turn, directory: Directory, scores: list[Score], named: str, year: int) -> None:
    """The form for that department, with the indicators as they are worked out; whoever adds up may change them."""
    places = {each.id: each for each in directory.named(named)}
    score = next((each for each in scores if each.basis.department in places), None)
    form = (await newest_forms(turn.tx)).get(FORM)
    if score is None or form is None:
        await turn.say(words.NO_SUCH.format(name=named, year=year))
        return
    values: dict[str, Stored] = {
        "unit": {"id": score.basis.department, "name": score.basis.name},
        "indicators": [{"indicator": name, "score": float(part), "note": note} for name, part, note in score.rows],
    }
    await form_filling.begin_with(turn, form, Draft(values=values))
