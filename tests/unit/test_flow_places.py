"""Places that change hands, and those who stand in, sentence by sentence."""

from domain.flow.outcome import Asked, Cause, Closed
from domain.flow.plan import Own
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    GONE,
    HR,
    LI,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    Fraction,
    Mode,
    Named,
    State,
    acts,
    desk,
    leave,
    replace,
    signed,
    step,
)

# Places that change hands


def test_a_transfer_moves_the_place_and_keeps_its_weight():
    votes = [Named(WANG, "法务", weight=3), Named(ZHAO, "委员")]
    place = desk(step("vote", votes, mode=Mode.SHARE, share=Fraction(3, 4)))

    place.does(acts.Transfer, WANG, to=SUN, reason="出差")

    assert place.waiting() == ["孙老师", "赵书记"]
    assert place.sentence(acts.Agree, WANG) == "这张单您已在 10:32 转交，不用再点。"
    assert place.agree(SUN).case.state is State.APPROVED


def test_nothing_is_handed_to_the_applicant_or_to_somebody_who_left_or_is_there_already():
    place = signed()

    assert place.sentence(acts.Transfer, WANG, to=LI) == "没有办理：不能交给申请人本人，请另选一位。"
    assert place.cause(acts.Delegate, WANG, to=GONE) is Cause.INACTIVE
    assert place.sentence(acts.Add, WANG, signer=ZHAO, where=acts.Where.BESIDE) == (
        "没有办理：赵书记已在这一步，请另选一位。"
    )


def test_a_delegate_gives_an_opinion_and_it_comes_back():
    place = desk(step("head", [WANG]))

    place.does(acts.Delegate, WANG, to=SUN)
    assert place.waiting() == ["孙老师"]
    place.refuse(SUN, "建议缓办")

    assert place.case.state is State.PENDING
    assert place.waiting() == ["王主任"]
    assert place.case.runs[0].assignments[1].decision.words == "建议缓办"
    assert place.agree(WANG).case.state is State.APPROVED


def test_a_delegate_cannot_pass_it_on():
    place = desk(step("head", [WANG]))
    place.does(acts.Delegate, WANG, to=SUN)

    assert place.cause(acts.Transfer, SUN, to=ZHOU) is Cause.NOT_HERE
    assert place.cause(acts.Delegate, SUN, to=ZHOU) is Cause.NOT_HERE


def test_a_delegates_card_goes_when_others_have_decided():
    place = desk(step("head", [WANG, ZHAO]))
    place.does(acts.Delegate, WANG, to=SUN)

    place.agree(ZHAO)

    assert place.case.state is State.APPROVED
    assert "孙老师" in {effect.person.name for effect in place.of(Closed)}


def test_a_signer_added_before_signs_first():
    place = desk(step("head", [WANG]))
    place.does(acts.Add, WANG, signer=SUN, where=acts.Where.BEFORE)

    assert place.waiting() == ["孙老师"]
    assert place.agree(SUN).waiting() == ["王主任"]
    assert place.agree(WANG).case.state is State.APPROVED


def test_a_signer_added_after_signs_then():
    place = desk(step("head", [WANG, ZHAO]))
    place.does(acts.Add, WANG, signer=SUN, where=acts.Where.AFTER)

    assert place.waiting() == ["王主任", "赵书记"]
    assert place.agree(WANG).waiting() == ["孙老师"]
    assert place.agree(SUN).case.state is State.APPROVED


def test_a_signer_added_beside_signs_at_the_same_time_and_is_needed():
    place = desk(step("head", [WANG]))
    place.does(acts.Add, WANG, signer=SUN, where=acts.Where.BESIDE)

    assert place.agree(WANG).waiting() == ["孙老师"]
    place.refuse(SUN)

    assert place.case.state is State.REJECTED


def test_whoever_added_a_signer_takes_them_out_again():
    place = desk(step("head", [WANG]))
    place.does(acts.Add, WANG, signer=SUN, where=acts.Where.BESIDE)
    place.agree(WANG)

    assert place.cause(acts.TakeOut, SUN, signer=SUN) is Cause.NOT_HERE
    place.does(acts.TakeOut, WANG, signer=SUN)

    assert place.case.state is State.APPROVED


def test_a_signer_who_was_taken_out_may_be_added_again():
    place = desk(step("head", [WANG]))
    for _ in range(2):
        place.does(acts.Add, WANG, signer=SUN, where=acts.Where.BEFORE)
        place.does(acts.TakeOut, WANG, signer=SUN)

    assert place.waiting() == ["王主任"]


