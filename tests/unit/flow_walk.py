"""A case that is pushed about: random plans, and any act by anybody with any card."""

from collections import Counter
from datetime import timedelta

from domain.flow import acts
from domain.flow.case import ENDED, Case, State
from domain.flow.engine import VERSIONLESS, apply
from domain.flow.kinds import QUIET, ActKind
from domain.flow.outcome import Asked, Booked, Closed, Ended, Joined, Refused, Reversed
from domain.flow.plan import Again, Empty, Kind, Mode, Overdue, Own, Plan, Step
from domain.flow.resolver import Dedupe
from domain.flow.rights import may
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    GONE,
    LI,
    NOW,
    POLICY,
    QIAN,
    STRANGER,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    Fraction,
    Named,
    replace,
)
from tests.unit.flow_rules import Rules

SIGNERS = (WANG, ZHAO, QIAN, SUN, ZHOU, LI, GONE)
EVERYBODY = (*SIGNERS, ADMIN, STRANGER)
LENGTH = 60
AFTER_THE_END = 6

CONDITIONS = (
    lambda _: True,
    lambda _: True,
    lambda fields: fields.get("days", 0) > 1,
    lambda fields: fields.get("cost", 0) > 1,
)


def a_step(key, rnd):
    """Any step; refusals that would go back are settled by `planned`."""
    return Step(
        key=key,
        label=f"步骤{key}",
        kind=rnd.choice([Kind.APPROVE] * 6 + [Kind.HANDLE, Kind.NOTICE]),
        mode=rnd.choice(list(Mode)),
        share=rnd.choice([Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
        together=rnd.choice(["", "x", "x", "y"]),
        limit=rnd.choice([None, 30]),
        overdue=rnd.choice([(Overdue.REMIND, Overdue.HAND_ON), (Overdue.ESCALATE,), tuple(Overdue)]),
        again=rnd.choice(list(Again)),
        empty=rnd.choice(list(Empty)),
        own=rnd.choice(list(Own)),
        safe=rnd.random() < 0.7,
        fills=rnd.choice([frozenset(), frozenset(), frozenset({"cost"})]),
        sees=rnd.choice([None, frozenset({"days"}), frozenset({"why"})]),
    )


def planned(rnd):
    """Steps whose refusals go to the end, to the applicant or to a step of an earlier block."""
    plain = Plan(tuple(a_step(f"s{place}", rnd) for place in range(rnd.randint(2, 6))))
    steps = tuple(
        replace(step, refuses_to=rnd.choice(["end", "applicant", *sorted(plain.before(step.key))]))
        for step in plain.steps
    )
    return Plan(steps, books=("leave", "gate"))


def some_people(rnd, most):
    people = rnd.sample(SIGNERS, rnd.randint(0 if rnd.random() < 0.15 else 2, most))
    return tuple(Named(person, "岗位", rnd.randint(1, 3), rnd.random() < 0.2) for person in people)


class Walk(Rules):
    """One case, pushed about by everybody at once."""

    def __init__(self, rnd):
        self.rnd = rnd
        self.now = NOW
        self.todo = set()
        self.ledger = set()
        self.ever_booked = set()
        self.joined = set()
        self.outcomes = {}
        self.ended = None
        self.happened = Counter()
        plan = planned(rnd)
        self.directory = Directory(
            people={step.key: some_people(rnd, 4) for step in plan.steps},
            conditions={step.key: rnd.choice(CONDITIONS) for step in plan.steps},
            above_=tuple(tuple(rnd.sample(SIGNERS, 2)) for _ in range(rnd.randint(0, 3))),
            deputies={person.id: rnd.choice(EVERYBODY) for person in rnd.sample(SIGNERS, rnd.randint(0, 3))},
            copies={rnd.choice(["start", "end", "s0", "s1"]): (SUN, STRANGER)},
        )
        self.policy = replace(POLICY, dedupe=rnd.choice(list(Dedupe)), urge_pause=3)
        self.case = Case.draft(1024, LI, plan, {})
        self.submit()

    def go(self):
        """Every act in any order; those that end a story come rarely while it is still going on."""
        frequent = [self.agree] * 5 + [self.refuse, self.send_back, self.transfer, self.delegate, self.add, self.add]
        frequent += [self.take_out, self.fill, self.tell, self.time, self.time, self.stand_in, self.put_in_place]
        frequent += [self.hand_over, self.undo, self.submit]
        rare = [self.withdraw, self.drop, self.end, self.jump]
        after = 0
        for _ in range(LENGTH):
            is_over = self.case.state in ENDED
            after += is_over
            if after > AFTER_THE_END:
                return
            self.rnd.choice(rare if self.rnd.random() < (0.3 if is_over else 0.03) else frequent)()
            if self.case.state is State.RETURNED and self.rnd.random() < 0.5:
                self.submit()
            self.check()

    # What everybody does

    def whose_turn(self):
        """Mostly somebody whose turn it is, sometimes anybody."""
        waiting = [p for _, a in self.case.open_places() for p in (a.person, a.stand_in) if p]
        return self.rnd.choice(waiting) if waiting and self.rnd.random() < 0.85 else self.anybody()

    def anybody(self):
        return self.rnd.choice(EVERYBODY)

    def card(self):
        version = self.case.version
        return self.rnd.choice([None, None, None, version, version, max(1, version - 2), version + 1])

    def attempt(self, act_type, actor, **words):
        self.now += timedelta(minutes=1)
        seen = self.card()
        act = act_type(actor=actor, at=self.now, seen=seen, **words)
        before = self.case
        outcome = apply(before, act, self.directory, self.policy)
        right = may(before, actor, act.kind, self.policy, self.now)
        if isinstance(outcome, Refused):
            assert outcome.sentence.endswith("。")
            assert right or right.refused == outcome
            self.happened[outcome.cause] += 1
            return
        assert right
        assert seen is None or seen <= before.version or act.kind in VERSIONLESS
        self.follow(before, act, outcome)

    def follow(self, before, act, outcome):
        """Keep our own books from the effects alone."""
        self.happened[act.kind] += 1
        case = self.case = outcome.case
        assert case.history[:-1] == before.history
        assert case.last_no >= before.last_no
        assert outcome.entry == case.history[-1]
        assert (outcome.entry.no, outcome.entry.actor, outcome.entry.at) == (len(case.history), act.actor, act.at)
        assert outcome.entry.version == case.version
        changed = replace(case, history=(), copies=(), undoable=None) != replace(
            before, history=(), copies=(), undoable=None
        )
        if act.kind in QUIET:
            assert not changed
        elif act.kind is not ActKind.ELAPSE:
            assert case.version == before.version + 1
        assert case.version in (before.version, before.version + 1)
        if any(isinstance(effect, (Asked, Closed, Ended)) for effect in outcome.effects):
            assert case.version == before.version + 1
        for effect in outcome.effects:
            self.happened[type(effect)] += 1
            self.book(effect)
        self.compare_outcomes(act)

    def book(self, effect):
        match effect:
            case Asked():
                key = (effect.person.id, effect.assignment, effect.step)
                assert key not in self.todo
                self.todo.add(key)
            case Closed():
                self.todo.remove((effect.person.id, effect.assignment, effect.step))
            case Booked():
                assert effect.booking not in self.ever_booked
                self.ever_booked.add(effect.booking)
                self.ledger.add(effect.booking)
            case Reversed():
                self.ledger.remove(effect.booking)
            case Joined():
                assert (effect.block, effect.round) not in self.joined
                self.joined.add((effect.block, effect.round))
            case Ended():
                assert self.ended in (None, State.APPROVED)  # only an approval can still be withdrawn
                self.ended = effect.state

    def compare_outcomes(self, act):
        """A step that has ended stays as it ended, within its round, unless that is undone."""
        if act.kind is ActKind.UNDO:
            self.outcomes = {}
            self.ended = None
        for run in self.case.runs:
            if run.is_settled and run.round:
                assert self.outcomes.setdefault((run.key, run.round), run.state) is run.state

    def submit(self):
        fields = {"days": self.rnd.randint(1, 3), "why": self.rnd.choice(["病", "事"])}
        self.attempt(acts.Submit if self.case.state is State.DRAFT else acts.Resubmit, LI, fields=fields)

    def agree(self):
        self.attempt(acts.Agree, self.whose_turn(), in_batch=self.rnd.random() < 0.3)

    def refuse(self):
        self.attempt(acts.Refuse, self.whose_turn(), reason=self.rnd.choice(["不行", "请补充", " "]))

    def send_back(self):
        to, again = self.rnd.choice(["", "", "s0", "s1", "s9"]), self.rnd.choice(list(Again))
        self.attempt(acts.Return, self.whose_turn(), reason="请改", to=to, again=again)

    def transfer(self):
        self.attempt(acts.Transfer, self.whose_turn(), to=self.anybody())

    def delegate(self):
        self.attempt(acts.Delegate, self.whose_turn(), to=self.anybody())

    def add(self):
        self.attempt(acts.Add, self.whose_turn(), signer=self.anybody(), where=self.rnd.choice(list(acts.Where)))

    def take_out(self):
        places = [a for run in self.case.runs for a in run.assignments if a.added_by and a.is_unsettled]
        place = self.rnd.choice(places) if places else None
        actor = place.added_by if place and self.rnd.random() < 0.7 else self.anybody()
        self.attempt(acts.TakeOut, actor, signer=place.person if place else self.anybody())

    def fill(self):
        self.attempt(acts.Fill, self.whose_turn(), fields={"cost": self.rnd.randint(0, 3)})

    def withdraw(self):
        self.attempt(acts.Withdraw, self.rnd.choice([LI, self.anybody()]))

    def drop(self):
        self.attempt(acts.Drop, self.anybody())

    def tell(self):
        actor = self.anybody()
        match self.rnd.randrange(4):
            case 0:
                self.attempt(acts.Urge, LI)
            case 1:
                self.attempt(acts.Comment, actor, words="看一下")
            case 2:
                self.attempt(acts.GiveCopy, actor, to=(self.anybody(),))
            case _:
                self.attempt(acts.Read, actor)

    def undo(self):
        undoable = self.case.undoable
        by = next((p for p in EVERYBODY if undoable and p.id == undoable.actor), self.anybody())
        self.attempt(acts.Undo, by)

    def time(self):
        self.now += timedelta(minutes=self.rnd.choice([0, 10, 60]))
        if self.rnd.random() < 0.2:
            self.directory.people |= {self.rnd.choice(self.case.plan.steps).key: some_people(self.rnd, 3)}
        self.attempt(acts.Elapse, CLOCK)

    def stand_in(self):
        principal = self.whose_turn()
        if self.rnd.random() < 0.6:
            self.directory.deputies = self.directory.deputies | {principal.id: self.anybody()}
            self.attempt(acts.BeginStandIn, CLOCK, principal=principal)
        else:
            self.directory.deputies = {k: v for k, v in self.directory.deputies.items() if k != principal.id}
            self.attempt(acts.EndStandIn, self.rnd.choice([CLOCK, ADMIN, WANG]), principal=principal)

    def hand_over(self):
        self.attempt(acts.HandOver, self.rnd.choice([CLOCK, ADMIN, WANG]), leaver=self.whose_turn(), to=self.anybody())

    def jump(self):
        actor = self.rnd.choice([ADMIN, ADMIN, LI, WANG])
        self.attempt(acts.Jump, actor, to=self.rnd.choice(["s0", "s1", "s2", "s9"]), reason="安排")

    def put_in_place(self):
        leaving = None if self.case.stuck and self.rnd.random() < 0.7 else self.whose_turn()
        self.attempt(
            acts.Replace, self.rnd.choice([ADMIN, ADMIN, WANG]), leaving=leaving, to=self.anybody(), reason="调"
        )

    def end(self):
        self.attempt(acts.End, self.rnd.choice([ADMIN, *EVERYBODY]), reason="重复")
