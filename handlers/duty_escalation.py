"""What is running out, told to those whom its colour concerns: each once, and everything for one person at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.duties.catalogue import Catalogue
from domain.duties.colours import Colour, colour_at
from domain.duties.digest import due_words
from domain.duties.escalation import Policy, Told
from domain.duties.reminders import day_of
from domain.duties.work_clock import is_working
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from domain.texts import duties as words
from handlers.digest_of_duties import words_of
from handlers.duty_people import heads_over
from handlers.facts import directory_for
from handlers.tell import tell
from storage.database import Tx
from storage.duties import load_catalogue
from storage.escalation_tellings import Telling, last_told_at, mark_told, note_tellings, to_tell
from storage.leave_periods import granted
from storage.obligations import Obligation
from storage.snoozed_lines import hidden_lines
from storage.stand_ins import in_force

ROUND = timedelta(minutes=55)  # between two rounds, so that one person hears at most once an hour
URGENT = timedelta(hours=4)  # what has less time than half a working day cannot wait for a round
WHOLE = timedelta(days=3660)  # longer than anything has time
AT_ONCE = 2000  # obligations of one transaction
MOST_NAMED = 8  # lines of one part of a text


@dataclass(frozen=True, slots=True)
class _Case:
    """One obligation with its colour, and what its policy says of that."""

    it: Obligation
    colour: Colour
    policy: Policy

    @property
    def consequence(self) -> str:
        return self.policy.stages[self.colour].consequence


async def is_round(tx: Tx) -> bool:
    """Whether it is time for everything, and not only for what cannot wait."""
    last = await last_told_at(tx)
    return last is None or tx.now - last >= ROUND or tx.now < last


async def tell_colours(tx: Tx, office: Office, *, everything: bool) -> int:
    """In working time only; how many obligations were told of. 0: nothing is left to tell."""
    if not is_working(tx.now, office.campus, office.calendar, office.shifts):
        return 0
    due = await to_tell(tx, WHOLE if everything else URGENT, AT_ONCE)
    if not due:
        return 0
    catalogue = await load_catalogue(tx)
    cases = [_case(office, catalogue, each, tx) for each in due]
    directory = await directory_for(tx, office)
    asked = [(case, person, why) for case in cases for person, why in _people(directory, case)]
    deputies = await _deputies(tx, {person for _, person, _ in asked})
    hidden = await hidden_lines(tx, {case.it.owner for case in cases})
    told: dict[Telling, tuple[_Case, Told]] = {}
    for case, person, why in asked:
        if why is Told.OWNER and case.colour is not Colour.RED and case.it.key in hidden.get(person, ()):
            continue
        told.setdefault((case.it.id, case.colour, deputies.get(person, person)), (case, why))
    fresh = await note_tellings(tx, told.keys()) if told else set[Telling]()
    await mark_told(tx, [(case.it.id, case.colour) for case in cases])
    await _send(tx, office, catalogue, directory, {key: told[key] for key in told if key in fresh})
    return len(due)


def _case(office: Office, catalogue: Catalogue, it: Obligation, tx: Tx) -> _Case:
    duty = catalogue.duties.get(it.duty)
    colour = colour_at(tx.now, it.yellow_at, it.orange_at, it.due_at)
    policy = office.escalation.of(duty.policy if duty else "")
    return _Case(it, Colour.YELLOW if colour is Colour.GREEN else colour, policy)


def _people(directory: Directory, case: _Case) -> Iterator[tuple[PersonId, Told]]:
    """Each once, the nearest first."""
    for why in sorted(case.policy.stages[case.colour].told, key=list(Told).index):
        match why:
            case Told.OWNER:
                yield case.it.owner, why
            case Told.HEAD:
                yield from ((person, why) for person in sorted(heads_over(directory, case.it.owner)))
            case Told.OFFICE:
                for member in directory.holders(case.policy.office):
                    yield member.person.id, why


async def _deputies(tx: Tx, people: set[PersonId]) -> dict[PersonId, PersonId]:
    """Who reads for whoever is on leave; without a stand-in they find it when they are back."""
    spans = await granted(tx, people)
    away = {person for person, own in spans.items() if any(start <= tx.now < end for start, end in own)}
    if not away:
        return {}
    return {each.principal: each.stand_in for each in await in_force(tx) if each.principal in away and not each.form}


async def _send(
    tx: Tx,
    office: Office,
    catalogue: Catalogue,
    directory: Directory,
    told: Mapping[Telling, tuple[_Case, Told]],
) -> None:
    by_person: dict[PersonId, dict[tuple[Colour, bool, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for (_, colour, person), (case, why) in told.items():
        is_own = why is Told.OWNER and person == case.it.owner
        line = _line(tx, office, catalogue, directory, case, is_own=is_own)
        by_person[person][colour, is_own, case.consequence].append(line)
    day = day_of(tx.now, office.campus)
    for person, parts in sorted(by_person.items()):
        said = [
            (words.colour_heading(colour, len(lines), is_own=is_own), _cut(lines), consequence)
            for (colour, is_own, consequence), lines in sorted(parts.items(), key=_loudest)
        ]
        await tell(tx, person, words.escalated(day, said), key=f"colours:{person}:{tx.now.isoformat()}")


def _loudest(part: tuple[tuple[Colour, bool, str], Sequence[str]]) -> tuple[int, bool]:
    (colour, is_own, _), _ = part
    return -colour.rank, not is_own


def _line(tx: Tx, office: Office, catalogue: Catalogue, directory: Directory, case: _Case, *, is_own: bool) -> str:
    what = words_of(case.it, catalogue.duties.get(case.it.duty))
    due = due_words(case.it.due_at, tx.now, office.campus)
    member = directory.members.get(case.it.owner)
    name = "" if is_own or member is None else f"{member.person.name}："
    return f"· {name}{what}，{due}"


def _cut(lines: Sequence[str]) -> list[str]:
    hidden = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([f"· 另有 {hidden} 项"] if hidden > 0 else [])]
