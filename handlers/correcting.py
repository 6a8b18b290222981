"""纠错: a field of a person put right by hand, or refused with its owner's name; and whom to ask about one's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.ids import PersonId
from domain.office import Office
from domain.ownership import BY_HAND, LABELS, Field
from domain.roster import path_words
from domain.roster_cells import BadCell, name_of, position_of, staff_no_of
from domain.roster_departments import DepartmentPaths, Unclear
from domain.text_fold import clean
from domain.texts import correcting as words
from domain.words import Command
from handlers.corrected_elsewhere import Said, orders_for, put_right_elsewhere
from handlers.own_corrections import begin_own, claim_words
from handlers.roles import Role, holds, holds_or_noted
from handlers.turn import Turn
from storage.corrections import correct, person_by_number
from storage.database import Tx
from storage.department_paths import department_chains
from storage.roster import active_numbers

LONGEST_REASON = 200
COMMA = ","  # between several leaders
_PARTS = re.compile(r"(?P<number>\S+)\s+(?P<label>\S+)\s+(?P<value>\S+)\s+(?P<reason>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to be put right, as they wrote it. `by` is a typed reference for the audit.

    `asker` is told what becomes of it on the platforms; nobody for a command.
    """

    staff_no: str
    label: str
    value: str
    reason: str
    by: str
    asker: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. `number` is that of the correction."""

    sentence: str
    number: int | None = None


async def tell_owners_or_correct(turn: Turn, command: Command) -> None:
    """纠错 T0001 职务 副处长 组〔2026〕12 号, by HR; to everybody else who owns what, so that they know whom to ask."""
    rest = clean(command.rest).strip()
    if await begin_own(turn, rest):
        return
    of, parts = field_named(rest), _PARTS.fullmatch(rest)
    if of is not None:
        await turn.say(turn.office.owners.refusal(of) or words.BY_HR)
    elif parts is None:
        is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
        claim = await claim_words(turn)
        await turn.say(words.owners(_owned(turn.office)) + claim + (words.USAGE if is_hr else ""))
    elif await holds_or_noted(turn, Role.HR, "correct"):
        wanted = Wanted(
            staff_no=parts["number"],
            label=parts["label"],
            value=parts["value"],
            reason=parts["reason"],
            by=f"person:{turn.person.id}",
            asker=turn.person.id,
        )
        await turn.say((await put_right(turn.tx, turn.office, wanted)).sentence)
    else:
        await turn.say(words.BY_HR)


async def put_right(tx: Tx, office: Office, wanted: Wanted) -> Answer:
    """Correct it if the field is the hand's and the value can be; else nothing is written, and the answer says why."""
    of = field_named(wanted.label)
    if of is None:
        return Answer(words.no_such_field(clean(wanted.label, 20), _correctable()))
    if refusal := office.owners.refusal(of):
        return Answer(refusal)
    reason = clean(wanted.reason, LONGEST_REASON)
    if not reason:
        return Answer(words.NO_REASON)
    person = await person_by_number(tx, wanted.staff_no)
    if person is None:
        return Answer(words.nobody(clean(wanted.staff_no, 32)))
    try:
        value = await _value(tx, office, of, wanted.value)
    except BadCell as bad:
        return Answer(words.bad(LABELS[of], str(bad)))
    if not value:
        return Answer(words.bad(LABELS[of], "不能为空"))
    places = await orders_for(tx, person.id, of, value)
    number = await correct(tx, person.id, of, value, reason=reason, by=wanted.by)
    said = Said(person=person, staff_no=wanted.staff_no, field=of, value=value, by=wanted.by, asker=wanted.asker)
    told = await put_right_elsewhere(tx, office, said, places)
    return Answer(words.done(f"{person.name}（{wanted.staff_no}）", LABELS[of], value) + told, number)


def field_named(label: str) -> Field | None:
    """The field of that name, in Chinese or as the content writes it."""
    return next((of for of, name in LABELS.items() if label in {name, of.value}), None)


def _correctable() -> list[str]:
    return [name for of, name in LABELS.items() if of in BY_HAND]


def _owned(office: Office) -> Iterator[tuple[str, str]]:
    return ((LABELS[of], office.owners.owner_of(of).words) for of in Field)


async def _value(tx: Tx, office: Office, of: Field, value: str) -> str:
    """The value as it is to be kept, checked as a cell of a roster is."""
    match of:
        case Field.NAME:
            return name_of(value)
        case Field.DEPARTMENT:
            found = DepartmentPaths(await department_chains(tx), office.posts.names_of).find(value)
            if not isinstance(found, Unclear):
                return path_words(found)
            several = "、".join(map(path_words, found.several))
            raise BadCell(f"有几个，请写全：{several}" if several else "没有找到，请写通讯录里的部门名")
        case Field.LEADERS:
            numbers = [staff_no_of(each) for each in value.replace("，", COMMA).replace("、", COMMA).split(COMMA)]
            missing = set(numbers) - await active_numbers(tx)
            if missing:
                raise BadCell(f"要写在岗的人的工号，没有找到 {'、'.join(sorted(missing))}")
            return COMMA.join(numbers)
        case _:
            return position_of(value)
