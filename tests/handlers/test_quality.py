"""What checks find becomes work, and goes only when the next look finds it no longer."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.quality import publish_quality
from domain.forms.posts import PostRule, Posts
from storage.checks import keep_file
from tests.handlers.college import College
from tests.handlers.quality import CHECKS, SYSTEMS, brings, holds, lay_down, looks, published, told
from tests.handlers.two_platforms import give_role


@pytest.fixture
async def looked(college: College, tmp_path: Path) -> College:
    """Everybody has a post but 韩梅; the file of degrees was brought."""
    await published(college, tmp_path)
    for name in college.ids:
        if name != "韩梅":
            await holds(college, name, "讲师")
    await brings(college, "郑老师", "T-李雷,硕士", "T-韩梅,")
    return college


async def test_what_a_check_finds_is_work_for_its_owner_until_it_finds_it_no_longer(looked: College):
    assert await looks(looked) == "检查 3 项，新发现 2 处，已改好 0 处，更正办结 0 件"
    assert await told(looked, "郑老师") == ["T-韩梅没有登记学历（3月4日起）"]
    assert await told(looked, "李雷") == []

    await looks(looked)
    assert len(await told(looked, "郑老师")) == 1  # still found: still the same

    await brings(looked, "郑老师", "T-李雷,硕士", "T-韩梅,博士")
    assert "已改好 1 处" in await looks(looked)
    assert await told(looked, "郑老师") == []

    await brings(looked, "郑老师", "T-李雷,硕士", "T-韩梅,")
    looked.now += timedelta(days=1)
    assert "新发现 1 处" in await looks(looked)
    assert await told(looked, "郑老师") == ["T-韩梅没有登记学历（3月5日起，有的是再次出现）"]
    turns = await looked.rows("""
        select turn, minutes from finding_turns t join findings f on f.id = t.finding_id
        where f.check_key = 'degree_missing' order by t.id""")
    assert turns == [("opened", None), ("closed", 2), ("reopened", None)]


async def test_a_source_that_is_away_is_unknown_since_then_and_closes_nothing(looked: College):
    await looks(looked)
    async with looked.database.begin(looked.now) as tx:
        await tx.conn.execute(text("delete from check_files"), {})
    since = looked.now

    looked.now += timedelta(days=2)
    assert "1 项读不到" in await looks(looked)
    looked.now += timedelta(days=1)
    await looks(looked)

    assert await told(looked, "郑老师") == ["T-韩梅没有登记学历（3月4日起）"]
    assert await told(looked, "赵组长") == ["“没有学历”读不到，结果未知：还没有上传过文件（3月6日起）"]
    state = await looked.rows(
        "select unknown_since - :since, trouble from checks where unknown_since is not null", since=since
    )
    assert state == [(timedelta(days=2, minutes=1), "还没有上传过文件")]

    await brings(looked, "郑老师", "T-李雷,硕士", "T-韩梅,")
    await looks(looked)
    assert await told(looked, "赵组长") == []


async def test_a_file_without_the_column_or_without_rows_is_no_answer(looked: College):
    await looks(looked)
    async with looked.database.begin(looked.now) as tx:
        await keep_file(tx, "degree_missing", "x.csv", "工号,学位\nT-李雷,硕士".encode(), looked.ids["郑老师"])
    assert "1 项读不到" in await looks(looked)
    assert await looked.one("select trouble from checks where key = 'degree_missing'") == "来源缺少这些列：学历"

    await brings(looked, "郑老师")
    await looks(looked)
    said = await looked.one("select trouble from checks where key = 'degree_missing'")
    assert said == "来源只给了 0 行，至少应有 1 行"
    assert len(await told(looked, "郑老师")) == 1


async def test_of_a_vacant_post_the_head_of_its_department_has_the_work(looked: College):
    rules = [each for each in looked.office.posts.rules if each.code != "asset_head"]
    vacant = PostRule("asset_head", "资产处长", departments=("教务处",), positions=("资产处长",))
    looked.office = replace(looked.office, posts=Posts(rules=(*rules, vacant)))

    await looks(looked)

    assert await told(looked, "周处长") == ["T-韩梅没有登记学历（3月4日起）"]


async def test_whatever_is_wrong_with_the_content_publishes_nothing_and_is_told_by_place(
    looked: College, tmp_path: Path
):
    broken = (
        CHECKS.replace('system = "archive"', 'system = "archives"')
        .replace("select staff_no, name from people", "select staff_no, naem from people")
        .replace('column = "学历"', 'column = "学例"')
    )
    problems = await publish_quality(looked.database, lay_down(tmp_path, checks=broken), looked.office)
    assert [(each.key, each.cause) for each in problems] == [
        ("checks[3]（degree_missing）.column", "columns 里没有 学例"),
        ("checks[3]（degree_missing）.system", "系统登记（systems.toml）里没有 archives，您要写的是不是 archive"),
    ]

    unparsed = CHECKS.replace("select staff_no, name from people", "select staff_no, naem from people")
    (problem,) = await publish_quality(looked.database, lay_down(tmp_path, checks=unparsed), looked.office)
    assert problem.key == "checks（post_vacant）.source.sql"
    assert 'column "naem" does not exist' in problem.cause
    assert await looked.rows("select key, version from checks order by key") == [
        ("degree_missing", 1),
        ("position_missing", 1),
        ("post_vacant", 1),
    ]
    assert "没有发布，仍用上一版" in str(await looked.one("select text from alerts where key = 'quality:content'"))


async def test_a_check_that_is_gone_leaves_no_work_behind(looked: College, tmp_path: Path):
    await looks(looked)
    kept = CHECKS[: CHECKS.index('[[checks]]\nkey = "degree_missing"')]
    systems = SYSTEMS.replace('check = "degree_missing"\ncolumn = "学历"\n', "")

    assert await publish_quality(looked.database, lay_down(tmp_path, systems, kept), looked.office) == ()

    assert await told(looked, "郑老师") == []


async def test_leaders_see_their_own_unit_without_names_and_others_nothing(looked: College):
    await looks(looked)

    (said,) = await looked.say("王主任", "数据质量")
    assert "信息工程系：完整 80%，待改 1 处" in said
    assert "教务处" not in said
    assert "韩梅" not in said

    assert "部门负责人、系统负责岗位和人事查看" in (await looked.say("李雷", "数据质量"))[0]
    give_role(looked, "hr", "吴老师")
    (whole,) = await looked.say("吴老师", "数据质量")
    assert "教师档案库：完整 50%，待改 1 处" in whole
    assert "韩梅" not in whole
