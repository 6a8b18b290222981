"""Each way back: a refusal, a return, a withdrawal and what an administrator does, sentence by sentence."""

from domain.flow.outcome import Booked, Cause, Closed, Joined, Moment, Reversed, Told
from domain.flow.plan import Again
from tests.unit.flow_college import (
    ADMIN,
    CLOCK,
    LI,
    POLICY,
    QIAN,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    State,
    acts,
    block,
    desk,
    replace,
    signed,
    step,
    three,
)

# Refusing, returning, resubmitting


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
