"""我的信息: what is held of oneself."""

from dataclasses import replace

from sqlalchemy import text

from domain.events import Source
from domain.ownership import Field, Owner, OwnerKind, Owners
from storage.forms import publish
from tests.handlers.college import College, documents_of, give_account

ROSTER = """
    insert into roster_imports (file, sha256, extent, people, imported_at, imported_by)
    values ('花名册.xlsx', '', 'whole', 1, :now, 'command')"""
ROW = """
    insert into roster (staff_no, name, department, position, standing, category, joined_on, leads, import_id)
    select 'T-韩梅', '韩梅', '{}', '', '在岗', '专任教师', '2020-09-01', false, max(id) from roster_imports"""
CORRECTED = """
    insert into corrections (person_id, field, value, reason, made_by, made_at)
    values (:person, 'position', '讲师', '聘书', 'command', :now)"""


async def test_everybody_is_told_what_is_held_of_them_and_how_it_is_put_right(college: College):
    (said,) = await college.say("韩梅", "我的信息")

    assert said.splitlines()[:8] == [
        "通讯录里登记的您：",
        "姓名：韩梅",
        "工号：T-韩梅",
        "身份：教职工",
        "部门：学院 > 信息工程系 > 网络教研室",
        "职务：没有登记",
        "直属上级：赵组长、孙副组长",
        "帐号：企业微信",
    ]
    assert "通知发到：企业微信" in said
    assert "来源：姓名、工号、主部门、职务、直属上级以企业微信通讯录为准。" in said
    assert said.endswith("有错请联系人事处在来源处改好，这里随后自动更新。")


async def test_whoever_leads_is_told_what(college: College):
    (said,) = await college.say("赵组长", "我的资料")

    assert "负责：软件教研室" in said


async def test_the_source_is_the_platform_that_somebody_was_first_known_on(college: College):
    async with college.database.begin(college.now) as tx:
        await give_account(tx, college.ids["韩梅"], "hanmei", Source("dingtalk", "students"))

    (said,) = await college.say("韩梅", "我的信息")

    assert "帐号：企业微信、钉钉" in said
    assert "hanmei" not in said
    assert "以企业微信通讯录为准" in said


async def test_the_last_change_is_told(college: College):
    async with college.database.begin(college.now) as tx:
        query = """
            insert into org_changes (platform, account, kind, key, subject, person_id, seen_at, applied_at)
            values ('wecom', 'staff', 'moved', 'k', '韩梅', :person, :now, :now)"""
        await tx.conn.execute(text(query), {"person": college.ids["韩梅"], "now": tx.now})

    (said,) = await college.say("韩梅", "我的信息")

    assert "最近一次变更 2030年3月4日。" in said


async def test_the_form_for_ones_own_file_is_named_where_the_college_has_it(college: College):
    async with college.database.begin(college.now) as tx:
        await publish(tx, documents_of(("staff_profile_update",)))

    (said,) = await college.say("韩梅", "我的信息")

    assert said.endswith("；档案项可发 办事 职工个人档案更新。")


async def test_what_the_roster_owns_and_says_is_told(college: College):
    owners = Owners({Field.NAME: Owner(OwnerKind.ROSTER, office="人事处"), Field.POSITION: Owner(OwnerKind.HAND)})
    college.office = replace(college.office, owners=owners)
    before = (await college.say("韩梅", "我的信息"))[0]
    async with college.database.begin(college.now) as tx:
        for query in (ROSTER, ROW, CORRECTED):
            await tx.conn.execute(text(query), {"person": college.ids["韩梅"], "now": tx.now})

    (said,) = await college.say("韩梅", "我的信息")

    assert "姓名、工号、主部门、职务、直属上级以企业微信通讯录为准。" in before
    assert "来源：姓名以人事花名册（由人事处维护）为准；工号、主部门、直属上级以企业微信通讯录为准；" in said
    assert "职务以手工更正为准。" in said
    assert "在岗状态：在岗\n人员类别：专任教师\n入职日期：2020-09-01" in said
