"""组织: who sees what of the college, and how it is asked for."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.forms.posts import PostRule, Posts
from tests.handlers.college import College

CLASSES = {"软件2401班": "软件教研室", "教务实习班": "教务处"}
STUDENTS = {"小明": "软件2401班", "小红": "软件2401班", "小刚": "教务实习班"}


@pytest.fixture
async def campus(college: College) -> College:
    """The college with positions, a deputy, and students of two departments."""
    college.office = replace(
        college.office,
        posts=Posts(rules=(PostRule("dean", "系主任", departments=("信息工程系",), leads=True),)),
        roles={"hr": ("staff_no:T-吴老师",)},
    )
    for name, position in (("李雷", "讲师"), ("吴老师", "人事干事"), ("郑老师", "干事"), ("韩梅", "副组长")):
        await run(college, "update people set position = :position where name = :name", name=name, position=position)
    for name, above in CLASSES.items():
        await run(
            college,
            """insert into departments (platform, account, external_id, name, parent_id)
            select 'wecom', 'staff', :name, :name, id from departments where name = :above""",
            name=name,
            above=above,
        )
    for name, place in STUDENTS.items():
        await enrol(college, name, place)
    return college


async def run(college: College, query: str, **values: object) -> None:
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text(query), values)


async def enrol(college: College, name: str, place: str, position: str = "学生") -> None:
    await run(
        college,
        """with place as (select id from departments where name = :place), one as (
            insert into people (name, position, main_department_id, staff_no)
            select :name, :position, id, 'S-' || :name from place returning id
        ), inside as (
            insert into memberships (department_id, person_id) select place.id, one.id from place, one
        )
        insert into accounts (platform, account, user_id, user_key, person_id)
        select 'wecom', 'staff', :name, :name, id from one""",
        name=name,
        place=place,
        position=position,
    )


async def ask(college: College, name: str, words: str) -> str:
    (said,) = await college.say(name, words)
    return said


async def test_alone_it_tells_ones_own_department_and_how_to_ask_further(campus):
    said = await ask(campus, "李雷", "组织")

    assert said.splitlines()[0] == "您所在的部门：软件教研室"
    assert "位置：学院 > 信息工程系 > 软件教研室" in said
    assert "负责人：赵组长" in said
    assert "人数：教职工 2 人，学生等 2 人" in said
    assert "全校：信息工程系、教务处" in said
    assert "组织 代理" in said


async def test_signs_alone_are_no_question(campus):
    assert await ask(campus, "李雷", "组织 ，，，") == await ask(campus, "李雷", "组织")


async def test_a_department_is_shown_with_its_head_and_what_lies_below(campus):
    said = await ask(campus, "李雷", "组织 信息工程系")

    assert said.splitlines() == [
        "信息工程系",
        "位置：学院 > 信息工程系",
        "负责人：王主任",
        "人数：教职工 5 人，学生等 2 人",
        "下设 2 个：软件教研室、网络教研室",
    ]


async def test_deputies_are_named(campus):
    assert "副职：韩梅" in await ask(campus, "李雷", "组织网络教研室")


@pytest.mark.parametrize("words", ["组织 郑老师", "组织 zls", "组织 zhenglaoshi", "组织 鄭老師", "组织 教务处 干事"])
async def test_a_person_is_found_by_name_pinyin_initials_or_post(campus, words):
    assert await ask(campus, "李雷", words) == "郑老师\n部门：学院 > 教务处\n职务：干事"


async def test_who_heads_what_is_told(campus):
    said = await ask(campus, "李雷", "组织 信息工程系 负责人")

    assert said.splitlines()[:2] == ["找到 3 位：", "1. 王主任，信息工程系，系主任，负责信息工程系"]


async def test_a_post_of_the_college_is_found_by_its_title(campus):
    assert await ask(campus, "吴老师", "组织 系主任") == (
        "王主任\n部门：学院 > 信息工程系\n职务：系主任\n负责：信息工程系\n工号：T-王主任"
    )


async def test_department_and_post_need_no_space(campus):
    assert (await ask(campus, "李雷", "组织 教务处干事")).startswith("郑老师\n")


async def test_a_part_of_a_position_is_enough_where_nobody_has_it_whole(campus):
    assert (await ask(campus, "李雷", "组织 人事")).startswith("吴老师\n")


async def test_a_part_of_a_departments_name_is_enough(campus):
    said = await ask(campus, "李雷", "组织 教研")

    assert said.splitlines()[:3] == [
        "名称里有“教研”的部门 2 个：",
        "1. 信息工程系 > 软件教研室",
        "2. 信息工程系 > 网络教研室",
    ]
    assert (await ask(campus, "李雷", "组织 信息工程系>网络教研室")).startswith("网络教研室\n")


async def test_more_people_than_fit_are_counted_and_those_of_ones_own_college_come_first(campus):
    for number in range(20):
        await enrol(campus, f"王{'一二三四五六七八九十'[number % 10]}{number}", "教务处", "教师")
    await enrol(campus, "王小二", "软件教研室", "教师")

    said = await ask(campus, "李雷", "组织 王")

    assert said.splitlines()[0] == "找到 22 位，先列 8 位："
    assert {line[3:6] for line in said.splitlines()[1:3]} == {"王主任", "王小二"}
    assert said.splitlines()[-1].startswith("还有 14 位没有列出。请写得再具体些")
    assert (await ask(campus, "李雷", "组织 软件教研室 王")).startswith("王小二\n")


async def test_one_letter_is_too_little(campus):
    assert (await ask(campus, "李雷", "组织 z")).startswith("一个字母能找到的人太多了")


async def test_only_hr_sees_staff_numbers_and_finds_people_by_them(campus):
    assert "工号：T-郑老师" in await ask(campus, "吴老师", "组织 郑老师")
    assert "工号：T-李雷" in await ask(campus, "吴老师", "组织 T-李雷")

    for words in ("组织 郑老师", "组织 T-李雷", "组织 王主任", "组织"):
        assert "T-" not in (await ask(campus, "韩梅", words)).replace(words[3:], "")


async def test_nobody_is_shown_an_account_or_what_was_not_asked_for(campus):
    await run(campus, "update accounts set user_id = 'zheng-secret' where user_id = '郑老师'")

    assert "secret" not in await ask(campus, "吴老师", "组织 郑老师")


async def test_students_see_the_staff_of_their_own_college_alone(campus):
    assert await ask(campus, "小明", "组织 李雷") == "李雷\n部门：学院 > 信息工程系 > 软件教研室\n职务：讲师"
    assert (await ask(campus, "小明", "组织 王主任")).startswith("王主任\n")

    for words in ("组织 郑老师", "组织 zls", "组织 教务处 干事", "组织 周处长", "组织 钱院长"):
        assert (await ask(campus, "小明", words)).startswith("没有找到"), words


async def test_students_never_see_other_students(campus):
    for other in ("小红", "小刚"):
        assert await ask(campus, "小明", f"组织 {other}") == (await ask(campus, "小明", "组织 没人叫这个")).replace(
            "没人叫这个", other
        )
    assert (await ask(campus, "小明", "组织 小明")).startswith("小明\n")
    assert "小红" not in await ask(campus, "小明", "组织 学生")
    assert "小红" not in await ask(campus, "小明", "组织 xiao")
    assert "小红" not in await ask(campus, "小明", "组织 软件2401班")


async def test_students_see_of_another_college_its_departments_and_no_names(campus):
    said = await ask(campus, "小明", "组织 教务处")

    assert "周处长" not in said
    assert said.endswith("这里只显示您所在院系的教职工。")


async def test_staff_see_the_students_of_their_own_college_alone(campus):
    assert (await ask(campus, "李雷", "组织 小明")).startswith("小明\n")
    assert (await ask(campus, "李雷", "组织 小刚")).startswith("没有找到")
    assert (await ask(campus, "郑老师", "组织 小刚")).startswith("小刚\n")
    assert (await ask(campus, "钱院长", "组织 小刚")).startswith("小刚\n")


async def test_hr_sees_everybody(campus):
    assert (await ask(campus, "吴老师", "组织 小明")).startswith("小明\n")
    assert (await ask(campus, "吴老师", "组织 小刚")).startswith("小刚\n")


async def test_leavers_are_not_shown(campus):
    await campus.leaves_the_college("郑老师")

    assert (await ask(campus, "李雷", "组织 郑老师")).startswith("没有找到“郑老师”。")


async def test_nobody_of_that_name_is_said_with_what_else_to_write(campus):
    assert await ask(campus, "李雷", "组织 诸葛亮") == (
        "没有找到“诸葛亮”。请换个写法，可写姓名、全拼、首字母、部门或职务，例如 组织 张三。"
    )


async def test_who_stands_in_for_whom_today_is_told(campus):
    assert await ask(campus, "李雷", "组织 代理") == "今天没有人请人代理审批。"

    await campus.say("周处长", "代理 郑老师 3月4日到3月8日")

    said = await ask(campus, "李雷", "组织 代理")
    assert said.splitlines()[0] == "今天的代理："
    assert said.splitlines()[1].startswith("周处长（教务处）由郑老师代理，")
    assert "今天的代理人：郑老师" in await ask(campus, "李雷", "组织 周处长")
    assert await ask(campus, "李雷", "组织 代理 信息工程系") == "信息工程系今天没有人请人代理审批。"
    assert "郑老师" in await ask(campus, "李雷", "组织 代理 教务处")
    assert "郑老师" not in await ask(campus, "小明", "组织 代理")


async def test_hostile_words_are_answered_like_a_name_nobody_has(campus):
    for words in ("组织 %", "组织 ' or 1=1 --", "组织 " + "张" * 300, "组织 <@all>", "组织 >"):
        (said,) = await campus.say("李雷", words)

        assert len(said) < 200, words
