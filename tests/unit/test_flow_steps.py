"""What each kind of step does, alone and in blocks, sentence by sentence."""

from datetime import timedelta

from domain.flow.case import RunState
from domain.flow.outcome import Booked, Cause, Closed, Ended, Joined, Moment, Reversed, Told
from tests.unit.flow_college import (
    LI,
    NOW,
    QIAN,
    STRANGER,
    SUN,
    WANG,
    ZHAO,
    Directory,
    Fraction,
    Kind,
    Mode,
    Named,
    State,
    acts,
    block,
    desk,
    replace,
    signed,
    step,
)

# How several people decide


def test_any_one_of_several_decides_and_the_others_are_told_by_whom():
    place = desk(step("head", [WANG, ZHAO]))

    place.agree(ZHAO)

    assert place.case.state is State.APPROVED
    assert {(e.person.name, e.by.name) for e in place.of(Closed)} == {("王主任", "赵书记"), ("赵书记", "赵书记")}
    assert place.sentence(acts.Agree, WANG) == "这张单已由赵书记在 10:32 同意，您无需再处理。"
    assert place.sentence(acts.Agree, ZHAO) == "这张单您已在 10:32 同意，不用再点。"


def test_all_must_agree():
    place = signed().agree(WANG, QIAN)

    assert place.waiting() == ["赵书记"]
    assert place.agree(ZHAO).case.state is State.APPROVED


def test_of_all_one_refusal_ends_it_for_everybody():
    place = signed().agree(WANG)

    place.refuse(QIAN, "材料不全")

    assert place.case.state is State.REJECTED
    assert place.waiting() == []
    assert Ended(State.REJECTED) in place.effects


def test_in_turn_each_is_asked_only_after_the_one_before():
    place = desk(step("four", [WANG, ZHAO, QIAN], mode=Mode.IN_TURN))

    assert place.waiting() == ["王主任"]
    assert place.cause(acts.Agree, QIAN) is Cause.STRANGER
    assert place.agree(WANG).waiting() == ["赵书记"]
    assert place.agree(ZHAO, QIAN).case.state is State.APPROVED


def test_a_share_of_votes_ends_as_soon_as_it_is_reached():
    place = desk(step("vote", [WANG, ZHAO, QIAN, SUN], mode=Mode.SHARE, share=Fraction(1, 2)))

    place.agree(WANG).refuse(ZHAO)
    assert place.case.state is State.PENDING
    assert place.agree(QIAN).case.state is State.APPROVED


def test_a_share_of_votes_ends_as_soon_as_it_is_out_of_reach():
    place = desk(step("vote", [WANG, ZHAO, QIAN], mode=Mode.SHARE, share=Fraction(2, 3)))

    place.refuse(WANG)
    assert place.case.state is State.PENDING
    place.refuse(ZHAO)

    assert place.case.state is State.REJECTED
    assert place.waiting() == []


def test_weights_count_as_they_are_given():
    votes = [Named(WANG, "法务", weight=3), Named(ZHAO, "委员"), Named(QIAN, "委员")]
    place = desk(step("vote", votes, mode=Mode.SHARE, share=Fraction(3, 5)))

    assert place.agree(WANG).case.state is State.APPROVED


def test_a_veto_ends_it_and_is_waited_for():
    votes = [Named(WANG, "院长", has_veto=True), Named(ZHAO, "委员"), Named(QIAN, "委员")]
    place = desk(step("vote", votes, mode=Mode.SHARE, share=Fraction(1, 2))).agree(ZHAO, QIAN)

    assert place.waiting() == ["王主任"]
    place.refuse(WANG)

    assert place.case.state is State.REJECTED


def test_a_notice_tells_and_goes_on():
    place = desk(step("hr", [SUN], kind=Kind.NOTICE), step("head", [WANG]))

    assert Told(SUN, Moment.NOTICED, "hr") in place.effects
    assert place.waiting() == ["王主任"]


def test_what_is_to_be_done_can_be_done_or_sent_back_but_not_refused():
    place = desk(step("repair", [SUN], kind=Kind.HANDLE, fills=frozenset({"cost"}), requires=frozenset({"cost"})))

    assert place.sentence(acts.Refuse, SUN, reason="不行") == "没有办理：这一步不能驳回。"
    assert place.cause(acts.Agree, SUN) is Cause.FIELDS_MISSING
    assert place.cause(acts.Fill, SUN, fields={"days": 9}) is Cause.FOREIGN_FIELD
    place.does(acts.Fill, SUN, fields={"cost": 300})

    assert place.agree(SUN).case.state is State.APPROVED
    assert place.case.fields["cost"] == 300


