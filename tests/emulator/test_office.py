"""平台后台 over HTTP: the same seven changes on both platforms, with the events that the real ones send."""

import pytest

from emulator.wecom.apps import CallbackAddress, ContactSync
from tests.emulator.conftest import AES_KEY, CONTACTS_SECRET, CORP, TOKEN
from tests.emulator.ding import AGENT_ID, DING_CORP


@pytest.fixture
def wecom(emulator, session, corp, receiver):
    corp.contact_sync = ContactSync(secret=CONTACTS_SECRET, callback=CallbackAddress(receiver.url, TOKEN, AES_KEY))
    return _changing(session, f"{emulator.api_base}/phone/{CORP}")


@pytest.fixture
def dingtalk(ding, session):
    return _changing(session, f"{ding.api_base}/phone/{DING_CORP}")


def _changing(session, base):
    async def change(kind, **body):
        async with session.post(f"{base}/office/{kind}", json=body) as answer:
            return answer.status, await answer.json()

    return change


async def test_a_new_member_of_wecom_is_told_by_id_alone(wecom, corp, emulator, receiver):
    done = await wecom("hire", name="王强", department=2, position="讲师", staff_no="T0077")

    assert done == (200, {"told": 1})
    new = corp.roster.member("new0001")
    assert (new.name, new.departments, new.direct_leaders) == ("王强", (2,), ("Li4",))
    assert new.extattr == (("工号", "T0077"),)
    await emulator.settled()
    (told,) = dict.fromkeys(xml for xml in receiver.opened if "create_user" in xml)
    assert "王强" not in told


async def test_moving_and_heading_are_told_and_a_new_name_is_not(wecom, corp):
    assert await wecom("move", user_id="zhang3", department=3) == (200, {"told": 1})
    assert await wecom("lead", user_id="zhang3") == (200, {"told": 1})
    assert await wecom("rename", user_id="zhang3", name="张三丰") == (200, {"told": 0})

    assert corp.roster.departments[3].leaders == ("zhang3",)
    assert (corp.roster.member("zhang3").leads, corp.roster.member("zhang3").name) == ((3,), "张三丰")


async def test_a_head_who_leaves_heads_nothing_any_longer(wecom, corp):
    assert await wecom("leave", user_id="Dean") == (200, {"told": 1})

    assert corp.roster.departments[1].leaders == ()
    assert corp.roster.member("Li4").direct_leaders == ()


async def test_a_new_head_takes_the_place_of_the_old_one(dingtalk, org):
    assert (await dingtalk("lead", user_id="zhang3"))[0] == 200

    assert org.roster.departments[100].managers == ("zhang3",)
    assert org.roster.member("li4").leads == ()


async def test_departments_are_founded_and_renamed(wecom, dingtalk, corp, org):
    assert await wecom("found", name="督导室", department=3) == (200, {"told": 1})
    assert (await dingtalk("found", name="督导室", department=200))[1]["told"] == 1
    assert corp.roster.departments[5].parent_id == 3
    number = max(org.roster.departments)

    assert (await dingtalk("retitle", name="质量督导室", department=number))[1]["told"] == 1
    assert await wecom("retitle", name="质量督导室", department=5) == (200, {"told": 0})
    assert org.roster.departments[number].name == corp.roster.departments[5].name == "质量督导室"


async def test_everything_on_dingtalk_is_told_by_id(dingtalk, org):
    assert await dingtalk("hire", name="王强", department=100, position="讲师", staff_no="T9") == (200, {"told": 1})
    assert await dingtalk("rename", user_id="d-new0001", name="王小强") == (200, {"told": 1})
    assert await dingtalk("move", user_id="d-new0001", department=201) == (200, {"told": 1})
    assert await dingtalk("leave", user_id="d-new0001") == (200, {"told": 1})

    assert org.roster.member("d-new0001") is None


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("leave", {"user_id": "nobody"}, "没有这个人"),
        ("move", {"user_id": "wang5", "department": 999}, "没有这个部门"),
        ("move", {"user_id": "wang5"}, "请选择部门"),
        ("rename", {"user_id": "wang5", "name": " "}, "1 到 32 个字"),
        ("rename", {"user_id": "wang5", "name": "王五"}, "已经叫王五"),
        ("found", {"name": "教*处", "department": 1}, "不能有"),
        ("found", {"name": "教务处", "department": 1}, "已经有一个教务处"),
        ("hire", {"name": "王强"}, "请选择部门"),
    ],
)
async def test_what_the_consoles_refuse_is_refused_in_a_sentence(wecom, dingtalk, kind, body, reason):
    for change in (wecom, dingtalk):
        status, answer = await change(kind, **body)
        assert (status, reason in answer["reason"]) == (409, True)


async def test_a_page_that_waits_hears_of_a_changed_directory(emulator, ding, session, wecom, dingtalk):
    for base, agent, change, user in (
        (f"{emulator.api_base}/phone/{CORP}", 1000002, wecom, "wang5"),
        (f"{ding.api_base}/phone/{DING_CORP}", AGENT_ID, dingtalk, "wang5"),
    ):
        async with session.get(f"{base}/{agent}/changes") as answer:
            before = await answer.json()
        await change("rename", user_id=user, name="王六")
        async with session.get(f"{base}/{agent}/changes?since={before['cursor']}&wait=5") as answer:
            after = await answer.json()
        assert after["directory"] != before["directory"]
