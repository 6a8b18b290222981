"""The one place that grants a right: `may` answers for every act, button and page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.flow import sentences
from domain.flow.case import ENDED, Assignment, Case, Part, Run, Standing, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Cause, Refused, Right
from domain.flow.plan import Kind, Own, Step
from domain.flow.resolver import CLOCK, Policy
from domain.people import Person
from domain.texts.moments import moment

OF_ADVICE = frozenset({ActKind.AGREE, ActKind.REFUSE})
OF_STAND_IN = frozenset({ActKind.AGREE, ActKind.REFUSE, ActKind.RETURN, ActKind.FILL})
OF_CLOCK = frozenset({ActKind.ELAPSE, ActKind.EXPIRE, ActKind.BEGIN_STAND_IN, ActKind.END_STAND_IN, ActKind.HAND_OVER})

Place = tuple[Run, Assignment]


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's wish to act, without what they would write."""

    case: Case
    person: Person
    kind: ActKind
    policy: Policy
    at: datetime
    step: str = ""
    on_behalf_of: Person | None = None

    @property
    def is_applicants(self) -> bool:
        return self.person.id == self.case.applicant.id

    def refused(self, cause: Cause, sentence: str, **words: object) -> Refused:
        """Filled in once, so that a name with braces stays a name."""
        words = {"verb": sentences.VERBS[self.kind], "contact": self.policy.contact, "no": self.case.no, **words}
        return Refused(cause, sentence.format_map(words))

    def finished(self) -> Refused:
        return Refused(Cause.FINISHED, sentences.finished(self.case, self.person, self.at, self.policy.campus))


def may(
    case: Case,
    person: Person,
    kind: ActKind,
    policy: Policy,
    at: datetime,
    *,
    step: str = "",
    on_behalf_of: Person | None = None,
) -> Right:
    """Whether this person may do this now; else why not. Strangers first, so that a refusal tells them nothing."""
    return Right(_why_not(Claim(case, person, kind, policy, at, step, on_behalf_of)))


def _why_not(claim: Claim) -> Refused | None:
    if not claim.person.is_active:
        return claim.refused(Cause.INACTIVE, sentences.LEFT)
    if not _knows(claim):
        return claim.refused(Cause.STRANGER, sentences.NOT_YOURS)
    return _RIGHTS[claim.kind](claim)


def place_for(claim: Claim) -> Place | None:
    """The open place from which this person may do this: their own first, else one they stand in for."""
    own, other = None, None
    for run, assignment in claim.case.open_places():
        if claim.step not in ("", run.key) or not _offers(claim, claim.case.plan.step(run.key), assignment):
            continue
        if assignment.person.id == claim.person.id:
            own = own or (run, assignment)
        elif claim.on_behalf_of is None or claim.on_behalf_of.id == assignment.person.id:
            other = other or (run, assignment)
    return own if own and claim.on_behalf_of is None else other


def _offers(claim: Claim, step: Step, assignment: Assignment) -> bool:
    is_own = assignment.person.id == claim.person.id
    stands_in = assignment.stand_in is not None and assignment.stand_in.id == claim.person.id
    if not is_own and not (stands_in and assignment.person.is_active and claim.kind in OF_STAND_IN):
        return False
    if claim.is_applicants and (step.own is not Own.ALLOW or not is_own):
        return False
    if assignment.part is Part.ADVICE:
        return claim.kind in OF_ADVICE
    if claim.kind is ActKind.REFUSE:
        return step.kind is Kind.APPROVE
    return claim.kind is not ActKind.FILL or bool(step.fills)


def _knows(claim: Claim) -> bool:
    """Whether the person may know anything of the case."""
    if claim.person.id == CLOCK.id:
        return claim.kind in OF_CLOCK
    if claim.is_applicants or _is_ruler(claim):
        return True
    return claim.person.id in claim.case.asked or any(copy.person.id == claim.person.id for copy in claim.case.copies)


def _of_applicant(claim: Claim, *states: State) -> Refused | None:
    """The applicant's acts, each possible in some states only."""
    state = claim.case.state
    if not claim.is_applicants:
        return claim.refused(Cause.NOT_APPLICANT, sentences.NOT_APPLICANT)
    if state in states:
        return None
    if state in ENDED:
        return claim.finished()
    if state is State.DRAFT:
        return claim.refused(Cause.NOT_SUBMITTED, sentences.STILL_DRAFT)
    if state is State.RETURNED:
        return claim.refused(Cause.WITH_APPLICANT, sentences.WITH_APPLICANT)
    return Refused(Cause.SUBMITTED, sentences.already_submitted(claim.case))


