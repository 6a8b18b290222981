"""What each kind of step, each way back and each policy does, sentence by sentence."""

from datetime import timedelta

from domain.flow.case import RunState
from domain.flow.outcome import (
    Asked,
    Booked,
    Cause,
    Closed,
    Copied,
    Ended,
    Escalated,
    Joined,
    Moment,
    Reminded,
    Reversed,
    Told,
)
from domain.flow.plan import Again, Empty, Overdue, Own
from domain.flow.resolver import Dedupe
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    GONE,
    HR,
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
    Kind,
    Mode,
    Named,
    State,
    acts,
    desk,
    leave,
    replace,
    step,
)

EARLIER = replace(POLICY, dedupe=Dedupe.EARLIER)


def signed(**words):
    """Three who must all sign."""
    return desk(step("offices", [WANG, ZHAO, QIAN], mode=Mode.ALL, **words))


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


def block():
    directory = Directory(conditions={"money": lambda fields: fields["days"] > 3})
    return directory, (
        step("head", [WANG]),
        step("books", [ZHAO], together="offices"),
        step("money", [QIAN], together="offices"),
        step("law", [SUN], together="offices"),
        step("dean", [ZHOU]),
    )


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


# Refusing, returning, resubmitting


def three(**words):
    return desk(
        step("head", [WANG], sees=frozenset({"why"})),
        step("money", [ZHAO], sees=frozenset({"days"})),
        step("dean", [QIAN]),
        **words,
    )


def test_a_refusal_needs_a_reason():
    assert three().sentence(acts.Refuse, WANG, reason=" ") == "没有驳回：请写明理由，例如 驳回 1024 请补充说明。"


def test_a_refusal_may_send_it_back_to_the_applicant():
    place = desk(step("head", [WANG], refuses_to="applicant"))

    place.refuse(WANG)

    assert place.case.state is State.RETURNED
    assert Told(LI, Moment.RETURNED) in place.effects
    assert place.sentence(acts.Agree, WANG) == "没有办理：这张单已退回申请人修改，重新提交后再处理。"


def test_a_refusal_may_send_it_back_to_an_earlier_step():
    place = desk(step("head", [WANG]), step("dean", [QIAN], refuses_to="head")).agree(WANG)

    place.refuse(QIAN)

    assert place.states() == ["open", "waiting"]
    assert place.agree(WANG, QIAN).case.state is State.APPROVED


def test_after_a_return_everybody_decides_again():
    place = three().agree(WANG, ZHAO)

    place.does(acts.Return, QIAN, reason="日期不对")
    place.does(acts.Resubmit, LI, fields={"days": 2, "why": "家里有事"})

    assert place.waiting() == ["王主任"]


def test_or_only_those_who_see_a_field_that_has_changed():
    place = three().agree(WANG, ZHAO)

    place.does(acts.Return, QIAN, reason="日期不对", again=Again.CHANGED)
    place.does(acts.Resubmit, LI, fields={"days": 3, "why": "家里有事"})

    assert place.waiting() == ["赵书记"]
    assert place.case.run("head").reason == "所看内容没有改动，沿用上一轮的同意"
    assert place.agree(ZHAO).waiting() == ["钱院长"]


def test_nothing_changed_then_only_the_one_who_returned_it_is_asked():
    place = three().agree(WANG, ZHAO)

    place.does(acts.Return, QIAN, reason="看错了", again=Again.CHANGED)
    place.does(acts.Resubmit, LI, fields=place.case.fields)

    assert place.waiting() == ["钱院长"]


def test_two_returns_after_another_still_keep_what_nobody_has_changed():
    place = three().agree(WANG, ZHAO)

    place.does(acts.Return, QIAN, reason="请部门再看", to="head", again=Again.CHANGED)
    place.does(acts.Return, WANG, reason="事由不清", again=Again.CHANGED)
    place.does(acts.Resubmit, LI, fields={"days": 2, "why": "母亲住院"})

    assert place.waiting() == ["王主任"]
    assert place.agree(WANG).waiting() == ["钱院长"]


