"""为什么 N: every route, every skip and every stop is explained, with the one act that mends it."""

from domain.flow.kinds import ActKind
from domain.flow.why import what_refusal_does, why
from tests.unit.flow_college import (
    ADMIN,
    CAMPUS,
    CLOCK,
    QIAN,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    Directory,
    Fraction,
    Kind,
    Mode,
    acts,
    desk,
    leave,
    step,
)


def told(place):
    return why(place.case, place.now, CAMPUS)


def test_the_route_is_told_step_by_step():
    directory = Directory(conditions={"money": lambda fields: fields["days"] > 3})
    place = desk(
        step("head", [WANG], label="部门负责人"),
        step("money", [ZHAO], label="财务", condition="天数超过 3"),
        step("dean", [QIAN], label="院长"),
        step("file", [SUN], label="归档"),
        directory=directory,
    ).agree(WANG)

    assert told(place).lines == (
        "1.「部门负责人」王主任在 10:32 同意。",
        "2.「财务」已跳过：条件不成立：天数超过 3。",
        "3.「院长」正等钱院长（院长）。任一人驳回，这一步就不通过。",
        "4.「归档」还没轮到。",
        "最近一次：王主任在 10:32 同意。",
    )
    assert (told(place).mend, told(place).advice) == (ActKind.URGE, "可以发 催办 提醒。")


def test_how_somebody_came_to_it_is_told():
    place = desk(step("x", [WANG, ZHAO, QIAN], mode=Mode.ALL), directory=Directory(deputies={QIAN.id: SUN}))
    place.does(acts.Transfer, WANG, to=ZHOU)
    place.does(acts.Delegate, ZHAO, to=ADMIN)

    assert (
        told(place)
        .lines[0]
        .startswith("1.「x」正等周老师（由王主任转交）、钱院长（x，孙老师代理）、吴管理员（受赵书记委派，提供意见）。")
    )


def test_a_stop_names_its_cause_and_the_act_that_mends_it():
    place = desk(step("head", [WANG]), step("dean", [], label="分管院长")).agree(WANG)

    account = told(place)

    assert account.lines[1] == "2.「分管院长」停住了：没有找到可审批的人，上级也没有。"
    assert (account.mend, account.mend_by) == (ActKind.REPLACE, "管理员")
    assert account.advice == "请管理员为「分管院长」改派审批人。"


def test_one_that_was_returned_waits_for_the_applicant():
    place = desk(step("head", [WANG]))
    place.does(acts.Return, WANG, reason="请改")

    assert told(place).advice == "请李雷修改后重新提交。"


def test_one_that_has_ended_needs_nothing():
    place = desk(step("head", [WANG]), directory=Directory(deputies={WANG.id: SUN}))
    place.refuse(SUN)

    assert told(place).mend is None
    assert told(place).lines[0] == "1.「head」孙老师（代王主任）在 10:32 驳回。"


def test_a_draft_says_that_it_is_one():
    assert told(desk(step("head", [WANG]), submitted=False)).lines[-1] == "还没有提交。"


def test_what_one_refusal_does_is_said_for_every_kind_of_step():
    steps = [
        step("x")[0],
        step("x", mode=Mode.ALL)[0],
        step("x", mode=Mode.SHARE, share=Fraction(2, 3))[0],
        step("x", kind=Kind.HANDLE)[0],
    ]

    assert [what_refusal_does(one) for one in steps] == [
        "任一人驳回，这一步就不通过。",
        "要所有人同意，一人驳回，这一步就不通过。",
        "同意的票数达到 67% 才通过，达不到时提前结束；有否决权的人驳回，这一步就不通过。",
        "这一步不能驳回，可以退回。",
    ]


def test_a_clock_is_named_as_such():
    place = desk(step("head", [WANG]))
    place.does(acts.HandOver, CLOCK, leaver=WANG, to=SUN)

    assert told(place).lines[-1] == "最近一次：系统（代王主任）在 10:32 交接。"


def test_who_has_left_is_named_where_the_step_needs_them_and_not_where_another_can_decide():
    any_of = leave(desk(step("head", [WANG, ZHAO])), WANG)
    all_of = leave(desk(step("head", [WANG, ZHAO], mode=Mode.ALL)), WANG)

    assert told(any_of).mend is ActKind.URGE
    assert (told(all_of).mend, told(all_of).mend_by) == (ActKind.HAND_OVER, "人事或管理员")
    assert told(all_of).advice == "王主任已离职，请人事或管理员发 交接 王主任 给 李四（李四换成接手人）。"
