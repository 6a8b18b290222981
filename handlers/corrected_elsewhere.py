"""What was put right by hand is put right on the platforms too: an order where we may write, else a line for hands."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.directory_orders import ChangeMember, MoveMember, Order
from domain.events import Source
from domain.forms.posts import BELOW
from domain.ids import PersonId
from domain.office import Office
from domain.ownership import LABELS, Field
from domain.platform_list import ListCause
from domain.platforms import platform_name
from domain.roster_compare import Doing, ToDo
from domain.texts import correcting as words
from storage.corrections import Corrected
from storage.database import Tx
from storage.platform_lists import Beginning, Comparison, begin_writing
from storage.platform_places import Member, department_at, members_of, standing_of, user_id_by_number


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is to be done on one account; without an order by hand."""

    source: Source
    order: Order | None


async def orders_for(tx: Tx, person: PersonId, of: Field, value: str) -> list[Elsewhere]:
    """One for each of their accounts. To be asked before the value is put in: it moves them here."""
    return [
        Elsewhere(member.source, await _order(tx, person, member, of, value)) for member in await members_of(tx, person)
    ]


async def _order(tx: Tx, person: PersonId, member: Member, of: Field, value: str) -> Order | None:
    match of:
        case Field.NAME:
            return ChangeMember(user_id=member.user_id, name=value)
        case Field.POSITION:
            return ChangeMember(user_id=member.user_id, position=value)
        case Field.LEADERS:
            leader = await user_id_by_number(tx, value.partition(",")[0], member.source)
            return None if leader is None else ChangeMember(user_id=member.user_id, direct_leader=leader)
        case Field.DEPARTMENT:
            return await _move(tx, person, member, value)
        case _:
            return None


async def _move(tx: Tx, person: PersonId, member: Member, value: str) -> Order | None:
    """Their other departments, and what they lead there, stay."""
    at = await department_at(tx, tuple(value.split(BELOW)), member.source)
    standing = await standing_of(tx, person, member.source)
    if at is None or standing.main is None:
        return None
    stay = [each for each in standing.departments if each not in {at, standing.main}]
    leads = tuple(sorted(standing.leads & {at, *stay}))
    return MoveMember(user_id=member.user_id, departments=(at, *stay), leads=leads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was put right, of whom, and by whom."""

    person: Corrected
    staff_no: str
    field: Field
    value: str
    by: str
    asker: PersonId | None = None


async def put_right_elsewhere(tx: Tx, office: Office, said: Said, places: Sequence[Elsewhere]) -> str:
    """Queue the orders; what becomes of it, in words."""
    queued: list[str] = []
    by_hand: list[str] = []
    for place in places:
        account = f"{platform_name(place.source.platform)}（{place.source.account}）"
        if place.order is None or place.source not in office.writable:
            by_hand.append(account)
            continue
        doing = Doing.MOVE if isinstance(place.order, MoveMember) else Doing.CHANGE
        after = f"{LABELS[said.field]} {said.value}"
        todo = ToDo(doing, f"{said.person.name}（{said.staff_no}）", "", after, place.order)
        comparison = Comparison(todos=[todo], members=0, counts={doing.value: 1}, sample=[str(todo)], excesses=())
        beginning = Beginning(cause=ListCause.CORRECTION, by=said.by, person=said.asker)
        await begin_writing(tx, place.source, beginning, comparison)
        queued.append(account)
    return words.elsewhere(queued, by_hand)