def test_a_condition_is_looked_at_again_after_a_change():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 2}).agree(WANG, ZHAO, SUN)

    place.does(acts.Return, ZHOU, reason="少报了", again=Again.CHANGED)
    place.does(acts.Resubmit, LI, fields={"days": 9})

    assert place.waiting() == ["王主任"]
    assert place.agree(WANG).waiting() == ["赵书记", "钱院长", "孙老师"]
    assert place.agree(ZHAO, QIAN, SUN).of(Joined) == [Joined("books", 2)]


def test_a_block_that_is_kept_whole_does_not_join_again():
    place = desk(
        step("a", [WANG], together="x"), step("b", [ZHAO], together="x"), step("c", [QIAN]), fields={"n": 1}
    ).agree(WANG, ZHAO)

    place.does(acts.Return, QIAN, reason="看错了", again=Again.CHANGED)
    place.does(acts.Resubmit, LI, fields={"n": 1})

    assert place.of(Joined) == []
    assert place.waiting() == ["钱院长"]


def test_returning_from_the_middle_of_a_block_loses_no_place():
    directory, steps = block()
    place = desk(*steps, directory=directory, fields={"days": 5}).agree(WANG, ZHAO)

    place.does(acts.Return, SUN, reason="请补充", to="head")

    assert place.waiting() == ["王主任"]
    assert place.agree(WANG).waiting() == ["赵书记", "钱院长", "孙老师"]


def test_one_returns_only_to_what_came_before():
    place = three().agree(WANG)

    assert place.cause(acts.Return, ZHAO, reason="x", to="dean") is Cause.NOT_EARLIER
    assert place.cause(acts.Return, ZHAO, reason="x", to="money") is Cause.NOT_EARLIER


def test_the_applicant_cannot_write_what_a_step_fills_in():
    place = desk(step("cash", [SUN], fills=frozenset({"paid"})), step("dean", [QIAN]))
    place.does(acts.Fill, SUN, fields={"paid": 100})
    place.agree(SUN).does(acts.Return, QIAN, reason="x")

    assert place.cause(acts.Resubmit, LI, fields={"days": 2, "paid": 999}) is Cause.FOREIGN_FIELD
    place.does(acts.Resubmit, LI, fields={"days": 3})

    assert place.case.fields == {"days": 3, "paid": 100}


def test_a_card_of_the_round_before_is_stale_and_says_who_acted():
    place = three()
    seen = place.case.version
    place.does(acts.Return, WANG, reason="x")
    place.does(acts.Resubmit, LI, fields={"days": 3})

    assert place.sentence(acts.Agree, WANG, seen=seen) == (
        "没有办理：李雷在 10:32 重新提交，这张单后来有改动，请看最新的卡片再点一次。"
    )
    place.agree(WANG, seen=place.case.version)


def test_what_others_of_the_step_do_makes_nobodys_card_stale():
    place = signed()
    seen = place.case.version

    place.agree(WANG, ZHAO, QIAN, seen=seen)

    assert place.case.state is State.APPROVED


def test_a_card_that_shows_older_fields_is_stale():
    place = desk(step("x", [SUN], together="t", fills=frozenset({"cost"})), step("y", [QIAN], together="t"))
    seen = place.case.version
    place.does(acts.Fill, SUN, fields={"cost": 1})

    assert place.cause(acts.Agree, QIAN, seen=seen) is Cause.STALE


# Withdrawing


def test_a_withdrawal_while_it_is_pending_takes_it_off_every_list():
    place = signed()

    place.does(acts.Withdraw, LI, seen=1)

    assert place.case.state is State.WITHDRAWN
    assert len(place.of(Closed)) == 3
    assert place.sentence(acts.Agree, WANG) == "这张单已由李雷在 10:32 撤回，您无需再处理。"


