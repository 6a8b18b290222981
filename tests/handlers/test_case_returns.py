"""A case that was sent back: it is changed, submitted again, and decided by whom the form says."""

from storage.forms import publish
from tests.handlers.cases import TRAVEL, kept, resubmits, submits
from tests.handlers.college import College, documents_of
from tests.handlers.looks import buttons

LATER = {**TRAVEL, "budget": 900_000, "is_out_of_province": True}


async def edition_of(campus: College, key: str, **changed: object) -> None:
    """Publish the next version of a form."""
    async with campus.database.begin(campus.now) as tx:
        await publish(tx, {key: {**documents_of([key])[key], **changed}})


async def waiting(campus: College, number: int) -> list[str]:
    matter = await kept(campus, number)
    return [place.person.name for _, place in matter.case.open_places()]


async def test_a_returned_request_is_changed_submitted_again_and_goes_on(campus, trip):
    await campus.say("王主任", f"退回 {trip} 请写明会议名称")
    await resubmits(campus, "李雷", trip, reason="参加全国教学会议")

    card = await campus.card("王主任")
    assert [row.value for row in card.rows if row.label == "事由"] == ["参加全国教学会议"]
    assert card.body == "上一轮退回理由：请写明会议名称"
    assert buttons(card) == ["同意", "驳回", "更多"]
    assert await campus.rows("select active from leave_periods") == [(True,)]
    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")
    assert await campus.state(trip) == "approved"


async def test_whoever_is_asked_again_on_the_same_card_hears_of_it(campus, trip):
    await campus.say("王主任", f"退回 {trip} 请写明会议名称")

    await resubmits(campus, "李雷", trip, reason="参加全国教学会议")

    assert (await campus.texts("王主任"))[-1].startswith(f"又轮到您办理：单号 CC-{trip}")
    assert await campus.cards_of("王主任") == 1


async def test_the_applicant_is_told_why_it_came_back(campus, trip):
    await campus.say("王主任", f"退回 {trip} 请写明会议名称")

    assert (await campus.texts("李雷"))[-1] == (
        f"王主任退回了您的出差申请（单号 CC-{trip}），理由：请写明会议名称。请修改后重新提交，点卡片上的 修改。"
    )
    assert buttons(await campus.card("李雷")) == ["重新提交", "修改", "撤回"]


async def test_a_form_may_say_that_only_steps_whose_fields_changed_decide_again(campus):
    await edition_of(campus, "travel", again="changed")
    number = await submits(campus, "李雷", "travel", LATER)
    await campus.press("王主任", "同意")
    await campus.say("周处长", f"退回 {number} 再核实一下")

    await resubmits(campus, "李雷", number)

    assert "已同意的步骤，看到的内容没有改的，不再审。" in "".join(await campus.texts("李雷"))
    route = "".join(await campus.say("李雷", f"为什么 {number}"))
    assert "所看内容没有改动，沿用上一轮的同意" in route
    assert await waiting(campus, number) == ["周处长"]
    await campus.say("周处长", f"退回 {number} 请写明会议名称")
    await resubmits(campus, "李雷", number, reason="参加全国教学会议")
    assert await waiting(campus, number) == ["王主任"]


async def test_without_a_word_about_it_every_step_decides_again(campus):
    number = await submits(campus, "李雷", "travel", LATER)
    await campus.press("王主任", "同意")
    await campus.say("周处长", f"退回 {number} 再核实一下")

    await resubmits(campus, "李雷", number)

    assert await waiting(campus, number) == ["王主任"]


async def test_an_earlier_step_is_asked_again(campus):
    number = await submits(campus, "李雷", "travel", LATER)
    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")

    said = await campus.say("钱院长", f"退回 {number} 到财务审核 请核对预算")

    assert said[0].startswith("已退回：")
    assert buttons(await campus.card("周处长")) == ["同意", "驳回", "更多"]
    assert await campus.rows("select step, person_id from places") == [("finance", campus.ids["周处长"])]


async def test_a_phrase_of_ones_own_is_offered_by_its_number(campus, trip):
    await campus.say("王主任", f"退回 {trip} 占位")
    await resubmits(campus, "李雷", trip, reason="参加会议")
    await campus.press("王主任", "驳回")
    await campus.say("王主任", "材料不全")
    await resubmits(campus, "李雷", trip, reason="参加大会")

    asked = await campus.press("王主任", "驳回")
    await campus.say("王主任", "1")

    assert asked[0].endswith("常用的可回复序号：1. 材料不全。")
    assert (await campus.card("李雷")).body == "驳回理由：材料不全"
