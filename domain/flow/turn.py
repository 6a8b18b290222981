"""One act being carried out: the case as it becomes, and the effects so far. Lives only inside `apply`."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.flow import sentences
from domain.flow.acts import Act, Agree
from domain.flow.case import Assignment, Case, Copy, Entry, Run, State, Undoable
from domain.flow.kinds import QUIET
from domain.flow.outcome import Asked, Cause, Closed, Copied, Done, Effect, Ended, Moment, Refused, Told
from domain.flow.plan import Own, Step
from domain.flow.resolver import Policy, Resolver
from domain.flow.rights import Claim, Place, place_for
from domain.ids import PersonId
from domain.people import Person

Todo = dict[tuple[PersonId, int], Asked]


@dataclass(slots=True)
class Turn:
    """A mutable draft of the next case; what it was made from is `before`. `version` is the next case's."""

    before: Case
    act: Act
    resolver: Resolver
    policy: Policy
    case: Case = field(init=False)
    effects: list[Effect] = field(default_factory=list[Effect])
    is_quiet: bool = False
    step: str = ""
    on_behalf_of: Person | None = None
    words: str = ""
    subject: Person | None = None

    def __post_init__(self) -> None:
        """Begin from the case before."""
        self.case = self.before
        self.is_quiet = self.act.kind in QUIET

    @property
    def version(self) -> int:
        return self.before.version + 1

    @property
    def entry_no(self) -> int:
        return len(self.before.history) + 1

    def refused(self, cause: Cause, sentence: str, **words: object) -> Refused:
        claim = Claim(self.before, self.act.actor, self.act.kind, self.policy, self.act.at)
        return claim.refused(cause, sentence, **words)

    def reason_missing(self) -> Refused:
        return self.refused(Cause.REASON_MISSING, sentences.REASON_MISSING)

    def place(self) -> Place | Refused:
        """The place that the act is done from; the entry names its step and whom it is done for."""
        act = self.act
        claim = Claim(self.case, act.actor, act.kind, self.policy, act.at, act.step, act.on_behalf_of)
        place = place_for(claim)
        if place is None:
            return Refused(Cause.OUT_OF_TURN, sentences.NOT_YOURS)
        run, assignment = place
        self.step = run.key
        self.on_behalf_of = None if assignment.person.id == act.actor.id else assignment.person
        return place

    def put(self, run: Run) -> Run:
        self.case = replace(self.case, runs=tuple(run if old.key == run.key else old for old in self.case.runs))
        return run

    def seat(self, key: str, *changed: Assignment) -> Run:
        """Put changed assignments into the step's run, new ones behind the others."""
        run = self.case.run(key)
        by_no = {assignment.no: assignment for assignment in (*run.assignments, *changed)}
        return self.put(replace(run, assignments=tuple(by_no.values())))

    def next_no(self) -> int:
        self.case = replace(self.case, last_no=self.case.last_no + 1)
        return self.case.last_no

    def stand_in_for(self, run: Run, step: Step, person: Person) -> Person | None:
        """Who may act instead. Not somebody with a place here already (nobody signs twice), nor the applicant: a step
        that lets them act allows it in a place of their own, never in another's.
        """
        deputy = self.resolver.stand_in(person, step, self.case.fields)
        if deputy is None or not deputy.is_active or deputy.id in (person.id, self.case.applicant.id):
            return None
        others = replace(run, assignments=tuple(a for a in run.assignments if a.person.id != person.id))
        return None if others.seats(deputy.id) else deputy

    def is_own(self, step: Step, person: Person) -> bool:
        """Whether this person is the applicant, who may not decide here."""
        return person.id == self.case.applicant.id and step.own is not Own.ALLOW

    def tell(self, moment: Moment, people: Iterable[Person], step: str = "") -> None:
        unique = {person.id: person for person in people}
        self.effects.extend(Told(person, moment, step) for person in unique.values())

    def copy(self, people: Iterable[Person], given_by: Person | None) -> bool:
        """Give copies to those who have none; whether there was anybody."""
        have = {self.case.applicant.id, *(copy.person.id for copy in self.case.copies)}
        new = {person.id: person for person in people if person.id not in have and person.is_active}
        copies = tuple(Copy(person, given_by, self.act.at) for person in new.values())
        self.case = replace(self.case, copies=(*self.case.copies, *copies))
        self.effects.extend(Copied(copy.person) for copy in copies)
        return bool(copies)

    def end(self, state: State) -> None:
        self.case = replace(self.case, state=state)
        self.effects.append(Ended(state))

    def done(self) -> Done:
        """Stamp the case: one entry, the version, and who was asked or is no longer."""
        version = self.before.version if self.is_quiet else self.version
        entry = self._entry(version)
        old, new = todo(self.before), todo(self.case)
        effects: list[Effect] = [*self._closed(old, new)]
        effects += [asked for key, asked in new.items() if key not in old]
        case = replace(
            self.case,
            version=version,
            history=(*self.before.history, entry),
            asked=self.case.asked | {person for person, _ in new},
            undoable=self._undoable(),
        )
        return Done(case, (*effects, *self.effects), entry)

    def _closed(self, old: Todo, new: Todo) -> list[Closed]:
        act = self.act
        return [
            Closed(asked.person, asked.step, asked.assignment, act.kind, act.actor)
            for key, asked in old.items()
            if key not in new
        ]

    def _entry(self, version: int) -> Entry:
        act = self.act
        return Entry(
            no=self.entry_no,
            at=act.at,
            kind=act.kind,
            actor=act.actor,
            on_behalf_of=self.on_behalf_of,
            step=self.step,
            words=self.words,
            subject=self.subject,
            version=version,
        )

    def _undoable(self) -> Undoable | None:
        """What follows ends the window, whatever it is."""
        if not (isinstance(self.act, Agree) and self.act.in_batch):
            return None
        until = self.act.at + timedelta(minutes=self.policy.undo_minutes)
        return Undoable(self.act.actor.id, until, replace(self.before, undoable=None))


def todo(case: Case) -> Todo:
    """Who has what to decide: each open place once for its person and once for who stands in."""
    listed: Todo = {}
    for run, assignment in case.open_places():
        person, deputy = assignment.person, assignment.stand_in
        listed[person.id, assignment.no] = Asked(person, run.key, assignment.no)
        if deputy:
            listed[deputy.id, assignment.no] = Asked(deputy, run.key, assignment.no, person)
    return listed
