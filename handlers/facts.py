"""What the engine asks about a case, as things are in this transaction: directory, conditions, stand-ins, policy."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, cast

from domain.flow import due
from domain.flow.case import Case
from domain.flow.resolver import Policy
from domain.forms.conditions import Now
from domain.forms.directory import Directory, Member
from domain.forms.form import Form
from domain.forms.policies import policy_of
from domain.forms.resolving import FormResolver, StandInFor
from domain.forms.routing import admins_of
from domain.forms.values import Stored
from domain.office import Office
from domain.people import Person
from domain.working_time import worked_by
from storage.cases import Kept
from storage.database import Tx
from storage.snapshot import directory_of
from storage.stand_ins import StandIn, in_force


class Facts(NamedTuple):
    """Both that `engine.apply` wants besides the case and the act."""

    resolver: FormResolver
    policy: Policy


async def facts_for(tx: Tx, office: Office, form: Form, kept: Kept) -> Facts:
    """For one case and one moment; not to be used again after another act."""
    directory = await directory_for(tx, office)
    stand_ins = _acting(await in_force(tx), directory)
    case = kept.case
    resolver = FormResolver(
        form=form,
        applicant=member_for(directory, case.applicant),
        directory=directory,
        now=now_of(tx, office),
        chosen={},
        stand_ins=tuple(stand_ins),
        shift=office.shift,
    )
    values = cast("Mapping[str, Stored]", case.fields)
    return Facts(resolver, policy_of(form, office, admins_of(directory), values))


async def directory_for(tx: Tx, office: Office) -> Directory:
    """The whole college; nothing is loaded as long as nothing of it has changed."""
    return await directory_of(tx, office.posts, office.roles)


def member_for(directory: Directory, person: Person) -> Member:
    """Their place in the college; whoever left has none."""
    return directory.members.get(person.id) or Member(person=person)


def now_of(tx: Tx, office: Office) -> Now:
    """The moment as forms know it."""
    return Now(tx.now.astimezone(office.campus), office.calendar, office.shift)


def next_look(case: Case, office: Office) -> datetime | None:
    """When the clock has to look at the case next; None: never, as it stands."""

    def passed(since: datetime, minutes: int) -> datetime | None:
        return worked_by(since.astimezone(office.campus), minutes, office.shift, office.calendar)

    return due.next_look(case, passed)


def _acting(stand_ins: Iterable[StandIn], directory: Directory) -> Iterator[StandInFor]:
    """Those of them who can act: whoever left stands in for nobody."""
    for each in stand_ins:
        member = directory.members.get(each.stand_in)
        if member is not None and member.person.is_active:
            yield StandInFor(each.principal, member.person, each.form, each.most_fen)