def test_a_withdrawal_after_approval_reverses_exactly_what_was_booked():
    place = desk(step("head", [WANG]), books=("leave", "gate")).agree(WANG)
    booked = [effect.booking for effect in place.of(Booked)]

    place.does(acts.Withdraw, LI)

    assert [b.what for b in booked] == ["leave", "gate"]
    assert [effect.booking for effect in place.of(Reversed)] == booked
    assert place.case.booked == ()


def test_what_has_begun_is_not_withdrawn():
    place = desk(step("head", [WANG])).agree(WANG).later(days=11)

    assert place.sentence(acts.Withdraw, LI) == (
        "没有撤回：3月14日 10:32 起已经生效，只能在那之前撤回。请联系人事处处理。"
    )


def test_what_booked_nothing_cannot_be_taken_back_and_it_is_said_so():
    policy = replace(POLICY, reversible_until=None)
    nothing = desk(step("head", [WANG]), books=(), policy=policy).agree(WANG)
    at_once = desk(step("head", [WANG]), policy=policy).agree(WANG)

    assert nothing.sentence(acts.Withdraw, LI) == (
        "没有撤回：这张单已经办结，没有可以撤回的登记。要更正请联系人事处，或重新提交一张。"
    )
    assert at_once.sentence(acts.Withdraw, LI) == "没有撤回：这张单通过时就已生效，不能撤回。请联系人事处处理。"


def test_withdrawing_from_a_card_that_does_not_show_the_approval_is_refused():
    place = desk(step("head", [WANG]))
    seen = place.case.version
    place.agree(WANG)

    assert place.cause(acts.Withdraw, LI, seen=seen) is Cause.STALE


def test_cancelling_a_draft_never_withdraws_what_was_submitted():
    place = desk(step("head", [WANG]))

    assert place.sentence(acts.Drop, LI) == "这张单已经提交，单号 1024，正等王主任处理，不用再点。"


def test_a_draft_that_lay_too_long_ends_and_what_was_submitted_does_not():
    draft = desk(step("head", [WANG]), submitted=False)
    draft.does(acts.Expire, CLOCK)

    assert draft.sentence(acts.Submit, LI, fields={}) == "没有办理：这张草稿放了太久，已作废。请重新发起。"
    assert desk(step("head", [WANG])).cause(acts.Expire, CLOCK) is Cause.SUBMITTED


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


# Own requests, nobody found, the same person again


def test_where_the_applicant_would_approve_those_above_do():
    directory = Directory(above_=([LI], [QIAN]))
    place = desk(step("head", [LI], own=Own.UP), directory=directory)

    assert place.waiting() == ["钱院长"]


def test_or_the_step_is_skipped_and_says_so():
    place = desk(step("head", [LI], own=Own.SKIP), step("dean", [QIAN]))

    assert place.case.runs[0].reason == "审批人就是申请人本人，按规定跳过"
    assert place.waiting() == ["钱院长"]


def test_or_it_is_allowed():
    place = desk(step("head", [LI], own=Own.ALLOW))

    assert place.agree(LI).case.state is State.APPROVED


def test_one_of_several_who_is_the_applicant_is_left_out():
    assert desk(step("head", [LI, WANG])).waiting() == ["王主任"]


def test_nobody_found_goes_up_to_the_administrator_or_on():
    up = desk(step("x", [GONE], empty=Empty.UP), directory=Directory(above_=((QIAN,),)))
    admin = desk(step("x", [], empty=Empty.ADMIN))
    skip = desk(step("x", [], empty=Empty.SKIP), step("y", [WANG]))

    assert [up.waiting(), admin.waiting(), skip.waiting()] == [["钱院长"], ["吴管理员"], ["王主任"]]


def test_nothing_is_submitted_when_the_first_step_has_nobody():
    place = desk(step("x", [], label="分管领导"), submitted=False)

    assert place.sentence(acts.Submit, LI, fields={}) == "没有提交：分管领导没有找到可审批的人。请联系人事处。"
    assert place.case.state is State.DRAFT


