"""A small college for the engine's tests: people, a directory that answers the engine, and acts in short."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain.flow import acts
from domain.flow.case import Case, State
from domain.flow.engine import apply
from domain.flow.outcome import Done, Refused
from domain.flow.plan import Kind, Mode, Plan, Step
from domain.flow.resolver import CLOCK, Named, Policy
from domain.ids import PersonId
from domain.people import Person

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 3, 4, 2, 32, tzinfo=UTC)  # 10:32 on campus

LI = Person(id=PersonId(1), name="李雷")  # the applicant
WANG = Person(id=PersonId(2), name="王主任")
ZHAO = Person(id=PersonId(3), name="赵书记")
QIAN = Person(id=PersonId(4), name="钱院长")
SUN = Person(id=PersonId(5), name="孙老师")
ZHOU = Person(id=PersonId(6), name="周老师")
ADMIN = Person(id=PersonId(7), name="吴管理员")
STRANGER = Person(id=PersonId(9), name="路人")
HR = Person(id=PersonId(10), name="郑人事")
GONE = Person(id=PersonId(8), name="已离职", is_active=False)

POLICY = Policy(campus=CAMPUS, admins=(ADMIN,), personnel=(HR,), reversible_until=NOW + timedelta(days=10))


@dataclass
class Directory:
    """Answers by the step's key; nobody, always true, nobody above and no stand-in unless told."""

    people: dict = field(default_factory=dict)
    conditions: dict = field(default_factory=dict)
    above_: tuple = ()
    deputies: dict = field(default_factory=dict)
    copies: dict = field(default_factory=dict)

    def resolve(self, step, fields):
        found = self.people.get(step.key, ())
        found = found(fields) if callable(found) else found
        return tuple(n if isinstance(n, Named) else Named(n, step.label) for n in found)

    def holds(self, step, fields):
        return self.conditions.get(step.key, lambda _: True)(fields)

    def above(self, _step, _fields):
        return tuple(tuple(Named(p, "上级") for p in level) for level in self.above_)

    def stand_in(self, person, _step, _fields):
        return self.deputies.get(person.id)

    def copied(self, at, _fields):
        return tuple(Named(p, "抄送") for p in self.copies.get(at, ()))

    def worked(self, place, until):
        return int((until - place.asked_at).total_seconds() // 60)


@dataclass
class Desk:
    """One case on the desk: every act goes through `apply`; what happened is collected."""

    case: Case
    directory: Directory
    policy: Policy = POLICY
    now: datetime = NOW
    effects: list = field(default_factory=list)  # of the last act

    def tries(self, act_type, actor, **words):
        act = act_type(actor=actor, at=words.pop("at", self.now), **words)
        outcome = apply(self.case, act, self.directory, self.policy)
        if isinstance(outcome, Done):
            self.case, self.effects = outcome.case, list(outcome.effects)
        return outcome

    def does(self, act_type, actor, **words):
        outcome = self.tries(act_type, actor, **words)
        assert isinstance(outcome, Done), outcome
        return outcome

    def agree(self, *people, **words):
        for person in people:
            self.does(acts.Agree, person, **words)
        return self

    def refuse(self, person, reason="不行", **words):
        return self.does(acts.Refuse, person, reason=reason, **words)

    def sentence(self, act_type, actor, **words):
        outcome = self.tries(act_type, actor, **words)
        assert isinstance(outcome, Refused), outcome
        return outcome.sentence

    def cause(self, act_type, actor, **words):
        outcome = self.tries(act_type, actor, **words)
        assert isinstance(outcome, Refused), outcome
        return outcome.cause

    def later(self, **length):
        self.now += timedelta(**length)
        return self

    def waiting(self):
        """Whose turn it is, by name."""
        return [a.person.name for _, a in self.case.open_places()]

    def states(self):
        return [run.state.value for run in self.case.runs]

    def of(self, kind):
        return [effect for effect in self.effects if isinstance(effect, kind)]


def step(key, people=(), **words):
    """A step together with the people whom the directory will name for it."""
    return Step(key=key, label=words.pop("label", key), **words), people


def leave(place, person):
    """They have left, and the case reads them so."""
    (run,) = place.case.runs
    gone = tuple(replace(a, person=replace(a.person, is_active=a.person.id != person.id)) for a in run.assignments)
    place.case = replace(place.case, runs=(replace(run, assignments=gone),))
    return place


def desk(*steps, books=("leave",), fields=None, directory=None, policy=POLICY, submitted=True, applicant=LI):
    directory = directory or Directory()
    directory.people |= {one.key: people for one, people in steps}
    plan = Plan(tuple(one for one, _ in steps), books=books)
    place = Desk(Case.draft(1024, applicant, plan, {}), directory, policy)
    if submitted:
        place.does(acts.Submit, applicant, fields=fields or {"days": 2, "why": "家里有事"})
    return place


def signed(**words):
    """Three who must all sign."""
    return desk(step("offices", [WANG, ZHAO, QIAN], mode=Mode.ALL, **words))


def block():
    """Three offices side by side between two steps, one of them only for what lasts."""
    directory = Directory(conditions={"money": lambda fields: fields["days"] > 3})
    return directory, (
        step("head", [WANG]),
        step("books", [ZHAO], together="offices"),
        step("money", [QIAN], together="offices"),
        step("law", [SUN], together="offices"),
        step("dean", [ZHOU]),
    )


def three(**words):
    """Three steps one after the other, of which two see one field each."""
    return desk(
        step("head", [WANG], sees=frozenset({"why"})),
        step("money", [ZHAO], sees=frozenset({"days"})),
        step("dean", [QIAN]),
        **words,
    )


__all__ = [
    "ADMIN", "CAMPUS", "CLOCK", "GONE", "HR", "LI", "NOW", "POLICY", "QIAN", "STRANGER", "SUN", "WANG", "ZHAO", "ZHOU",
    "Desk", "Directory", "Fraction", "Kind", "Mode", "Named", "Person", "State",
    "acts", "block", "desk", "leave", "replace", "signed", "step", "three",
]  # fmt: skip
