"""How long the engine takes; a bound with room, so that only a change of kind breaks it."""

from time import perf_counter

from domain.flow.engine import apply
from domain.flow.outcome import Done
from tests.unit.flow_college import POLICY, QIAN, WANG, ZHAO, Mode, acts, desk, step

STEPS = 20
BEST_OF = 30
ONE_MILLISECOND = 0.001


def test_agreeing_on_a_case_of_twenty_steps_takes_less_than_a_millisecond():
    place = desk(*(step(f"s{number}", [WANG, ZHAO, QIAN], mode=Mode.ALL) for number in range(STEPS)))
    for _ in range(STEPS - 1):
        place.agree(WANG, ZHAO, QIAN)
    place.agree(WANG, ZHAO)
    act = acts.Agree(actor=QIAN, at=place.now)

    def once():
        begin = perf_counter()
        outcome = apply(place.case, act, place.directory, POLICY)
        assert isinstance(outcome, Done)
        return perf_counter() - begin

    assert min(once() for _ in range(BEST_OF)) < ONE_MILLISECOND


def test_submitting_past_twenty_steps_that_do_not_apply_takes_less_than_five():
    place = desk(*(step(f"s{number}", [WANG]) for number in range(STEPS)), step("last", [QIAN]), submitted=False)
    place.directory.conditions = {f"s{number}": lambda _: False for number in range(STEPS)}
    act = acts.Submit(actor=place.case.applicant, at=place.now, fields={"days": 1})

    def once():
        begin = perf_counter()
        assert isinstance(apply(place.case, act, place.directory, POLICY), Done)
        return perf_counter() - begin

    assert min(once() for _ in range(BEST_OF)) < 5 * ONE_MILLISECOND
