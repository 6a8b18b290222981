"""HR, and nobody else, says whose an account in doubt is."""

import pytest

from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import TextSaid
from handlers.linking import Decider, link
from handlers.reviews import tell_hr
from storage.directory import load
from tests.handlers.two_platforms import DINGTALK, give_role, on_dingtalk, type_there

HR = "周处长"
COLLEGE = ReadDepartment(id="1", parent_id=None, name="学生处")
NOBODY = ReadMember(user_id="d-new", name="新老师", departments=("1",), staff_no="T-new")


def member(name: str, **more) -> ReadMember:
    return ReadMember(user_id=on_dingtalk(name), name=name, departments=("1",), **more)


async def read_dingtalk(college, *members: ReadMember):
    async with college.database.begin(college.now) as tx:
        return await load(tx, DINGTALK, Directory((COLLEGE,), (NOBODY, *members)))


@pytest.fixture
async def doubtful(college):
    """李雷 on DingTalk without a staff number."""
    give_role(college, "hr", HR)
    await read_dingtalk(college, member("李雷", position="辅导员"))
    return college


async def accounts(college, name: str):
    return await college.rows(
        "select platform from accounts where person_id = :id and active order by platform", id=college.ids[name]
    )


async def test_hr_sees_the_account_and_whose_it_may_be(doubtful):
    (said,) = await doubtful.say(HR, "核对账号")

    assert said == (
        "要核对的帐号 1 个：\n"
        "1. 钉钉 李雷（帐号 d-李雷），学生处，辅导员\n"
        "  甲 李雷（T-李雷，软件教研室）\n"
        "是同一人请回复 关联 1 工号 或 关联 1 甲；都不是请回复 关联 1 新人。"
    )


@pytest.mark.parametrize("words", ["关联 1 T-李雷", "关联1 t-李雷", "关联 1 甲", "关联 一 甲"])
async def test_hr_links_it_and_the_person_is_told_on_both_and_can_work_there(doubtful, words):
    said = await doubtful.say(HR, words)

    assert said == ["已关联：钉钉帐号 d-李雷 是 李雷（T-李雷）。本人会收到通知。"]
    assert await accounts(doubtful, "李雷") == [("dingtalk",), ("wecom",)]
    for place in ("李雷", on_dingtalk("李雷")):
        (told,) = [text for recipient, text in doubtful.spoken if recipient == place]
        assert told.startswith("您的钉钉帐号已登记")
    assert (await type_there(doubtful, "李雷", "余额"))[0].startswith("年假")
    assert await doubtful.rows("select state, person_id, decided_by_id from account_reviews") == [
        ("linked", doubtful.ids["李雷"], doubtful.ids[HR])
    ]
    assert await doubtful.rows("select actor, object from audit where action = 'account.linked'") == [
        (f"person:{doubtful.ids[HR]}", "account:dingtalk:students:d-李雷")
    ]


async def test_the_next_reading_finds_nothing_to_ask_about_it(doubtful):
    await doubtful.say(HR, "关联 1 甲")

    counts = await read_dingtalk(doubtful, member("李雷", position="辅导员"))

    assert (counts.joined, counts.doubtful) == (0, 0)
    assert await doubtful.one("select position from people where id = :id", id=doubtful.ids["李雷"]) == ""


async def test_a_new_person_is_somebody_else_of_the_same_name(doubtful):
    said = await doubtful.say(HR, "关联 1 新人")
    await read_dingtalk(doubtful, member("李雷", position="辅导员"))

    assert said == ["已登记为新人：钉钉帐号 d-李雷，李雷。部门等信息在下次同步时写入。"]
    assert await accounts(doubtful, "李雷") == [("wecom",)]
    found = await doubtful.rows("select staff_no, position from people where name = '李雷' order by id")
    assert found == [("T-李雷", ""), (None, "辅导员")]
    assert await doubtful.one("select state from account_reviews") == "separate"


async def test_nobody_else_sees_or_decides_anything(doubtful):
    for words in ("核对帐号", "关联 1 甲", "关联 1 新人"):
        assert await doubtful.say("王主任", words) == ["这是人事的功能，没有办理。"]

    assert await doubtful.one("select state from account_reviews") == "open"
    assert await doubtful.one("select count(*) from audit where action = 'role.refuse'") == 3


