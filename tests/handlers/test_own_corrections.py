"""A wrong fact of one's own, from 纠错 over four signatures until the source shows it; and the question of the day."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.flow import acts
from domain.ids import RequestNo
from handlers.course import carry_out, open_matter
from tests.handlers.cases import broken, submits, turn_of
from tests.handlers.college import College
from tests.handlers.filling import fields
from tests.handlers.forms import with_forms
from tests.handlers.quality import brings, holds, is_read, lines, looks, published, told
from tests.handlers.two_platforms import give_role

SIGNERS = ("韩梅", "周处长", "周处长", "钱院长")


@pytest.fixture
async def archive(college: College, tmp_path: Path) -> College:
    """The college with its systems, the form of four signatures, and titles; 韩梅's is wrong."""
    await with_forms(college, "data_correction", "data_structure_change", "version_update")
    await published(college, tmp_path)
    for name in college.ids:
        await holds(college, name, "助教" if name == "韩梅" else "讲师")
    await brings(college, "郑老师", "T-韩梅,硕士")
    await looks(college)
    yield college
    assert await broken(college) == []


async def agrees(college: College, name: str, no: int) -> None:
    """Sign or be done, whatever the step asks for."""
    college.now += timedelta(minutes=5)
    async with college.database.begin(college.now) as tx:
        turn = await turn_of(tx, college, name)
        matter = await open_matter(turn, RequestNo(no))
        act = acts.Agree(actor=turn.person, at=tx.now, signature="5" * 64)
        assert await carry_out(turn, matter, act) is not None


async def asks(college: College, name: str, words: str) -> int:
    """Ask for it and send it off; the number of the form."""
    await college.say(name, words)
    for _ in range(3):  # what the form asks besides may be left out
        if "提交" in [button.text for button in (await college.card(name)).buttons]:
            break
        await college.say(name, "跳过")
    await college.press(name, "提交")
    return int(str(await college.one("select max(no) from requests")))


async def signed_by_all(college: College, no: int) -> None:
    for name in SIGNERS:
        await agrees(college, name, no)
    await agrees(college, "吴老师", no)
    assert await college.state(no) == "approved"


async def test_a_wrong_title_is_over_only_when_the_directory_shows_the_right_one(archive: College):
    no = await asks(archive, "韩梅", "纠错 职务 讲师")

    known = await fields(archive, no)
    assert known["before"] == "助教"
    assert known["after"] == "讲师"
    assert known["platform"] == "企业微信通讯录"
    assert known["content"] == "本人的职务"
    assert known["department"]["name"] == "网络教研室"
    assert known["manager"]["name"] == "教务处"

    assert "职务的更正已在办" in (await archive.say("韩梅", "纠错 职务 讲师"))[0]
    assert "更正在办：职务改为“讲师”（待审批）" in (await archive.say("韩梅", "我的信息"))[0]

    await signed_by_all(archive, no)
    archive.spoken = []
    await looks(archive)  # nobody has read the directory since: nothing is known yet
    assert "更正在办：职务改为“讲师”（已同意，等来源改好）" in (await archive.say("韩梅", "我的信息"))[0]

    await is_read(archive)  # read, and still the old one
    await looks(archive)
    (said,) = [each for each in await archive.texts("韩梅") if each.startswith("还没有改好")]
    assert "再次读取时仍是“助教”" in said
    assert await told(archive, "吴老师") == ["韩梅的职务已同意改为“讲师”，企业微信通讯录里还没有改（3月4日起）"]

    await holds(archive, "韩梅", "讲师")
    await looks(archive)
    assert "已更正：职务在企业微信通讯录里已是“讲师”，这件事办结了。" in await archive.texts("韩梅")
    assert await told(archive, "吴老师") == []
    assert "更正在办" not in (await archive.say("韩梅", "我的信息"))[0]


async def test_a_field_of_another_system_is_followed_by_the_check_that_reads_it(archive: College):
    no = await asks(archive, "韩梅", "纠错 最高学历 博士")
    await signed_by_all(archive, no)

    await looks(archive)
    assert any(each.startswith("还没有改好：最高学历") for each in await archive.texts("韩梅"))
    assert len(await told(archive, "郑老师")) == 1

    await brings(archive, "郑老师", "T-韩梅,博士")
    await looks(archive)
    assert "已更正：最高学历在教师档案库里已是“博士”，这件事办结了。" in await archive.texts("韩梅")
    assert await told(archive, "郑老师") == []


async def test_a_form_that_is_dropped_or_refused_ends_the_wish(archive: College):
    await archive.say("韩梅", "纠错 职务 讲师")
    await archive.say("韩梅", "取消")
    assert await archive.rows("select state from amendments") == [("refused",)]

    no = await asks(archive, "韩梅", "纠错 职务 讲师")
    await agrees(archive, "韩梅", no)
    await archive.say("周处长", f"驳回 {no} 聘书没有附")
    assert await archive.one("select state from amendments where request_no = :no", no=no) == "asked"  # returned
    await archive.say("韩梅", f"撤回 {no}")
    assert await archive.rows("select state from amendments order by id") == [("refused",), ("refused",)]