def test_a_later_step_without_anybody_is_stuck_says_why_and_is_mended_by_one_act():
    place = desk(step("head", [WANG]), step("dean", [], empty=Empty.STOP)).agree(WANG)

    assert place.case.run("dean").state is RunState.STUCK
    assert Told(ADMIN, Moment.STUCK, "dean") in place.effects
    place.does(acts.Replace, ADMIN, to=QIAN, reason="岗位空缺")

    assert place.agree(QIAN).case.state is State.APPROVED


def test_what_is_stuck_goes_on_by_itself_when_the_directory_names_somebody():
    place = desk(step("head", [WANG]), step("dean", [])).agree(WANG)
    assert place.cause(acts.Elapse, CLOCK) is Cause.NOTHING_DUE
    place.directory.people["dean"] = [QIAN]

    place.does(acts.Elapse, CLOCK)

    assert place.waiting() == ["钱院长"]


def test_who_agreed_before_is_not_asked_again_and_it_says_so():
    place = desk(step("a", [WANG], label="部门"), step("b", [ZHAO]), step("c", [WANG]), policy=EARLIER)

    place.agree(WANG, ZHAO)

    assert place.case.state is State.APPROVED
    assert place.case.run("c").reason == "王主任已在「部门」同意，这里不再重复"


def test_next_to_each_other_only_if_the_policy_says_so():
    place = desk(
        step("a", [WANG]), step("b", [ZHAO]), step("c", [WANG]), policy=replace(POLICY, dedupe=Dedupe.ADJACENT)
    )

    assert place.agree(WANG, ZHAO).waiting() == ["王主任"]


def test_an_agreement_to_other_values_or_by_a_stand_in_does_not_count():
    changed = desk(
        step("a", [WANG]), step("b", [SUN], fills=frozenset({"cost"})), step("c", [WANG]), policy=EARLIER
    ).agree(WANG)
    changed.does(acts.Fill, SUN, fields={"cost": 5})
    stood_in = desk(step("a", [WANG]), step("c", [WANG]), policy=EARLIER, directory=Directory(deputies={WANG.id: SUN}))

    assert changed.agree(SUN).waiting() == ["王主任"]
    assert stood_in.agree(SUN).waiting() == ["王主任"]


def test_what_somebody_agreed_to_for_another_is_not_their_own_agreement():
    place = desk(step("a", [WANG]), step("c", [SUN]), policy=EARLIER, directory=Directory(deputies={WANG.id: SUN}))

    assert place.agree(SUN).waiting() == ["孙老师"]


def test_money_is_looked_at_again_by_the_same_person():
    place = desk(step("a", [WANG]), step("c", [WANG], asks_again=True), policy=EARLIER)

    assert place.agree(WANG).waiting() == ["王主任"]


def test_of_all_who_must_sign_only_those_who_agreed_before_are_skipped():
    place = desk(step("a", [WANG]), step("c", [WANG, ZHAO], mode=Mode.ALL), policy=EARLIER)

    assert place.agree(WANG).waiting() == ["赵书记"]
    assert place.agree(ZHAO).case.run("c").state is RunState.PASSED


# Time


def test_time_reminds_then_escalates_then_hands_on_and_never_agrees():
    overdue = (Overdue.REMIND, Overdue.ESCALATE, Overdue.HAND_ON)
    place = desk(step("head", [WANG], limit=60, overdue=overdue), directory=Directory(above_=((QIAN,),)))

    assert place.cause(acts.Elapse, CLOCK) is Cause.NOTHING_DUE
    place.later(hours=1).does(acts.Elapse, CLOCK)
    assert place.of(Reminded) == [Reminded(WANG, "head")]
    place.later(hours=1).does(acts.Elapse, CLOCK)
    assert place.of(Escalated) == [Escalated(WANG, QIAN, "head")]
    place.later(hours=1).does(acts.Elapse, CLOCK)

    assert place.waiting() == ["钱院长"]
    assert place.case.history[-1].on_behalf_of == WANG
    assert place.case.state is State.PENDING


def test_an_outage_does_not_do_everything_at_once():
    place = desk(step("head", [WANG], limit=60)).later(minutes=61)

    place.does(acts.Elapse, CLOCK)

    assert place.cause(acts.Elapse, CLOCK) is Cause.NOTHING_DUE


