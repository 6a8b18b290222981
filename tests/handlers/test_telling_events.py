"""登记 in chat: by whom, with what it starts, shown before it counts; a document that is passed on; what was wrong."""

import pytest

from domain.events import MediaKind, MediaSent
from storage.happenings import happenings_since
from tests.duties.test_happenings import NOW as LONG_AGO
from tests.handlers.college import College
from tests.handlers.duties import with_duties

NOTICE = "各单位：现转发《关于开展2030年数据采集工作的通知》，请认真组织。"


@pytest.fixture
async def campus(college: College) -> College:
    return await with_duties(college)


async def _known(campus: College):
    async with campus.database.begin(campus.now) as tx:
        return await happenings_since(tx, LONG_AGO)


async def test_an_event_is_shown_with_what_it_starts_and_counts_when_it_is_confirmed(campus: College):
    await campus.say("吴老师", "登记 收到数据采集通知 2030-03-01")

    card = await campus.card("吴老师")
    assert [(row.label, row.value) for row in card.rows] == [("事件", "收到数据采集通知"), ("时间", "3月1日(周五)")]
    assert "教务处" in card.body
    assert "数据采集工作方案（3月4日(周一)前）" in card.body
    assert await _known(campus) == {}

    await campus.press("吴老师", "确认登记")
    [happening] = (await _known(campus))["data_collection_notice_received"]
    assert f"编号 {happening.id}" in (await campus.card("吴老师")).closing

    await campus.say("吴老师", "登记 数据采集通知 2030-03-01")
    await campus.press("吴老师", "确认登记")
    assert "已经登记过" in (await campus.card("吴老师")).closing
    assert len((await _known(campus))["data_collection_notice_received"]) == 1


async def test_the_list_has_what_ones_posts_may_tell_and_its_places_stand_for_the_names(campus: College):
    [listed] = await campus.say("郑老师", "登记")

    assert "1. " in listed
    assert {"发现安全隐患", "论证（评审）会", "收到上级文件或通知"} == {
        line.partition(". ")[2] for line in listed.splitlines() if line[:1].isdecimal()
    }
    place = next(line.partition(".")[0] for line in listed.splitlines() if "发现安全隐患" in line)
    await campus.say("郑老师", f"登记 {place} 今天 东区楼梯")
    await campus.press("郑老师", "确认登记")
    assert (await _known(campus))["hazard_found"][0].subject == "东区楼梯"
    [again] = await campus.say("郑老师", "登记")
    assert "1. 发现安全隐患" in again
    assert "没有第 9 项" in (await campus.say("郑老师", "登记 9"))[0]


async def test_whose_post_has_nothing_to_do_with_it_is_told_who_tells_it(campus: College):
    [refused] = await campus.say("李雷", "登记 收到数据采集通知 今天")

    assert refused.startswith("没有登记“收到数据采集通知”：由承办的岗位登记（教务处")
    assert "没有要登记的事件" in (await campus.say("李雷", "登记"))[0]
    assert "可以指好几件" in (await campus.say("吴老师", "登记 论证"))[0]
    assert "没有叫“天上掉馅饼”的事件" in (await campus.say("吴老师", "登记 天上掉馅饼"))[0]


async def test_a_document_that_is_passed_on_is_asked_about_one_thing_at_a_time(campus: College):
    await campus.say("吴老师", NOTICE)
    card = await campus.card("吴老师")
    assert card.buttons[0].text == "收到数据采集通知"
    assert "关于开展2030年数据采集工作的通知" in {row.value for row in card.rows}

    await campus.say("吴老师", "收到上级文件")
    await campus.press("吴老师", "昨天")
    await campus.say("吴老师", "3月20日")
    assert "由哪些部门办" in (await campus.card("吴老师")).body
    await campus.say("吴老师", "信息工程系")
    card = await campus.card("吴老师")
    assert "文件研讨" in card.body
    assert "申报通知下发" not in card.body
    await campus.say("吴老师", "成果奖材料")
    assert "成果奖材料（3月20日(周三)前）" in (await campus.card("吴老师")).body
    await campus.say("吴老师", "信息工程系")
    await campus.press("吴老师", "确认登记")

    [happening] = (await _known(campus))["upper_document_received"]
    assert happening.only == {"T-3"}  # T-8 goes by the documents that name it
    assert str(happening.deadline) == "2030-03-20"


async def test_a_file_is_asked_about_too_and_who_takes_in_no_documents_gets_the_usual_answer(campus: College):
    sent = MediaSent(user_id="吴老师", at=campus.now, media=MediaKind.FILE, media_id="m1", format="pdf")
    await campus.send(sent)
    assert "这是哪一种" in (await campus.card("吴老师")).body

    await campus.send(MediaSent(user_id="李雷", at=campus.now, media=MediaKind.FILE, media_id="m2", format="pdf"))
    assert "没有替您办理" in campus.heard("李雷")[0]
    assert "没听懂" in (await campus.say("李雷", NOTICE))[0]


async def test_what_was_told_wrongly_is_taken_back_and_may_be_told_again(campus: College):
    for _ in range(2):
        await campus.say("郑老师", "登记 发现安全隐患 今天 东区楼梯")
        await campus.press("郑老师", "确认登记")
        [happening] = (await _known(campus))["hazard_found"]
        assert "不是您登记的" in (await campus.say("李雷", f"登记 撤销 {happening.id}"))[0]
        await campus.say("郑老师", f"登记 撤销 {happening.id}")
        assert "隐患整改" in (await campus.card("郑老师")).body
        await campus.press("郑老师", "确认撤销")
        assert await _known(campus) == {}
    assert "已经撤销过" in (await campus.say("郑老师", f"登记 撤销 {happening.id}"))[0]


async def test_what_is_planned_may_be_moved(campus: College):
    await campus.say("郑老师", "登记 论证会 3月20日 14:00 新专业")
    await campus.press("郑老师", "确认登记")
    [planned] = (await _known(campus))["review_meeting"]
    assert planned.is_planned

    assert "已改到3月25日(周一)" in (await campus.say("郑老师", f"登记 改期 {planned.id} 3月25日"))[0]
    [moved] = (await _known(campus))["review_meeting"]
    assert moved.id == planned.id
    assert moved.at > planned.at
    assert "没有看懂日期" in (await campus.say("郑老师", f"登记 改期 {planned.id} 再说"))[0]
