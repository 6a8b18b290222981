"""What of a case a person may see: nothing as a stranger, else the fields of the steps that were theirs."""

from datetime import datetime

from domain.flow.case import Case
from domain.flow.kinds import ActKind
from domain.flow.outcome import Cause
from domain.flow.resolver import Policy
from domain.flow.rights import may
from domain.forms.form import Form
from domain.people import Person

UNKNOWING = frozenset({Cause.STRANGER, Cause.INACTIVE})


def may_see(case: Case, person: Person, policy: Policy, at: datetime) -> bool:
    """Whether this person may know anything of the case. Asks the one place that grants rights: it refuses strangers
    before anything else, so any other answer is one to somebody who knows.
    """
    refused = may(case, person, ActKind.READ, policy, at).refused
    return refused is None or refused.cause not in UNKNOWING


def fields_seen_by(form: Form, case: Case, person: Person, policy: Policy) -> frozenset[str]:
    """The names of the fields shown to somebody who may see the case.

    The applicant sees what applicants fill in, an administrator everything, the people of a step what the step sees,
    everybody else what is limited to no step.
    """
    if policy.is_admin(person):
        return frozenset(form.by_name)
    steps = {run.key for run in case.runs if any(place.involves(person.id) for place in run.assignments)}
    steps |= {entry.step for entry in case.history if person.id in _people_of(entry.actor, entry.on_behalf_of)}
    own = frozenset(form.by_name) - form.filled_later if person.id == case.applicant.id else frozenset[str]()
    return own | seen_by_all(form) | {f.name for f in form.fields for key in steps if f.is_seen_by(key)}


def seen_by_all(form: Form) -> frozenset[str]:
    """Fields that are limited to no step."""
    return frozenset(each.name for each in form.fields if not each.steps)


def _people_of(actor: Person, on_behalf_of: Person | None) -> set[int]:
    return {actor.id, *([on_behalf_of.id] if on_behalf_of else [])}