def _draft(claim: Claim) -> Refused | None:
    return _of_applicant(claim, State.DRAFT)


def _resubmit(claim: Claim) -> Refused | None:
    return _of_applicant(claim, State.RETURNED)


def _withdraw(claim: Claim) -> Refused | None:
    refused = _of_applicant(claim, State.PENDING, State.RETURNED, State.APPROVED)
    return _why_not_reversed(claim) if refused is None and claim.case.state is State.APPROVED else refused


def _why_not_reversed(claim: Claim) -> Refused | None:
    """Only what was booked and has not begun can be taken back; what a form without bookings did has been done."""
    until = claim.policy.reversible_until
    if until is not None and claim.at < until:
        return None
    if not claim.case.plan.books:
        return claim.refused(Cause.BEGUN, sentences.NOTHING_BOOKED)
    if until is None:
        return claim.refused(Cause.BEGUN, sentences.BOOKED_AT_ONCE)
    return claim.refused(Cause.BEGUN, sentences.BEGUN, when=moment(until, claim.at, claim.policy.campus))


def _urge(claim: Claim) -> Refused | None:
    refused = _of_applicant(claim, State.PENDING)
    if refused:
        return refused
    urges = [entry.at for entry in claim.case.history if entry.kind is ActKind.URGE]
    pause = timedelta(minutes=claim.policy.urge_pause)
    if urges and claim.at - urges[-1] < pause:
        return Refused(Cause.URGED_LATELY, sentences.urged_lately(claim.at - urges[-1], pause))
    today = claim.at.astimezone(claim.policy.campus).date()
    times = sum(at.astimezone(claim.policy.campus).date() == today for at in urges)
    if times >= claim.policy.urges_per_day:
        return claim.refused(Cause.URGED_LATELY, sentences.URGED_OUT, times=times)
    return None


def _in_course(claim: Claim) -> Refused | None:
    """Whether anything can be decided at all."""
    if claim.case.state is State.PENDING:
        return None
    if claim.case.state is State.DRAFT:
        return claim.refused(Cause.NOT_SUBMITTED, sentences.STILL_DRAFT)
    if claim.case.state is State.RETURNED:
        return claim.refused(Cause.WITH_APPLICANT, sentences.WITH_APPLICANT)
    return claim.finished()


def _decide(claim: Claim) -> Refused | None:
    if claim.case.state is State.PENDING and place_for(claim):
        return None
    if claim.is_applicants:
        return claim.refused(Cause.OWN_REQUEST, sentences.OWN_REQUEST)
    if claim.person.id not in claim.case.asked:
        return claim.refused(Cause.STRANGER, sentences.NOT_YOURS)
    if claim.case.state in ENDED:
        return _too_late(claim)
    return _in_course(claim) or _out_of_turn(claim)


def _too_late(claim: Claim) -> Refused:
    last = sentences.last_change(claim.case)
    if last and last.actor.id == claim.person.id:
        return Refused(Cause.DECIDED, sentences.already_yours(last, claim.at, claim.policy.campus))
    return claim.finished()


def _out_of_turn(claim: Claim) -> Refused:
    """The case is in course, the person was asked once, and yet it is not for them to do this."""
    case, person = claim.case, claim.person
    if any(assignment.involves(person.id) for _, assignment in case.open_places()):
        return claim.refused(Cause.NOT_HERE, sentences.NOT_OFFERED)
    mine = [a for run in case.runs for a in run.assignments if a.person.id == person.id]
    if any(assignment.standing is Standing.WAITING for assignment in mine):
        return Refused(Cause.OUT_OF_TURN, sentences.not_your_turn(case))
    own = next((e for e in reversed(case.history) if e.actor.id == person.id and e.kind in OF_PLACE), None)
    if own:
        return Refused(Cause.DECIDED, sentences.already_yours(own, claim.at, claim.policy.campus))
    return Refused(Cause.DECIDED, sentences.finished(case, claim.person, claim.at, claim.policy.campus))


