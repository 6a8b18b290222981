"""Each policy: own requests, nobody found, the same person again, time, urging and copies, sentence by sentence."""

from domain.flow.case import RunState
from domain.flow.outcome import Cause, Copied, Escalated, Moment, Reminded, Told
from domain.flow.plan import Empty, Overdue, Own
from domain.flow.resolver import Dedupe
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    GONE,
    LI,
    POLICY,
    QIAN,
    STRANGER,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    Mode,
    State,
    acts,
    desk,
    replace,
    signed,
    step,
)

EARLIER = replace(POLICY, dedupe=Dedupe.EARLIER)


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


def test_who_has_a_limit_hears_how_much_of_it_is_left_before_it_runs_out():
    warned = step("head", [WANG], limit=480, warns=(30, 15), overdue=(Overdue.REMIND, Overdue.ESCALATE))
    place = desk(warned, directory=Directory(above_=((QIAN,),))).later(minutes=335)

    assert place.cause(acts.Elapse, CLOCK) is Cause.NOTHING_DUE
    place.later(minutes=1).does(acts.Elapse, CLOCK)
    assert place.of(Reminded) == [Reminded(WANG, "head", 144)]
    place.later(minutes=80).does(acts.Elapse, CLOCK)
    assert place.of(Reminded) == [Reminded(WANG, "head", 64)]
    place.later(minutes=64).does(acts.Elapse, CLOCK)

    assert place.of(Reminded) == [Reminded(WANG, "head")]
    assert place.waiting() == ["王主任"]


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