def test_with_nobody_above_the_place_stays_and_the_administrator_hears_of_it():
    place = desk(step("head", [WANG], limit=60, overdue=(Overdue.HAND_ON,))).later(hours=1)

    place.does(acts.Elapse, CLOCK)

    assert place.waiting() == ["王主任"]
    assert place.of(Escalated) == [Escalated(WANG, ADMIN, "head")]


# Urging, commenting, copies


def test_urging_has_a_brake():
    place = signed()
    version = place.case.version

    place.does(acts.Urge, LI)

    assert len(place.of(Reminded)) == 3
    assert place.case.version == version
    assert place.later(minutes=80).sentence(acts.Urge, LI) == "没有再催：1 小时前已催过，请过 40 分钟再试。"
    place.later(minutes=40).does(acts.Urge, LI)
    place.later(hours=3).does(acts.Urge, LI)
    assert place.later(hours=3).sentence(acts.Urge, LI) == "没有再催：今天已催 3 次，请明天再试。"


def test_a_comment_reaches_the_applicant_and_those_whose_turn_it_is():
    place = signed()

    place.does(acts.Comment, WANG, words="请附通知")

    assert {effect.person for effect in place.of(Told)} == {LI, ZHAO, QIAN}
    assert place.cause(acts.Comment, STRANGER, words="x") is Cause.STRANGER


def test_a_copy_is_given_once_and_is_unread_until_read():
    place = desk(step("head", [WANG]), directory=Directory(copies={"start": [SUN], "head": [ZHOU], "end": [SUN]}))

    assert [copy.person for copy in place.case.unread] == [SUN]
    assert place.agree(WANG).of(Copied) == [Copied(ZHOU)]
    place.does(acts.GiveCopy, LI, to=(ZHAO, SUN))
    assert place.of(Copied) == [Copied(ZHAO)]
    place.does(acts.Read, SUN)

    assert [copy.person for copy in place.case.unread] == [ZHOU, ZHAO]
    assert place.cause(acts.GiveCopy, SUN, to=(QIAN,)) is Cause.STRANGER


def test_who_only_got_a_copy_decides_nothing():
    place = desk(step("head", [WANG]), directory=Directory(copies={"start": [SUN]}))

    assert place.cause(acts.Agree, SUN) is Cause.STRANGER


# Administrators


def test_an_administrator_jumps_forward_with_a_reason_and_what_lies_between_is_shown_as_skipped():
    place = three()

    assert place.cause(acts.Jump, ADMIN, to="dean", reason=" ") is Cause.REASON_MISSING
    place.does(acts.Jump, ADMIN, to="dean", reason="领导外出")

    assert place.states() == ["skipped", "skipped", "open"]
    assert place.waiting() == ["钱院长"]


def test_an_administrator_jumps_back_and_everything_is_decided_again():
    place = three().agree(WANG, ZHAO)

    place.does(acts.Jump, ADMIN, to="head", reason="有误")

    assert place.states() == ["open", "waiting", "waiting"]


def test_a_jump_never_approves():
    directory = Directory(conditions={"dean": lambda _: False})
    place = desk(step("head", [WANG]), step("dean", [QIAN]), directory=directory)

    assert place.cause(acts.Jump, ADMIN, to="dean", reason="x") is Cause.NO_APPROVER


def test_an_administrator_ends_and_replaces_but_not_in_their_own_request():
    place = three()
    own = desk(step("head", [WANG]), applicant=ADMIN)

    place.does(acts.Replace, ADMIN, leaving=WANG, to=SUN, reason="调离")
    assert place.waiting() == ["孙老师"]
    place.does(acts.End, ADMIN, reason="重复申请")

    assert place.case.state is State.REJECTED
    assert own.cause(acts.Jump, ADMIN, to="head", reason="x") is Cause.OWN_REQUEST
    assert place.cause(acts.Jump, WANG, to="head", reason="x") is Cause.NOT_ADMIN


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