async def test_the_role_is_asked_for_at_the_moment_of_the_act(doubtful):
    await doubtful.say(HR, "核对帐号")
    give_role(doubtful, "hr", "吴老师")

    assert await doubtful.say(HR, "关联 1 甲") == ["这是人事的功能，没有办理。"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("关联", "没有关联：请写明编号和人"),
        ("关联 1", "没有关联：请写明编号和人"),
        ("关联 9 甲", "没有关联：没有编号 9 的待核对帐号"),
        ("关联 1 丁", "没有关联：没有工号为 丁 的人"),
        ("关联 1 20300001", "没有关联：没有工号为 20300001 的人"),
        ("关联 1 李雷", "没有关联：没有工号为 李雷 的人"),
        ("关联 1 T-new", "没有关联：新老师在这里已有帐号"),
    ],
)
async def test_what_cannot_be_linked_is_refused_with_the_cause(doubtful, words, answer):
    (said,) = await doubtful.say(HR, words)

    assert said.startswith(answer)
    assert await doubtful.one("select state from account_reviews") == "open"


async def test_what_is_decided_is_decided_once(doubtful):
    await doubtful.say(HR, "关联 1 甲")

    (said,) = await doubtful.say(HR, "关联 1 新人")

    assert said.startswith("没有关联：没有编号 1 的待核对帐号")
    assert await doubtful.say(HR, "核对帐号") == ["没有要核对的帐号。"]


async def test_the_command_line_decides_in_the_same_way(doubtful):
    async with doubtful.database.begin(doubtful.now) as tx:
        linked = await link(tx, 1, "T-李雷", Decider(actor="command:accounts"), doubtful.office)

    assert linked.is_done
    assert await doubtful.rows("select actor from audit where action = 'account.linked'") == [("command:accounts",)]


async def test_a_staff_number_of_digits_is_no_list_of_numbers(doubtful):
    await doubtful.rows("update people set staff_no = '20300001' where name = '李雷' returning id")

    said = await doubtful.say(HR, "关联 1 20300001")

    assert said[0].startswith("已关联")


async def test_whose_account_is_in_doubt_hears_why_nothing_is_done(doubtful):
    await doubtful.send(TextSaid(user_id="D-李雷", at=doubtful.now, text="待办"), DINGTALK)

    assert doubtful.heard("D-李雷") == [
        "暂时不能为您办理：您的帐号正等人事核对是哪一位。请联系人事处，核对后即可使用。"
    ]


async def test_many_are_listed_five_to_a_page(college):
    give_role(college, "hr", HR)
    names = ("钱院长", "王主任", "赵组长", "李雷", "韩梅", "吴老师")
    await read_dingtalk(college, *(member(name) for name in names))

    first = (await college.say(HR, "核对帐号"))[0].splitlines()
    second = (await college.say(HR, "核对帐号 2"))[0].splitlines()

    assert first[0] == second[0] == "要核对的帐号 6 个："
    assert first[-1].endswith("下一页发 核对帐号 2。")
    assert [line for line in second if line[0].isdigit()] == ["6. 钉钉 吴老师（帐号 d-吴老师），学生处"]


async def test_a_role_may_be_given_to_an_account_and_is_its_persons_on_both(doubtful):
    doubtful.office.roles["hr"] = ("wecom:staff:李雷",)
    await doubtful.say("李雷", "核对帐号")
    assert doubtful.heard("李雷")[0].startswith("要核对的帐号")
    await doubtful.say("李雷", "关联 1 甲")

    assert await type_there(doubtful, "李雷", "核对帐号") == ["没有要核对的帐号。"]


async def test_a_closed_account_holds_no_role(doubtful):
    doubtful.office.roles["hr"] = ("dingtalk:students:d-new",)
    await doubtful.rows("update accounts set active = false where user_id = 'd-new' returning id")
    await doubtful.rows(
        "insert into accounts (person_id, platform, account, user_id, user_key) "
        "select person_id, 'wecom', 'staff', 'new', 'new' from accounts where user_id = 'd-new' returning id"
    )

    assert await doubtful.say("new", "核对帐号") == ["这是人事的功能，没有办理。"]


async def test_help_names_the_reviews_to_hr_alone(doubtful):
    assert "核对帐号" in (await doubtful.say(HR, "帮助"))[0]
    assert "核对帐号" not in (await doubtful.say("李雷", "帮助"))[0]


async def test_hr_hears_of_new_doubts_once(doubtful):
    async def tell() -> int:
        async with doubtful.database.begin(doubtful.now) as tx:
            return await tell_hr(tx, doubtful.office)

    assert (await tell(), await tell()) == (1, 1)
    assert await doubtful.texts(HR) == ["有 1 个帐号拿不准是谁的，没有登记，等您核对。请发 核对帐号。"]

    await doubtful.say("李雷", "余额")
    await read_dingtalk(doubtful, member("李雷", position="辅导员"), member("韩梅"))
    assert (await tell(), len(await doubtful.texts(HR))) == (2, 2)