def test_the_open_places_of_somebody_who_left_are_handed_over_at_once():
    place = desk(step("a", [WANG], together="x"), step("b", [WANG, ZHAO], together="x", mode=Mode.ALL))

    place.does(acts.HandOver, CLOCK, leaver=WANG, to=SUN)

    assert place.waiting() == ["孙老师", "孙老师", "赵书记"]
    assert place.case.history[-1].on_behalf_of == WANG
    assert place.case.history[-1].subject == SUN
    assert place.agree(SUN, SUN, ZHAO).case.state is State.APPROVED


def test_a_leavers_place_never_goes_to_the_applicant():
    assert desk(step("a", [WANG])).cause(acts.HandOver, ADMIN, leaver=WANG, to=LI) is Cause.OWN_REQUEST


def test_hr_hands_over_for_somebody_who_left_and_for_nobody_else():
    place = leave(desk(step("a", [WANG, ZHAO])), WANG)

    assert place.cause(acts.HandOver, HR, leaver=ZHAO, to=SUN) is Cause.NOT_ADMIN
    assert place.cause(acts.Replace, HR, leaving=WANG, to=SUN, reason="离职") is Cause.STRANGER
    place.does(acts.HandOver, HR, leaver=replace(WANG, is_active=False), to=SUN)

    assert place.waiting() == ["孙老师", "赵书记"]


def test_nothing_is_given_back_to_an_applicant_who_has_left():
    place = desk(step("a", [WANG]), step("b", [ZHAO])).agree(WANG)
    place.case = replace(place.case, applicant=replace(LI, is_active=False))

    assert place.cause(acts.Return, ZHAO, reason="请改") is Cause.INACTIVE
    place.does(acts.Return, ZHAO, reason="请改", to="a")

    assert place.waiting() == ["王主任"]


# Stand-ins


def test_a_stand_in_decides_and_both_names_are_recorded():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: SUN}))

    place.agree(SUN)

    entry = place.case.history[-1]
    assert (entry.actor, entry.on_behalf_of) == (SUN, WANG)
    assert place.sentence(acts.Agree, WANG) == "这张单已由孙老师（代王主任）在 10:32 同意，您无需再处理。"


def test_the_principal_may_still_decide():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: SUN}))

    place.agree(WANG)

    assert place.case.history[-1].on_behalf_of is None
    assert {effect.person for effect in place.of(Closed)} == {WANG, SUN}


def test_a_stand_in_does_not_stand_in_for_a_stand_in():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: SUN, SUN.id: ZHOU}))

    assert place.cause(acts.Agree, ZHOU) is Cause.STRANGER


def test_nobody_approves_their_own_request_as_a_stand_in():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: LI}))

    assert place.sentence(acts.Agree, LI) == "没有办理：不能审批自己的申请。想收回请发 撤回。"
    assert place.waiting() == ["王主任"]


def test_a_step_that_lets_the_applicant_act_does_not_let_them_act_for_the_approver():
    place = desk(step("head", [WANG, LI], own=Own.ALLOW, mode=Mode.ALL), directory=Directory(deputies={WANG.id: LI}))
    place.agree(LI)

    assert place.cause(acts.Agree, LI, on_behalf_of=WANG) is Cause.OWN_REQUEST
    assert place.waiting() == ["王主任"]


def test_a_place_that_had_the_applicant_as_stand_in_is_refused_to_them_still():
    place = desk(step("head", [WANG], own=Own.ALLOW))
    run = place.case.runs[0]
    seat = replace(run.assignments[0], stand_in=LI)
    place.case = replace(place.case, runs=(replace(run, assignments=(seat,)),), asked=place.case.asked | {LI.id})

    assert place.cause(acts.Agree, LI) is Cause.OWN_REQUEST


def test_nobody_signs_twice_as_a_stand_in():
    place = desk(step("offices", [WANG, ZHAO], mode=Mode.ALL), directory=Directory(deputies={WANG.id: ZHAO}))

    place.agree(ZHAO)

    assert place.waiting() == ["王主任"]
    assert place.cause(acts.Agree, ZHAO) is Cause.DECIDED


def test_a_stand_in_may_not_pass_the_place_on():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: SUN}))

    assert place.sentence(acts.Transfer, SUN, to=ZHOU) == "没有办理：这一步不能转交。"


def test_a_stand_in_comes_and_goes_with_the_period():
    place = desk(step("head", [WANG]))
    place.directory.deputies[WANG.id] = SUN

    place.does(acts.BeginStandIn, CLOCK, principal=WANG)
    assert place.of(Asked) == [Asked(SUN, "head", 1, WANG)]
    place.does(acts.EndStandIn, CLOCK, principal=WANG)

    assert [effect.person for effect in place.of(Closed)] == [SUN]
    assert place.cause(acts.Agree, SUN) is Cause.DECIDED
    assert place.agree(WANG).case.state is State.APPROVED
