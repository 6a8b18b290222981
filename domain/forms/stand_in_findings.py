"""What the stand-ins who are appointed would make of a form: an applicant in the approver's place, one hand twice."""

from collections.abc import Callable, Collection, Iterator, Sequence

from domain.flow.plan import Kind, Mode
from domain.flow.resolver import Named
from domain.forms.findings import Wrong
from domain.forms.form import Form
from domain.forms.resolving import StandInFor
from domain.forms.routing import Planned
from domain.forms.steps import Step
from domain.ids import PersonId

IS_APPLICANT = "就是申请人，不得代办"
SIGNS_HERE = "也在这一步审批，不签两次"
SIGNS_ELSEWHERE = "也审批「{label}」"

Together = Callable[[Step, Step], bool]
"""Whether two steps can take place in one request."""


def stand_in_wrongs(
    form: Form, route: Sequence[Planned], applicant: PersonId, stand_ins: Collection[StandInFor], together: Together
) -> Iterator[tuple[Wrong, str, str]]:
    """Kind, step and cause of each. The engine lets nobody stand in in their own request or twice in one step."""
    deciding = [planned for planned in route if planned.step.kind is Kind.APPROVE]
    for planned in deciding:
        for named in planned.asked:
            for deputy in _deputies(form, named, applicant, stand_ins):
                said = f"{named.reason} {named.person.name} 的代理人 {deputy.stand_in.name} "
                if deputy.stand_in.id == applicant:
                    yield Wrong.OWN_STAND_IN, planned.step.label, said + IS_APPLICANT
                elif other := _signs_too(deputy.stand_in.id, planned, deciding, together):
                    yield Wrong.SIGNS_TWICE, planned.step.label, said + other


def _deputies(form: Form, named: Named, applicant: PersonId, stand_ins: Collection[StandInFor]) -> Iterator[StandInFor]:
    """Whoever may stand in for somebody here; an amount limits that only in some requests."""
    for each in stand_ins:
        if each.principal == named.person.id != applicant and each.form in (None, form.key):
            yield each


def _signs_too(person: PersonId, here: Planned, deciding: Sequence[Planned], together: Together) -> str:
    """Where this person decides as themselves in the same request; nothing when nowhere."""
    for planned in deciding:
        if not any(named.person.id == person for named in planned.asked):
            continue
        if planned is here and here.step.mode is not Mode.ANY:
            return SIGNS_HERE
        if planned is not here and together(planned.step, here.step):
            return SIGNS_ELSEWHERE.format(label=planned.step.label)
    return ""