def test_a_step_that_is_signed_needs_the_signature():
    place = desk(step("sign", [WANG], signature=True))

    assert place.cause(acts.Agree, WANG) is Cause.SIGNATURE_MISSING
    place.does(acts.Agree, WANG, signature="hash of the content")

    assert place.case.runs[0].assignments[0].decision.signature == "hash of the content"


# Blocks and conditions


def test_a_block_runs_side_by_side_and_joins_once():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 5}).agree(WANG)

    assert place.waiting() == ["赵书记", "钱院长", "孙老师"]
    place.agree(SUN, QIAN)
    assert place.of(Joined) == []
    place.agree(ZHAO)

    assert place.of(Joined) == [Joined("books", 1)]
    assert place.waiting() == ["周老师"]


def test_only_the_steps_of_a_block_whose_condition_holds_are_waited_for():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 2}).agree(WANG)

    assert place.waiting() == ["赵书记", "孙老师"]
    assert place.case.run("money").reason == "条件不成立"
    assert place.agree(ZHAO, SUN).waiting() == ["周老师"]


def test_a_refusal_in_a_block_closes_its_neighbours():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 5}).agree(WANG)

    place.refuse(QIAN)

    assert place.case.state is State.REJECTED
    assert [run.state for run in place.case.runs[1:]] == [
        RunState.CANCELLED,
        RunState.REFUSED,
        RunState.CANCELLED,
        RunState.CANCELLED,
    ]
    assert place.of(Joined) == []


def test_people_and_conditions_are_decided_when_the_turn_comes():
    directory = Directory(conditions={"dean": lambda fields: fields.get("cost", 0) > 100})
    directory.people["dean"] = lambda fields: [QIAN] if fields["cost"] > 500 else [ZHAO]
    place = desk(
        step("repair", [SUN], kind=Kind.HANDLE, fills=frozenset({"cost"})),
        (step("dean")[0], directory.people["dean"]),
        directory=directory,
    )

    place.does(acts.Fill, SUN, fields={"cost": 600})

    assert place.agree(SUN).waiting() == ["钱院长"]


def test_a_step_that_is_asked_for_later_is_told_apart_from_one_that_does_not_apply():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 2}).agree(WANG)

    assert place.states() == ["passed", "open", "skipped", "open", "waiting"]


# Agreeing in a batch


def test_only_what_is_safe_is_agreed_to_in_a_batch():
    assert desk(step("head", [WANG])).sentence(acts.Agree, WANG, in_batch=True) == (
        "没有办理：这一步要逐单查看，不能批量同意。"
    )


def test_a_batch_agreement_can_be_undone_with_everything_it_caused():
    place = desk(step("head", [WANG], safe=True)).agree(WANG, in_batch=True)
    booked = place.of(Booked)

    place.later(minutes=5).does(acts.Undo, WANG)

    assert place.case.state is State.PENDING
    assert place.waiting() == ["王主任"]
    assert [e.booking for e in place.of(Reversed)] == [e.booking for e in booked]
    assert place.agree(WANG).of(Booked) != booked


def test_not_after_its_window_nor_when_somebody_has_acted_since_nor_by_others():
    steps = (step("head", [WANG], safe=True), step("dean", [QIAN]))
    late = desk(*steps).agree(WANG, in_batch=True).later(minutes=6)
    followed = desk(*steps).agree(WANG, in_batch=True).agree(QIAN)
    other = desk(*steps).agree(WANG, in_batch=True)

    assert late.cause(acts.Undo, WANG) is Cause.TOO_LATE
    assert followed.cause(acts.Undo, WANG) is Cause.NOT_HERE
    assert other.cause(acts.Undo, QIAN) is Cause.NOT_HERE


# Names and times


def test_every_act_leaves_one_line_with_the_person_the_time_and_the_version():
    place = signed().later(minutes=3).agree(WANG)

    assert [(e.no, e.kind.value, e.actor.name, e.version) for e in place.case.history] == [
        (1, "submit", "李雷", 2),
        (2, "agree", "王主任", 3),
    ]
    assert place.case.history[1].at == NOW + timedelta(minutes=3)


def test_names_with_braces_stay_names():
    odd = replace(SUN, name="{name}{0}", is_active=False)
    place = desk(step("x", [], label="{contact}"), submitted=False)

    assert place.sentence(acts.Submit, LI, fields={}).startswith("没有提交：{contact}没有")
    assert "{name}{0}" in desk(step("x", [WANG])).sentence(acts.Transfer, WANG, to=odd)


def test_a_stranger_learns_nothing():
    for place in (signed(), signed().agree(WANG, ZHAO, QIAN)):
        assert place.sentence(acts.Agree, STRANGER) == "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"
