"""我的信息: what is held of oneself."""

from sqlalchemy import text

from domain.events import Source
from storage.forms import publish
from tests.handlers.college import College, documents_of, give_account


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
    assert "来源：姓名、部门、职务和上级来自企业微信通讯录；" in said
    assert said.endswith("有错请联系人事处在企业微信通讯录里改好，这里随后自动更新。")


async def test_whoever_leads_is_told_what(college: College):
    (said,) = await college.say("赵组长", "我的资料")

    assert "负责：软件教研室、网络教研室" in said


async def test_the_source_is_the_platform_that_somebody_was_first_known_on(college: College):
    async with college.database.begin(college.now) as tx:
        await give_account(tx, college.ids["韩梅"], "hanmei", Source("dingtalk", "students"))

    (said,) = await college.say("韩梅", "我的信息")

    assert "帐号：企业微信、钉钉" in said
    assert "hanmei" not in said
    assert "来自企业微信通讯录" in said


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
