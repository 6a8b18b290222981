"""花名册: a file sent into the chat is checked cell by cell, seen before it counts, and written in one go."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import text

from domain.events import MediaKind, MediaSent
from storage.invariants import Scope
from storage.sent_rosters import marked_of
from storage.verify import verify
from tests.handlers.college import College
from tests.handlers.rosters import HR, Personnel, open_personnel, roster_of

SOMEBODY_ELSES = """
    with i as (
        insert into roster_imports (file, sha256, extent, people, imported_at, imported_by)
        values ('x', 'x', 'whole', 1, now(), 'cli:import') returning id
    )
    insert into roster (staff_no, name, department, position, standing, leads, import_id)
    select 'T500', '新人', array['教务处'], '', '在岗', false, id from i
"""
BUTTONS = ["导入", "放弃", "明细"]


@pytest.fixture
async def personnel(college: College) -> AsyncIterator[Personnel]:
    yield await open_personnel(college)
    assert await verify(college.database, Scope.LIVE) == []


async def held(personnel: Personnel) -> int:
    return await personnel.college.one("select count(*) from roster where gone_at is null")


def labels(shown) -> list[str]:
    return [button.text for button in shown.buttons]


async def test_who_is_not_hr_is_told_whose_business_it_is(personnel: Personnel):
    said = await personnel.college.say("李雷", "花名册")

    assert said == ["没有办理：花名册由人事处的人事岗位维护。您的信息有变动，请联系人事处。"]
    assert await personnel.college.one("select count(*) from audit where action = 'role.refuse'") == 1


async def test_a_file_of_somebody_else_is_not_taken_for_a_roster(personnel: Personnel):
    said = await personnel.send(roster_of(), "李雷")

    assert said == ["收到，但我现在不看图片、语音和文件，没有替您办理。请用文字说，例如 请事假 明天下午 家里有事。"]
    assert await personnel.college.rows("select 1 from roster_files") == []


async def test_hr_learns_what_is_there_and_where_the_template_is(personnel: Personnel):
    await personnel.college.say(HR, "花名册")
    before = await personnel.college.card(HR)
    (page,) = await personnel.college.press(HR, "打开页面")

    assert before.subtitle == "还没有导入过花名册"
    assert "https://bot.example.edu.cn/h5/roster?at=wecom:staff" in page


async def test_a_sound_file_is_shown_before_it_counts_then_written(personnel: Personnel):
    said = await personnel.send(roster_of())
    seen = await personnel.card("roster")
    before = await held(personnel)

    await personnel.press("roster", "导入")

    assert said == ["收到，正在检查名单，结果马上发给您。"]
    assert {row.label: row.value for row in seen.rows} == {"名单": "9 人", "新增": "9"}
    assert seen.subtitle == "请核对，3月4日 09:30 前有效，现在还没有写入"
    assert labels(seen) == BUTTONS
    assert before == 0
    assert await held(personnel) == 9
    assert (await personnel.card("roster")).closing.startswith("已由 吴老师 于 3月4日 09:00 导入")
    assert await personnel.college.rows("select imported_by, people from roster_imports") == [
        (f"person:{personnel.college.ids[HR]}", 9)
    ]
    assert await personnel.college.one("select content is null from roster_files") is True


async def test_bad_cells_are_named_by_row_and_column_and_nothing_is_written(personnel: Personnel):
    await personnel.send(roster_of({"李雷": {"部门": "火星办"}, "韩梅": {"在岗状态": "升天"}}))

    shown = await personnel.card("roster")

    assert shown.subtitle == "有 2 处要改，什么都没有写入；改好后再发一次"
    assert "第 5 行 C 列（部门）“火星办”：通讯录里没有这个部门" in shown.body
    assert "第 6 行 E 列（在岗状态）“升天”" in shown.body
    assert labels(shown) == ["标注的副本", "按新部门收下"]
    assert await held(personnel) == 0
    async with personnel.college.database.begin(personnel.college.now) as tx:
        marked = await marked_of(tx, 1)
    assert openpyxl.load_workbook(io.BytesIO(marked)).sheetnames == ["名单", "要改的"]
    (page,) = await personnel.press("roster", "标注的副本")
    assert "/h5/roster/1?at=wecom:staff" in page


async def test_new_departments_are_taken_where_somebody_says_so(personnel: Personnel):
    await personnel.send(roster_of({"李雷": {"部门": "信息工程系>人工智能教研室"}}))

    await personnel.press("roster", "按新部门收下")

    shown = await personnel.card("roster")
    assert ("新部门", "1") in [(row.label, row.value) for row in shown.rows]
    assert labels(shown) == BUTTONS


async def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(personnel: Personnel):
    await personnel.send(b"PK\x03\x04 no archive")

    assert "打不开" in (await personnel.card("roster")).closing


async def test_a_file_that_says_what_else_it_is_is_not_fetched(personnel: Personnel):
    event = MediaSent(user_id=HR, at=personnel.college.now, media=MediaKind.FILE, media_id="m", format="pdf")
    await personnel.college.send(event)

    assert personnel.college.heard(HR) == ["没有收下：这里只收名单（.xlsx 或 .csv）。"]
    assert await personnel.college.rows("select 1 from wanted_files") == []


async def test_a_check_that_is_stopped_comes_to_nothing(personnel: Personnel):
    personnel.shelf.files["m"] = roster_of()
    await personnel.college.send(
        MediaSent(user_id=HR, at=personnel.college.now, media=MediaKind.FILE, media_id="m", format="csv")
    )
    await personnel.fetcher().fetch_next()

    await personnel.press("roster", "停止")

    assert (await personnel.card("roster")).closing == "已由 吴老师 放弃，什么也没有改"
    assert await personnel.college.one("select state from roster_files") == "dropped"


async def test_what_is_dropped_is_not_written(personnel: Personnel):
    await personnel.send(roster_of())

    await personnel.press("roster", "放弃")

    assert (await personnel.card("roster")).closing == "已由 吴老师 放弃，什么也没有改"
    assert await held(personnel) == 0


async def test_a_file_is_valid_for_half_an_hour(personnel: Personnel):
    await personnel.send(roster_of())
    personnel.college.now += timedelta(minutes=31)

    said = await personnel.press("roster", "导入")

    assert said == ["没有办理：这份名单已经过了有效时间，请再发一次文件。"]
    assert (await personnel.card("roster")).closing == "超过 30 分钟没有导入，什么也没有改；请再发一次文件"
    assert await held(personnel) == 0


async def test_another_file_takes_the_place_of_one_that_waits(personnel: Personnel):
    await personnel.send(roster_of())
    await personnel.send(roster_of(without=["郑老师"]))

    assert [row[0] for row in await personnel.college.rows("select state from roster_files order by id")] == [
        "dropped",
        "ready",
    ]


async def test_whoever_is_not_in_a_part_stays(personnel: Personnel):
    await personnel.send(roster_of())
    await personnel.press("roster", "导入")
    await personnel.send(roster_of({"李雷": {"职务": "讲师"}}, without=["郑老师", "韩梅"]))
    whole = await personnel.card("roster")

    await personnel.press("roster", "只更新这些人")
    part = await personnel.card("roster")
    await personnel.press("roster", "导入")

    assert {row.label: row.value for row in whole.rows} == {"名单": "7 人", "不在名单里了": "2", "变化": "1"}
    assert {row.label: row.value for row in part.rows} == {"名单": "7 人，其他人不动", "变化": "1"}
    assert await held(personnel) == 9
    assert await personnel.college.one("select position from people where name = '李雷'") == "讲师"


async def test_half_a_roster_is_asked_about_a_second_time(personnel: Personnel):
    await personnel.send(roster_of())
    await personnel.press("roster", "导入")
    await personnel.send(roster_of(without=["郑老师", "韩梅", "李雷", "赵组长", "孙副组长", "周处长"]))
    warned = await personnel.card("roster")

    await personnel.press("roster", "仍要导入")
    asked, before = await personnel.card("roster"), await held(personnel)
    await personnel.press("roster", "确认导入")

    assert "6 人离职、退休或不在名单里了" in warned.body
    assert labels(asked) == ["确认导入", "返回"]
    assert before == 9
    assert await held(personnel) == 3


async def test_a_roster_that_has_changed_meanwhile_is_shown_anew(personnel: Personnel):
    await personnel.send(roster_of())
    async with personnel.college.database.begin(personnel.college.now) as tx:
        await tx.conn.execute(text(SOMEBODY_ELSES))

    await personnel.press("roster", "导入")

    shown = await personnel.card("roster")
    assert ("不在名单里了", "1") in [(row.label, row.value) for row in shown.rows]
    assert await held(personnel) == 1
    assert "检查之后登记的内容又有变化" in (await personnel.college.texts(HR))[-1]


async def test_whoever_loses_the_role_decides_nothing(personnel: Personnel):
    await personnel.send(roster_of())
    personnel.college.office = replace(personnel.college.office, roles={})

    said = await personnel.press("roster", "导入")

    assert said == ["没有办理：这是人事的功能。"]
    assert await held(personnel) == 0
