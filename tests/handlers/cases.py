"""Requests of any form in the small college: submitted as the chat would, without typing every field."""

from domain.address import Address
from domain.flow import acts
from domain.forms.planning import plan_of
from domain.forms.values import Stored
from domain.ids import Minutes, RequestNo
from domain.request import Channel
from handlers.course import carry_out, open_matter
from handlers.turn import Turn
from storage.cases import Kept, create_case, find_case
from storage.database import Tx
from storage.forms import newest_forms
from storage.people import load_people
from storage.verify import verify
from tests.handlers.college import DAY, STAFF, College

NEXT_WEEK = {"start": "2030-03-11T00:00:00+00:00", "end": "2030-03-12T10:00:00+00:00"}  # Monday 8:00 to Tuesday 18:00
TRAVEL: dict[str, Stored] = {
    "destination": "杭州",
    "is_out_of_province": False,
    "period": dict(NEXT_WEEK),
    "reason": "参加教学会议",
    "budget": 120_000,
}
OVERTIME: dict[str, Stored] = {
    "kind": "加班",
    "period": {"start": "2030-03-09T00:00:00+00:00", "end": "2030-03-09T10:00:00+00:00"},
    "days": 1.0,
    "reason": "设备调试",
}


async def submits(college: College, name: str, key: str, values: dict[str, Stored]) -> int:
    """Fill in a form completely and submit it; its number."""
    number, is_out = await _try(college, name, key, values)
    assert is_out, await college.texts(name)
    return number


async def is_refused(college: College, name: str, key: str, values: dict[str, Stored]) -> str:
    """The same where it must not succeed; what was said."""
    _, is_out = await _try(college, name, key, values)
    assert not is_out
    return (await college.texts(name))[-1]


async def _try(college: College, name: str, key: str, values: dict[str, Stored]) -> tuple[int, bool]:
    async with college.database.begin(college.now) as tx:
        form = (await newest_forms(tx))[key]
        turn = await turn_of(tx, college, name)
        made = await create_case(tx, turn.person, form, plan_of(form, Minutes(DAY)), {})
        matter = await open_matter(turn, made.no)
        assert matter is not None
        worked_out = matter.resolver.filled(values).values
        own = {name: value for name, value in worked_out.items() if name not in form.filled_later}
        filled = {**own, **{n: v for n, v in values.items() if ":" in n}}
        act = acts.Submit(actor=turn.person, at=tx.now, fields=filled)
        return made.no, await carry_out(turn, matter, act) is not None


async def resubmits(campus: College, name: str, number: int, **changed: object) -> None:
    """Change what was sent back, and submit it again."""
    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, name)
        matter = await open_matter(turn, number)
        fields = {**matter.case.fields, **changed}
        act = acts.Resubmit(actor=turn.person, at=tx.now, fields=fields, seen=matter.case.version)
        assert await carry_out(turn, matter, act) is not None


async def turn_of(tx: Tx, college: College, name: str) -> Turn:
    person = (await load_people(tx, [college.ids[name]]))[college.ids[name]]
    address = Address(STAFF, name, person.id)
    return Turn(tx=tx, office=college.office, person=person, address=address, channel=Channel.CARD)


async def kept(college: College, number: int) -> Kept:
    async with college.database.begin(college.now) as tx:
        found = await find_case(tx, RequestNo(number))
    assert found is not None
    return found


async def broken(college: College) -> list[str]:
    """What `verify` finds wrong with the facts; what waits to be sent is not its concern here."""
    found = await verify(college.database)
    return [f"{each.check} {each.subject}" for each in found]


async def audit_of(college: College, number: int) -> list[tuple[object, ...]]:
    """Every act of the case as the audit has it: who, what, and for whom."""
    return list(
        await college.rows(
            "select actor, action, (detail ->> 'on_behalf_of')::bigint from audit "
            "where object = :object and detail ? 'act' order by seq",
            object=f"request:{number}",
        )
    )
