"""纠错: HR puts right what is the hand's to say, everybody else learns whom to ask."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.ownership import Field, Owner, OwnerKind, Owners
from tests.handlers.college import College

HAND = Owner(OwnerKind.HAND, office="人事处")
OWNERS = Owners(
    {
        Field.NAME: Owner(OwnerKind.ROSTER, office="人事处"),
        Field.POSITION: HAND,
        Field.DEPARTMENT: HAND,
        Field.LEADERS: HAND,
    }
)


@pytest.fixture
def office(college: College) -> College:
    """周处长 is HR, and some fields are the hand's."""
    college.office = replace(college.office, owners=OWNERS, roles={"hr": ("staff_no:T-周处长",)})
    return college


async def position_of(college, name):
    async with college.database.begin(college.now) as tx:
        return await tx.conn.scalar(text("select position from people where id = :id"), {"id": college.ids[name]})


async def test_hr_corrects_what_is_the_hands(office: College):
    (said,) = await office.say("周处长", "纠错 T-吴老师 职务 副处长 组〔2026〕12 号")

    assert said.startswith("已更正：吴老师（T-吴老师）的职务为“副处长”，同步不会覆盖。")
    assert await position_of(office, "吴老师") == "副处长"


async def test_what_is_not_the_hands_is_refused_with_the_owners_name(office: College):
    (said,) = await office.say("周处长", "纠错 T-吴老师 姓名 吴某 组〔2026〕12 号")

    assert said.startswith("没有更正：姓名以人事花名册（由人事处维护）为准，这里不能改。")


async def test_whoever_is_not_hr_corrects_nothing_and_it_is_on_record(office: College):
    (said,) = await office.say("吴老师", "纠错 T-吴老师 职务 校长 我说的")

    assert "请联系人事处" in said
    assert await position_of(office, "吴老师") == ""
    async with office.database.begin(office.now) as tx:
        assert await tx.conn.scalar(text("select count(*) from audit where action = 'role.refuse'")) == 1


async def test_everybody_is_told_who_owns_what(office: College):
    (plain,) = await office.say("吴老师", "纠错")
    (hr,) = await office.say("周处长", "纠错")
    (one,) = await office.say("吴老师", "纠错 手机号")

    assert plain.splitlines() == [
        "各项信息以谁为准：",
        "姓名：人事花名册（由人事处维护）",
        "工号、在岗状态、手机号：平台通讯录",
        "职务、主部门、直属上级：手工更正（由人事处维护）",
    ]
    assert hr.startswith(plain)
    assert "纠错 T0001 职务 副处长" in hr
    assert one.startswith("没有更正：值铃不保存手机号。")


async def test_a_wrong_value_writes_nothing(office: College):
    (said,) = await office.say("周处长", "纠错 T-吴老师 直属上级 T9999 组〔2026〕12 号")

    assert said == "没有更正：直属上级要写在岗的人的工号，没有找到 T9999。"
