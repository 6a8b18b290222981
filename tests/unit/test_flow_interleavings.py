"""Random plans, and any order of acts by anybody with any cards: one outcome, nothing lost, nothing twice."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.flow.kinds import ActKind
from domain.flow.outcome import Asked, Booked, Cause, Closed, Copied, Ended, Escalated, Joined, Reminded, Reversed, Told
from tests.thorough import examples
from tests.unit.flow_walk import Walk

WALKS = 400
EFFECTS = (Asked, Closed, Joined, Booked, Reversed, Told, Copied, Reminded, Escalated, Ended)


@settings(max_examples=examples(WALKS), deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_happens_in_whatever_order_the_rules_hold(seed):
    Walk(Random(seed)).go()


def test_the_walks_meet_every_act_every_effect_and_the_refusals_that_matter():
    """The same ones every time, so that none of the above is proven in name only."""
    happened = Counter()
    for seed in range(WALKS):
        walk = Walk(Random(seed))
        walk.go()
        happened.update(walk.happened)

    assert [kind for kind in ActKind if kind not in (ActKind.DROP, ActKind.EXPIRE) and not happened[kind]] == []
    assert [effect for effect in EFFECTS if not happened[effect]] == []
    assert happened[Joined] > WALKS // 4
    assert happened[Reversed] > WALKS // 10
    assert happened[Cause.STALE] > WALKS // 2
