"""People on both platforms: asked on one and decided on the other, and a form that is new since this morning."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.publishing import publish_forms
from domain.events import Source
from tests.flows.ends import check_end
from tests.flows.house import DINGTALK, WECOM, Flows
from tests.flows.story import STORIES, Story, Telling, Turn

PLATFORMS = [WECOM, DINGTALK]
pytestmark = pytest.mark.asyncio(loop_scope="module")

LENDING = """
key = "lending"
title = "器材借用"
group = "后勤"
prefix = "JY"
words = ["借用", "借器材"]
starts = "applicant.kind == 'staff'"
name = "{applicant}借{thing}"
summary = ["thing", "number", "deposit", "shelf"]

[[fields]]
name = "thing"
label = "器材"
type = "choice"
required = true
options = ["相机", "投影仪", "音箱"]

[[fields]]
name = "number"
label = "数量"
type = "number"
required = true
checks = [{ rule = "number > 0", say = "至少借一件" }]

[[fields]]
name = "deposit"
label = "押金"
type = "computed"
value = "number * 200"
result = "money"

[[fields]]
name = "shelf"
label = "取用柜号"
type = "text"
required = true

[[steps]]
key = "head"
label = "部门负责人审批"
who = "department_head"
when = "number > 2"

[[steps]]
key = "hand_out"
label = "发放"
kind = "handle"
who = "post:room_admin"
fills = ["shelf"]

[[copies]]
who = "post:asset_head"
at = "end"
"""
LENT = Story(
    key="lending",
    by="第一二级学院教师甲",
    says=["器材：相机\n数量：3"],
    steps=[Turn("第一二级学院院长"), Turn("信息中心机房管理员", fills="B 柜 3 号")],
    copies=["资产管理处处长"],
)

CHOICE = {WECOM: "用企业微信收", DINGTALK: "用钉钉收"}
Place = Callable[[str], Source]
HALVES: dict[str, Place] = {
    "asked on DingTalk, decided on WeCom": lambda name: DINGTALK if "教师" in name or "学生" in name else WECOM,
    "asked on WeCom, decided on DingTalk": lambda name: WECOM if "教师" in name or "学生" in name else DINGTALK,
    "one here and the next there": lambda name: (WECOM, DINGTALK)[len(name) % 2],
}


async def settle_in(flows: Flows, story: Story, place: Place) -> None:
    """Everybody says where they want to be told."""
    for name in {story.by, *(turn.who for turn in story.steps), *story.copies, *story.told}:
        flows.subjects[place(name)].say(flows.user(place(name), name), CHOICE[place(name)])
    await flows.settle()


async def begin(flows: Flows, story: Story, place: Place) -> Telling:
    """Until it is submitted."""
    await settle_in(flows, story, place)
    told = Telling(flows, story, place)
    await told.ask()
    return told


async def tell(flows: Flows, story: Story, place: Place) -> Telling:
    """All of it."""
    told = await begin(flows, story, place)
    await told.go_on()
    return told


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("key", ["repair_ticket", "project_lifecycle", "harmful_info_report", "student_status_change"])
async def test_a_request_crosses_from_one_platform_to_the_other(flows: Flows, key: str, half: str):
    await check_end(await tell(flows, STORIES[key], HALVES[half]))


@pytest.mark.parametrize("half", HALVES)
async def test_a_form_is_added_by_writing_one_file(flows: Flows, tmp_path: Path, half: str):
    """Given a college in which nobody has heard of it, when the file is there and the program starts again."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "lending.toml").write_text(LENDING, encoding="utf-8")
    await publish_forms(flows.house.database, tmp_path)

    told = await tell(flows, LENT, HALVES[half])

    await check_end(told)
    assert ("押金", "600.00 元") in told.card("第一二级学院教师甲").rows or "600.00" in told.text_of_card(LENT.by)
    assert told.card("第一二级学院院长").title == "第一二级学院教师甲借相机"


async def test_what_was_sent_back_is_changed_and_comes_again(flows: Flows):
    """Refused by the first, mended by the applicant, then agreed to by everybody."""
    story, place = STORIES["info_publish"], HALVES["asked on DingTalk, decided on WeCom"]
    told = await begin(flows, story, place)

    await told.press("第一二级学院院长", "驳回")
    await told.say("第一二级学院院长", "标题请写明届次")
    assert "标题请写明届次" in told.card(story.by).text
    await told.press(story.by, "修改")
    await told.say(story.by, "标题：第三届技能节开幕")
    await told.press(story.by, "提交")
    for turn in story.steps:
        await told.deal(turn)

    await check_end(told)


async def test_a_step_is_not_done_before_what_it_is_there_for_is_filled_in(flows: Flows):
    """What is asked for depends on what the applicant chose, so the card asks for it and a typed word does not help."""
    story, place = STORIES["system_purchase"], HALVES["asked on DingTalk, decided on WeCom"]
    told = await begin(flows, story, place)
    await told.deal(story.steps[0])

    await told.say("图文信息中心主任", f"同意 {told.number}")

    assert told.texts("图文信息中心主任")[-1] == "没有办结：请填写“对接处理办法”。"
    for turn in story.steps[1:]:
        await told.deal(turn)
    await told.read_copies()
    await check_end(told)
