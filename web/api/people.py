"""People and departments for other systems, and what of a person's leave and attendance a token may see."""

from collections.abc import Sequence
from http import HTTPStatus

from msgspec import UNSET, Struct, convert

from domain.api_tokens import Scope
from domain.ids import PersonId
from domain.leave_types import BY_CODE
from storage.api_reads import departments_page, people_page, person_numbered
from storage.attendance_days import days_of
from storage.lots import accounts_of
from storage.rows import AnyRow
from web.api import models
from web.api.operation import Asked
from web.api.problems import Refusal

NOBODY = "没有这个工号的人。"
TOO_MANY_DAYS = f"first 到 last 最多 {models.MOST_DAYS} 天，first 不晚于 last。"


async def list_people(asked: Asked[models.PeopleAsked]) -> models.People:
    """A page of them."""
    wanted = asked.given
    rows = await people_page(
        asked.tx,
        after=position_of(wanted.after, 0),
        most=wanted.limit + 1,
        accounts=asked.may(Scope.ACCOUNTS),
        department=wanted.department,
        active=wanted.active,
    )
    shown = rows[: wanted.limit]
    return models.People(people=[_person(row) for row in shown], next=next_of(rows, shown, "id"))


async def one_person(asked: Asked[models.Nothing]) -> models.Person:
    """By the staff number."""
    number = asked.parts["staff_no"]
    rows = await people_page(asked.tx, after=0, most=1, accounts=asked.may(Scope.ACCOUNTS), staff_no=number)
    if not rows:
        raise Refusal(HTTPStatus.NOT_FOUND, "person", NOBODY)
    return _person(rows[0])


async def list_departments(asked: Asked[models.Paged]) -> models.Departments:
    """A page of them."""
    wanted = asked.given
    rows = await departments_page(asked.tx, after=position_of(wanted.after, 0), most=wanted.limit + 1)
    shown = rows[: wanted.limit]
    return models.Departments(departments=[_department(row) for row in shown], next=next_of(rows, shown, "id"))


async def leave_balances(asked: Asked[models.Nothing]) -> models.Balances:
    """Of the types that have a stock, and of which the person ever had some."""
    person = await person_of(asked)
    known = await accounts_of(asked.tx, person, asked.office.campus)
    today = asked.tx.now.astimezone(asked.office.campus).date()
    balances = [
        models.Balance(type=code, name=BY_CODE[code].name, left=account.balance, free=account.free(today))
        for code, account in sorted(known.items())
        if code in BY_CODE and BY_CODE[code].has_balance
    ]
    return models.Balances(minutes_per_day=asked.office.shift.minutes, balances=balances)


async def attendance_days(asked: Asked[models.DaysAsked]) -> models.Days:
    """The results that are kept."""
    wanted = asked.given
    if not 0 <= (wanted.last - wanted.first).days < models.MOST_DAYS:
        raise Refusal(HTTPStatus.BAD_REQUEST, "days", TOO_MANY_DAYS)
    rows = await days_of(asked.tx, await person_of(asked), wanted.first, wanted.last)
    return models.Days(days=[models.Day(day=row.day, status=row.status, computed_at=row.computed_at) for row in rows])


async def person_of(asked: Asked[Struct]) -> PersonId:
    """Whom the path names.

    Raises:
        Refusal: nobody.
    """
    found = await person_numbered(asked.tx, asked.parts["staff_no"])
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "person", NOBODY)
    return found


def position_of(cursor: str | None, first: int) -> int:
    """Behind what to go on."""
    return int(cursor, 16) if cursor else first


def next_of(rows: Sequence[AnyRow], shown: Sequence[AnyRow], name: str) -> str | None:
    """Where the next page goes on; None behind the last."""
    return f"{getattr(shown[-1], name):x}" if len(rows) > len(shown) else None


def _person(row: AnyRow) -> models.Person:
    accounts = UNSET if row.accounts is None else convert(row.accounts, list[models.Account])
    return models.Person(
        staff_no=row.staff_no,
        name=row.name,
        position=row.position,
        department=row.main_department_id,
        active=row.is_active,
        accounts=accounts,
    )


def _department(row: AnyRow) -> models.Department:
    leaders = convert(row.leaders, list[models.Somebody])
    return models.Department(id=row.id, name=row.name, parent=row.parent_id, active=row.active, leaders=leaders)
