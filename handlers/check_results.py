"""What a check has found becomes work for its owner, in one transaction; a source that is away closes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from domain.quality.check import AWAY, HEAD, PERSON, POST, SYSTEM, Check
from domain.quality.judging import Found, Judged, Value, plain
from domain.quality.system import Registry
from domain.texts import quality as words
from handlers.facts import directory_for
from storage.alerts import clear_alert, raise_alert
from storage.checks import note_read, note_trouble
from storage.database import Tx
from storage.findings import Lack, Turned, close_one, keep_counts, open_one, record
from storage.systems import load_registry

OUR_NUMBER = "person_id"  # a column of this name holds our own numbers of people, any other staff numbers


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who is meant by a row, and whose work it is."""

    directory: Directory
    registry: Registry
    check: Check
    numbers: dict[str, PersonId]

    def person(self, value: Value) -> PersonId | None:
        if self.check.person == OUR_NUMBER:
            return PersonId(value) if isinstance(value, int) and value in self.directory.members else None
        return self.numbers.get(plain(value))

    def owner(self, found: Found, person: PersonId | None) -> str:
        """As findings write it; where the row names nobody, the owner of the system."""
        match self.check.owner:
            case str() as owner if owner.startswith(POST):
                return owner
            case owner if owner == PERSON and person is not None:
                return f"{PERSON}:{person}"
            case owner if owner == HEAD and found.department:
                return f"{HEAD}:{found.department}"
            case _:
                return owner_of(self.registry, self.check.system)


def owner_of(registry: Registry, system: str) -> str:
    """The post that answers for the system; administrators' where it is registered no longer."""
    found = registry.by_code.get(system)
    return f"{POST}{found.owner}" if found else SYSTEM


async def take_judged(tx: Tx, office: Office, check: Check, judged: Judged) -> Turned:
    """The source has answered: what it shows is so, what it does not show any longer is over."""
    directory = await directory_for(tx, office)
    numbers = {m.person.staff_no: m.person.id for m in directory.active if m.person.staff_no}
    whose = _Whose(directory, await load_registry(tx), check, numbers)
    turned = await record(tx, check.key, check.system, list(_lacks(whose, judged)))
    await keep_counts(tx, check.key, judged.counts)
    await note_read(tx, check.key)
    await close_one(tx, AWAY, check.key)
    await clear_alert(tx, _alert(check))
    return turned


def _lacks(whose: _Whose, judged: Judged) -> Iterator[Lack]:
    for found in judged.found:
        person = whose.person(found.person)
        yield Lack(
            subject=found.subject,
            owner=whose.owner(found, person),
            words=found.words,
            person=person,
            department=found.department,
            value=found.value,
        )


async def take_trouble(tx: Tx, check: Check, trouble: str) -> None:
    """Nothing was learnt: unknown since then, which its contact sees to; what was found before stays as it is."""
    await note_trouble(tx, check.key, trouble)
    system = (await load_registry(tx)).by_code.get(check.system)
    owner = f"{POST}{system.contact}" if system else SYSTEM
    told = words.AWAY_LINE.format(title=check.title, trouble=trouble)
    await open_one(tx, AWAY, check.system, Lack(subject=check.key, owner=owner, words=told))
    await raise_alert(tx, _alert(check), f"数据检查{told}。")


def _alert(check: Check) -> str:
    return f"quality:{check.key}"