def _take_out(claim: Claim) -> Refused | None:
    refused = _in_course(claim)
    if refused:
        return refused
    by_admin = claim.policy.is_admin(claim.person) and not claim.is_applicants
    if any(by_admin or is_added_by(a, claim.person) for a in added(claim.case)):
        return None
    return claim.refused(Cause.NOT_HERE, sentences.NOT_ADDED)


def added(case: Case) -> list[Assignment]:
    """Added signers and delegates who have not decided yet."""
    runs = (run for run in case.runs if not run.is_settled)
    return [a for run in runs for a in run.assignments if a.part is not Part.VOTE and a.is_unsettled]


def is_added_by(assignment: Assignment, person: Person) -> bool:
    return assignment.added_by is not None and assignment.added_by.id == person.id


def _comment(claim: Claim) -> Refused | None:
    if claim.case.state is State.DRAFT:
        return claim.refused(Cause.NOT_SUBMITTED, sentences.STILL_DRAFT)
    return None


def _copy(claim: Claim) -> Refused | None:
    if claim.is_applicants or claim.person.id in claim.case.asked or claim.policy.is_admin(claim.person):
        return _comment(claim)
    return claim.refused(Cause.STRANGER, sentences.NOT_YOURS)


def _read(claim: Claim) -> Refused | None:
    if any(copy.person.id == claim.person.id for copy in claim.case.unread):
        return None
    return claim.refused(Cause.NOT_HERE, sentences.NO_COPY)


def _undo(claim: Claim) -> Refused | None:
    undoable = claim.case.undoable
    if undoable is None or undoable.actor != claim.person.id:
        return claim.refused(Cause.NOT_HERE, sentences.NOT_IN_BATCH)
    return None if claim.at <= undoable.until else claim.refused(Cause.TOO_LATE, sentences.UNDO_OVER)


def _elapse(claim: Claim) -> Refused | None:
    return _in_course(claim) if claim.person.id == CLOCK.id else claim.refused(Cause.NOT_ADMIN, sentences.NOT_ADMIN)


def _expire(claim: Claim) -> Refused | None:
    if claim.person.id != CLOCK.id:
        return claim.refused(Cause.NOT_ADMIN, sentences.NOT_ADMIN)
    if claim.case.state is State.DRAFT:
        return None
    return Refused(Cause.SUBMITTED, sentences.already_submitted(claim.case))


def _of_admin(claim: Claim) -> Refused | None:
    """An administrator's acts; the clock's too where `_knows` lets it come so far."""
    if claim.person.id != CLOCK.id and not _is_ruler(claim):
        return claim.refused(Cause.NOT_ADMIN, sentences.NOT_ADMIN)
    if claim.is_applicants:
        return claim.refused(Cause.OWN_REQUEST, sentences.OWN_ADMIN)
    if claim.kind is ActKind.END and claim.case.state is State.RETURNED:
        return None
    return _in_course(claim)


def _is_ruler(claim: Claim) -> bool:
    """An administrator; where somebody has left, also HR, who knows that first."""
    if claim.kind is ActKind.HAND_OVER:
        return claim.policy.may_hand_over(claim.person)
    return claim.policy.is_admin(claim.person)


OF_PLACE = frozenset(
    {
        ActKind.AGREE,
        ActKind.REFUSE,
        ActKind.RETURN,
        ActKind.TRANSFER,
        ActKind.DELEGATE,
        ActKind.ADD,
        ActKind.FILL,
    }
)
"""Acts that are done from an open place."""

_RIGHTS: Mapping[ActKind, Callable[[Claim], Refused | None]] = {
    **dict.fromkeys(OF_PLACE, _decide),
    ActKind.SUBMIT: _draft,
    ActKind.DROP: _draft,
    ActKind.RESUBMIT: _resubmit,
    ActKind.WITHDRAW: _withdraw,
    ActKind.URGE: _urge,
    ActKind.TAKE_OUT: _take_out,
    ActKind.COMMENT: _comment,
    ActKind.COPY: _copy,
    ActKind.READ: _read,
    ActKind.UNDO: _undo,
    ActKind.ELAPSE: _elapse,
    ActKind.EXPIRE: _expire,
    ActKind.BEGIN_STAND_IN: _of_admin,
    ActKind.END_STAND_IN: _of_admin,
    ActKind.HAND_OVER: _of_admin,
    ActKind.JUMP: _of_admin,
    ActKind.END: _of_admin,
    ActKind.REPLACE: _of_admin,
}
