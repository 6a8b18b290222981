"""What IT reads when they ask whether an account is well."""

import pytest

from adapters.dingtalk.capability import card_callback_secret
from adapters.dingtalk.checks import check_account
from adapters.ports import Finding
from tests.dingtalk.stand_in import OK, SECRET, web, word, wrapped

RECALL = "/v1.0/robot/otoMessages/batchRecall"
ROUTE = "/v1.0/card/callbacks/register"
ROOT = "/topapi/v2/department/get"
MEMBERS = "/topapi/v2/user/list"


@pytest.fixture
def check(new_client, new_settings, dingtalk):
    dingtalk.lay(ROOT, {**OK, "result": {"dept_id": 1, "name": "示例职业技术学院"}})

    async def run(**changes) -> dict[str, Finding]:
        found = await check_account(new_client(**changes), new_settings(**changes))
        assert len({one.subject for one in found}) == len(found)
        return {one.subject: one for one in found}

    return run


async def test_an_account_that_is_well(check):
    found = await check()

    assert all(one.is_ok for one in found.values())
    assert "示例职业技术学院" in found["通讯录部门"].advice
    assert "Stream" in found["消息接收"].advice


async def test_it_is_told_what_is_read_of_a_few_members(check, dingtalk):
    members = [{"userid": "a", "name": "甲", "job_number": "T1", "title": "讲师"}, {"userid": "b", "name": "乙"}]
    empty = {**OK, "result": {"list": []}}
    dingtalk.lay("/topapi/v2/department/listsub", {**OK, "result": [{"dept_id": 2}, {"dept_id": 3}]})
    dingtalk.lay(MEMBERS, empty, empty, {**OK, "result": {"list": members}})

    advice = (await check())["通讯录成员"].advice

    assert "抽查 2 人，1 人有工号（job_number），1 人有职务" in advice
    assert "手机号" in advice


async def test_a_wrong_secret_is_found_and_nothing_else_is_tried(check, dingtalk):
    found = await check(client_secret="wrong")

    assert [subject for subject, one in found.items() if not one.is_ok] == ["应用凭证", "应用凭证（通讯录接口）"]
    assert "client_secret" in found["应用凭证"].advice
    assert dingtalk.asked == []


async def test_a_robot_that_is_not_ours_is_found(check, dingtalk):
    dingtalk.lay(RECALL, word("invalidParameter.robotCode.notExsit"))

    found = await check()

    assert not found["机器人"].is_ok
    assert "robot_code" in found["机器人"].advice


@pytest.mark.parametrize("answer", [{"successResult": [], "failedResult": {"dutybell-check": "x"}}, word("miss.x")])
async def test_a_robot_that_knows_of_nothing_to_take_back_is_well(answer, check, dingtalk):
    dingtalk.lay(RECALL, answer)

    assert (await check())["机器人"].is_ok


@pytest.mark.parametrize(("path", "subject"), [(ROOT, "通讯录部门"), (MEMBERS, "通讯录成员")])
async def test_a_missing_permission_is_found(path, subject, check, dingtalk):
    dingtalk.lay(path, wrapped("60011", "应用尚未开通所需的权限：[qyapi_get_department_list]，点击链接申请"))

    found = await check()

    assert not found[subject].is_ok
    assert "qyapi_get_department_list" in found[subject].advice


async def test_without_a_template_it_is_told_what_cards_look_like(check):
    found = await check()

    assert found["互动卡片"].is_ok
    assert "card_template_id" in found["互动卡片"].advice


async def test_over_http_the_address_of_clicks_is_registered(check, dingtalk):
    found = await check(card_template_id="t.schema", mode="http")

    (asked,) = dingtalk.calls(ROUTE)
    assert asked.body == {
        "callbackRouteKey": "dutybell-students",
        "callbackUrl": "https://bot.example.edu.cn/callback/dingtalk/students",
        "apiSecret": card_callback_secret(SECRET),
        "forceUpdate": True,
    }
    assert found["互动卡片"].is_ok
    assert "https://bot.example.edu.cn/callback/dingtalk/students" in found["消息接收"].advice


async def test_a_refused_registration_is_found(check, dingtalk):
    dingtalk.lay(ROUTE, word("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403))

    assert not (await check(card_template_id="t.schema", mode="http"))["互动卡片回调"].is_ok


async def test_over_a_stream_nothing_is_registered(check, dingtalk):
    found = await check(card_template_id="t.schema")

    assert found["互动卡片"].is_ok
    assert dingtalk.calls(ROUTE) == []


async def test_a_platform_out_of_reach_raises_nothing(check):
    found = await check(api_base="http://127.0.0.1:9", oapi_base="http://127.0.0.1:9")

    assert not any(one.is_ok for subject, one in found.items() if subject.startswith("应用凭证"))


async def test_a_page_in_the_place_of_an_answer_raises_nothing(check, dingtalk):
    page = web.Response(text="<html></html>", content_type="text/html")
    for path in (RECALL, ROOT, MEMBERS):
        dingtalk.lay(path, page)

    found = await check()

    assert not any(found[subject].is_ok for subject in ("机器人", "通讯录部门", "通讯录成员"))