async def test_a_closed_field_names_its_office_and_one_that_is_right_is_not_asked_for(archive: College):
    assert await archive.say("韩梅", "纠错 工号 T-1") == [
        "没有更正：工号由教务处在企业微信通讯录里维护，这里不能申请更正，请直接联系教务处。"
    ]
    assert await archive.say("韩梅", "纠错 职务 助教") == ["没有更正：职务登记的就是“助教”。"]
    assert await archive.one("select count(*) from amendments") == 0


async def test_everybody_sees_of_each_field_where_it_lies_who_answers_and_when_it_was_looked_at(archive: College):
    (said,) = await archive.say("韩梅", "我的信息")

    assert "职务：企业微信通讯录，info_data负责，最近检查 2030年3月4日" in said
    assert "最高学历：教师档案库，asset_head负责，最近检查 2030年3月4日" in said


async def test_one_small_question_a_day_is_answered_in_one_message_and_hr_confirms_them_together(archive: College):
    give_role(archive, "hr", "钱院长")
    for name in ("李雷", "韩梅"):
        await holds(archive, name, "")
    await looks(archive)

    (asked,) = await told(archive, "李雷")
    assert asked == "请补一项：您的职务是什么？回复 补充 加您的回答，或只发 补充 用按钮选"
    assert await told(archive, "李雷") == [asked]  # the same question, however often one looks
    await told(archive, "韩梅")
    assert "请从这几项里选一个" in (await archive.say("李雷", "补充 院士"))[0]
    assert "您的回答是“讲师”" in (await archive.say("李雷", "补充 1"))[0]
    assert await told(archive, "李雷") == []  # never two a day
    await archive.say("韩梅", "补充")
    assert [button.text for button in (await archive.card("韩梅")).buttons] == ["讲师", "助教", "以后再说", "不想说"]
    assert "没有办" in (await archive.press("李雷", "助教", owner="韩梅"))[0]
    assert "您的回答是“助教”" in (await archive.press("韩梅", "助教"))[0]
    assert (await archive.card("韩梅")).closing == "助教"

    assert await told(archive, "钱院长") == ["有 2 条本人补充的信息等您核对：发 数据质量 核对"]
    assert "没有等核对的" in (await archive.say("钱院长", "数据质量 全部采用"))[0]  # nothing was looked at yet
    (listed,) = await archive.say("钱院长", "数据质量 核对")
    assert "1 李雷（T-李雷）职务：讲师" in listed
    await archive.say("钱院长", "数据质量 不采用 2")
    assert "1 条要在来源系统里改" in (await archive.say("钱院长", "数据质量 全部采用"))[0]
    assert (await told(archive, "吴老师"))[0].startswith("李雷的职务已同意改为“讲师”")

    await holds(archive, "李雷", "讲师")
    await looks(archive)
    assert "已更正：职务在企业微信通讯录里已是“讲师”，这件事办结了。" in await archive.texts("李雷")
    assert await told(archive, "吴老师") == []


async def test_who_does_not_want_to_say_is_asked_no_more_and_who_puts_it_off_after_two_weeks(archive: College):
    for name in ("李雷", "韩梅"):
        await holds(archive, name, "")
    await looks(archive)
    for name, words in (("李雷", "补充 不想说"), ("韩梅", "补充 以后再说")):
        await lines(archive, name)
        await archive.say(name, words)

    archive.now += timedelta(days=1)
    assert [await told(archive, name) for name in ("李雷", "韩梅")] == [[], []]
    archive.now += timedelta(days=14)
    assert await told(archive, "李雷") == []
    assert len(await told(archive, "韩梅")) == 1


async def test_a_change_of_structure_is_filed_and_those_who_answer_for_the_system_hear_of_it(archive: College):
    values = {
        "system": "档案库",
        "change": "学历代码改为国标",
        "planned_at": "2030-03-10T12:00:00+00:00",
        "impact": "读取学历的检查",
        "docs": [{"id": "1", "name": "字典.pdf", "size": 1}],
    }
    no = await submits(archive, "韩梅", "data_structure_change", values)
    await agrees(archive, "王主任", no)
    await agrees(archive, "吴老师", no)

    filed = "select system, kind, title, is_late, contact_id, reversed_at is null from system_filings"
    assert await archive.rows(filed) == [("archive", "structure", "学历代码改为国标", False, archive.ids["韩梅"], True)]
    assert any("教师档案库的数据结构将于3月10日 20:00变更" in each for each in await archive.texts("郑老师"))


async def test_only_the_newest_reading_counts_a_reading_before_the_agreement_shows_nothing(archive: College):
    await is_read(archive)
    no = await asks(archive, "韩梅", "纠错 职务 讲师")
    await signed_by_all(archive, no)
    async with archive.database.begin(archive.now) as tx:
        await tx.conn.execute(text("update org_runs set asked_at = asked_at - interval '1 day'"), {})

    await looks(archive)

    assert await archive.rows("select state from amendments") == [("agreed",)]
