"""A case with everything that deciding about it needs: its form, the directory's answers, and the policy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case_look import Look
from domain.flow.case import Case, State
from domain.flow.resolver import Policy
from domain.forms.away import Hours
from domain.forms.expressions import names_in
from domain.forms.form import Form
from domain.forms.resolving import FormResolver
from domain.forms.routing import holds
from domain.forms.sight import may_see
from domain.forms.step_words import empty_of_step, fields_of_step, lacking
from domain.ids import RequestNo
from domain.office import Office
from domain.people import Person
from domain.texts.classes import summary
from domain.texts.leave_returns import stands
from handlers.facts import facts_for
from handlers.turn import Turn
from storage.cases import Kept, load_cases, lock_case
from storage.database import Tx
from storage.forms import form_of
from storage.leave_returns import back_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """For one act: what it changes makes another one. `back` is when its applicant came back from the leave."""

    kept: Kept
    form: Form
    resolver: FormResolver
    policy: Policy
    back: datetime | None = None

    @property
    def case(self) -> Case:
        return self.kept.case

    @property
    def no(self) -> RequestNo:
        return self.kept.no

    @property
    def own(self) -> Hours:
        """By what the applicant's own time is read, counted and said."""
        now = self.resolver.now
        return Hours(campus=self.policy.campus, shift=now.shift, calendar=now.own or now.calendar)

    def is_known_to(self, person: Person, at: datetime) -> bool:
        """Whether this person may know anything of it. A draft is its applicant's alone."""
        if self.case.state is State.DRAFT:
            return person.id == self.case.applicant.id
        return may_see(self.case, person, self.policy, at)

    def _is_left_out(self, step: str) -> bool:
        """Whether a step will not take place, whatever the steps before it may fill in."""
        own = self.form.step_by_key.get(step)
        if own is None or names_in(own.when) & self.form.filled_later:
            return False
        return not holds(own, self.resolver.filled(self.case.fields))

    def look(self, viewer: Person, tx: Tx) -> Look:
        """The case as this person sees it now; what is computed from what steps fill in is worked out."""
        look = Look(
            case=self.case,
            form=self.form,
            policy=self.policy,
            viewer=viewer,
            at=tx.now,
            left_out=self._is_left_out,
            shift=self.own.shift,
            calendar=self.own.calendar,
            classes=self._classes(),
            shown=self.kept.shown,
            later=stands(self.back, self.policy.campus) if self.back else "",
        )
        return self._filled_in(look) if self.form.filled_later or self.resolver.teaching else look

    def _classes(self) -> str:
        """The lessons that the leave takes away from, with what is arranged; empty without any."""
        teaching = self.resolver.teaching
        return summary(self.resolver.hits(self.case.fields), teaching.arranged()) if teaching else ""

    def _filled_in(self, look: Look) -> Look:
        filled = self.resolver.filled(look.case.fields)
        steps = {run.key for run, _ in look.case.open_places()}
        return replace(
            look,
            case=replace(look.case, fields={**look.case.fields, **filled.values}),
            lacking=frozenset(key for key in steps if lacking(self.form, key, filled)),
            fillable={
                key: empty_of_step(self.form, key, filled) for key in steps if fields_of_step(self.form, key, filled)
            },
        )


async def open_case(tx: Tx, office: Office, no: RequestNo) -> Matter | None:
    """The case, locked. None: no case has this number."""
    kept = await lock_case(tx, no)
    return await matter_of(tx, office, kept) if kept else None


async def open_matter(turn: Turn, no: RequestNo) -> Matter | None:
    """The same in somebody's turn."""
    return await open_case(turn.tx, turn.office, no)


async def matters(tx: Tx, office: Office, numbers: Sequence[RequestNo]) -> dict[RequestNo, Matter]:
    """Several cases, to be shown and not changed; numbers that are no case's are left out."""
    return {kept.no: await matter_of(tx, office, kept) for kept in await load_cases(tx, numbers)}


async def matter_of(tx: Tx, office: Office, kept: Kept) -> Matter:
    """A case that was read already.

    Raises:
        LookupError: its form was never published, or this release cannot read it.
    """
    form = await form_of(tx, kept.form, kept.form_version, kept.form_hash)
    if form is None:
        raise LookupError(f"version {kept.form_version} of form {kept.form} cannot be read")
    resolver, policy = await facts_for(tx, office, form, kept)
    back = await back_from(tx, kept.no) if form.books and kept.case.state is State.APPROVED else None
    return Matter(kept=kept, form=form, resolver=resolver, policy=policy, back=back)


def page_of_case(turn: Turn, matter: Matter) -> str:
    """Where somebody sees, signs and fills in all of it, signed in by the account they are in; empty without pages."""
    source = turn.address.source
    where = f"/h5/request/{matter.no}?at={source.platform}:{source.account}"
    return f"{turn.office.pages}{where}" if turn.office.pages else ""
