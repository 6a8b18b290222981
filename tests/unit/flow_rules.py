"""What must hold of a case after every single act, by books that are kept from the effects alone."""

from domain.flow.case import ENDED, Part, RunState, Standing, State
from domain.flow.plan import Kind, Mode, Own
from domain.flow.why import why
from tests.unit.flow_college import ADMIN, CAMPUS, LI


class Rules:
    """Of a `case` that is at `now`: what people have on their lists (`todo`), what is booked (`ledger`), its end."""

    def check(self):
        """Everything that must hold, after every single act."""
        self.the_lists_of_people_are_what_the_case_says()
        self.a_pending_case_waits_for_somebody_active_or_is_stuck_and_says_why()
        self.what_is_booked_is_booked_once_and_only_while_it_is_approved()
        self.the_state_is_the_last_end_that_was_announced()
        self.every_step_passed_by_its_own_rule()
        self.nobody_decides_their_own_request_or_after_having_left()
        self.what_is_over_leaves_nothing_open()
        self.nobody_is_asked_twice_over()
        self.what_comes_later_has_not_begun()
        assert len(why(self.case, self.now, CAMPUS).lines) == len(self.case.plan.steps) + 1

    def the_lists_of_people_are_what_the_case_says(self):
        wanted = set()
        for run in self.case.runs:
            for assignment in run.assignments:
                if run.state is RunState.OPEN and assignment.standing is Standing.OPEN:
                    wanted.add((assignment.person.id, assignment.no, run.key))
                    if assignment.stand_in:
                        wanted.add((assignment.stand_in.id, assignment.no, run.key))
        assert wanted == self.todo
        assert self.case.state is State.PENDING or not wanted

    def a_pending_case_waits_for_somebody_active_or_is_stuck_and_says_why(self):
        if self.case.state is not State.PENDING:
            return
        for run in self.case.runs:
            if run.state is RunState.OPEN:
                assert any(a.standing is Standing.OPEN and a.person.is_active for a in run.assignments)
            if run.state is RunState.STUCK:
                assert run.reason
        assert any(run.state in (RunState.OPEN, RunState.STUCK) for run in self.case.runs)

    def what_is_booked_is_booked_once_and_only_while_it_is_approved(self):
        assert self.ledger == set(self.case.booked)
        assert [b.what for b in self.case.booked] == (["leave", "gate"] if self.case.state is State.APPROVED else [])

    def the_state_is_the_last_end_that_was_announced(self):
        assert (self.ended is not None) == (self.case.state in ENDED)
        assert self.ended in (None, self.case.state)

    def every_step_passed_by_its_own_rule(self):
        for run, step in zip(self.case.runs, self.case.plan.steps, strict=True):
            if run.state is RunState.PASSED and step.kind is not Kind.NOTICE:
                votes = [a for a in run.assignments if a.part is Part.VOTE]
                yes = [a for a in votes if a.standing in (Standing.AGREED, Standing.SKIPPED)]
                assert yes
                assert not [a for a in run.assignments if a.is_unsettled]
                assert {a.standing for a in run.assignments if a.part is Part.ADDED} <= {
                    Standing.AGREED,
                    Standing.TAKEN_OUT,
                }
                if step.mode in (Mode.ALL, Mode.IN_TURN):
                    assert yes == votes
                if step.mode is Mode.SHARE:
                    assert sum(a.weight for a in yes) >= step.share * sum(a.weight for a in votes)
                    assert all(a in yes for a in votes if a.has_veto)

    def nobody_decides_their_own_request_or_after_having_left(self):
        for run, step in zip(self.case.runs, self.case.plan.steps, strict=True):
            for assignment in run.assignments:
                decision = assignment.decision
                if decision:
                    assert decision.actor.is_active
                    assert decision.actor.id != LI.id or step.own is Own.ALLOW
                    assert decision.actor.id != ADMIN.id or assignment.involves(ADMIN.id)

    def what_is_over_leaves_nothing_open(self):
        """Neither in a step that has ended, nor with a delegate whose delegator needs no opinion any more."""
        for run in self.case.runs:
            unsettled = {a.no for a in run.assignments if a.is_unsettled}
            assert run.state is RunState.OPEN or not unsettled
            assert all(a.parent in unsettled for a in run.assignments if a.part is Part.ADVICE and a.no in unsettled)

    def nobody_is_asked_twice_over(self):
        """Not the applicant, not somebody who left, and no stand-in who has a place of their own in the step."""
        for run, assignment in self.case.open_places():
            step = self.case.plan.step(run.key)
            deputy = assignment.stand_in
            asked = [assignment.person, *([deputy] if deputy else [])]
            assert all(person.is_active for person in asked)
            assert step.own is Own.ALLOW or LI not in asked
            for other in run.assignments:
                if deputy and other.person != assignment.person and other.is_unsettled:
                    assert not other.involves(deputy.id)

    def what_comes_later_has_not_begun(self):
        if self.case.state is not State.PENDING:
            return
        blocks = [[self.case.runs[place] for place in block] for block in self.case.plan.blocks]
        ended = [all(run.is_settled for run in block) for block in blocks]
        first = ended.index(False)
        assert all(run.state is RunState.WAITING for block in blocks[first + 1 :] for run in block)
        assert not any(run.state is RunState.WAITING for run in blocks[first])
