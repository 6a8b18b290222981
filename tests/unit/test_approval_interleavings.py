"""Any order of acts by anybody with any cards ends in one outcome, decided once, booked once."""

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from domain import approval
from domain.approval import Booking
from domain.people import Person
from domain.request import Approver, Request, State, Step, StepState, Verdict
from tests.unit.test_approval import LI, NOW, PAUSE, QIAN, STRANGER, WANG, ZHAO, act, draft

BEGINS = NOW + timedelta(minutes=20)
GONE = Person(id=QIAN.id, name=QIAN.name, is_active=False)
PEOPLE = (LI, WANG, ZHAO, QIAN, STRANGER)
ENDS = (State.REJECTED, State.WITHDRAWN, State.EXPIRED)

anybody = st.sampled_from((*PEOPLE, GONE))
routes = st.lists(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True), max_size=3)


def planned(route):
    return tuple(
        Step(ordinal=number, label="部门负责人", approvers=tuple(Approver(p.id, p.name, "部门负责人") for p in people))
        for number, people in enumerate(route, 1)
    )


class Approvals(RuleBasedStateMachine):
    """One request, pushed about by everybody at once."""

    cards = Bundle("cards")

    def __init__(self):
        super().__init__()
        self.request = draft()
        self.ledger = Counter()
        self.decided = []
        self.now = NOW

    @initialize(route=routes, target=cards)
    def begin(self, route):
        self.route = planned(route)
        return self.request.version

    def become(self, outcome):
        self.now += timedelta(minutes=1)
        if isinstance(outcome, Request):
            before, self.request = self.request, outcome
            self.ledger[approval.booking(before, outcome)] += 1
            if outcome.last_decision not in (None, before.last_decision):
                self.decided.append(outcome.last_decision)
            if outcome.state in ENDS:
                assert before.state not in ENDS
        return self.request.version

    def by(self, person, seen):
        return act(person, seen=seen, at=self.now)

    @rule(person=anybody, seen=cards | st.none(), target=cards)
    def submit(self, person, seen):
        return self.become(approval.submit(self.request, self.route, self.by(person, seen), "人事处"))

    @rule(person=anybody, seen=cards | st.none(), target=cards)
    def approve(self, person, seen):
        return self.become(approval.approve(self.request, self.by(person, seen)))

    @rule(person=anybody, seen=cards | st.none(), reason=st.sampled_from(["", " ", "不行"]), target=cards)
    def reject(self, person, seen, reason):
        return self.become(approval.reject(self.request, self.by(person, seen), reason))

    @rule(person=anybody, seen=cards | st.none(), target=cards)
    def withdraw(self, person, seen):
        return self.become(approval.withdraw(self.request, self.by(person, seen), BEGINS, "人事处"))

    @rule(person=anybody, seen=cards | st.none(), target=cards)
    def cancel(self, person, seen):
        was_draft = self.request.state is State.DRAFT
        outcome = approval.cancel(self.request, self.by(person, seen))
        assert was_draft or not isinstance(outcome, Request)
        return self.become(outcome)

    @rule(person=anybody, target=cards)
    def urge(self, person):
        return self.become(approval.urge(self.request, self.by(person, None), PAUSE))

    @rule(target=cards)
    def expire(self):
        return self.become(approval.expire(self.request, self.now) if self.request.state is State.DRAFT else None)

    @invariant()
    def a_step_is_decided_at_most_once_and_by_somebody_it_asks(self):
        decisions = [step.decision for step in self.request.steps if step.decision]
        assert decisions == self.decided
        for step in self.request.steps:
            decision = step.decision
            assert decision is None or (step.asks(decision.actor) and decision.actor != LI.id)

    @invariant()
    def the_ledger_holds_one_debit_exactly_while_the_leave_is_approved(self):
        net = self.ledger[Booking.DEBIT] - self.ledger[Booking.REFUND]
        assert net == (self.request.state is State.APPROVED)
        assert self.ledger[Booking.DEBIT] <= 1

    @invariant()
    def the_state_follows_from_the_steps(self):
        states = [step.state for step in self.request.steps]
        open_steps = states.count(StepState.PENDING)
        match self.request.state:
            case State.PENDING:
                assert open_steps == 1
            case State.APPROVED:
                assert set(states) == {StepState.APPROVED}
            case State.REJECTED:
                assert open_steps == 0
                assert self.request.last_decision.verdict is Verdict.REJECT
            case _:
                assert open_steps == 0
        assert (self.request.state in (State.DRAFT, State.PENDING)) == (self.request.finished_at is None)


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
