"""Tokens, reading departments and members, and signing in on DingTalk."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from emulator.dingtalk.college import departments_and_members
from emulator.dingtalk.org import Org, VisibleRange
from emulator.dingtalk.rules import Rules
from tests.emulator.ding import CLIENT_ID, CLIENT_SECRET, DING_CORP

COLLEGE = Path(__file__).parents[2] / "content" / "demo" / "college.json"
APP = {"appKey": CLIENT_ID, "appSecret": CLIENT_SECRET}


async def test_all_three_ways_give_the_same_token_while_it_is_valid(ding_api):
    old = await ding_api.fetch_token()
    _, new = await ding_api.new("POST", "/v1.0/oauth2/accessToken", APP)
    oauth = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "client_credentials"}
    _, by_corp = await ding_api.new("POST", f"/v1.0/oauth2/{DING_CORP}/token", oauth)

    assert old["access_token"] == new["accessToken"] == by_corp["access_token"]
    assert (old["errcode"], old["expires_in"], new["expireIn"]) == (0, 7200, 7200)


async def test_near_its_end_another_one_comes_and_the_old_one_lives_on(ding_api, clock, ding):
    first = (await ding_api.fetch_token())["access_token"]
    clock.move(timedelta(minutes=116))
    second = (await ding_api.fetch_token())["access_token"]
    ding_api.token = first

    assert first != second
    assert (await ding_api.old("/topapi/v2/user/get", {"userid": "zhang3"}))["errcode"] == 0
    assert [row.is_new for row in ding.dingtalk.ledger.tokens] == [True, True]


async def test_after_two_hours_a_token_is_refused_in_the_words_of_each_family(ding_api, clock):
    await ding_api.fetch_token()
    clock.move(timedelta(hours=2))

    below_topapi = await ding_api.old("/topapi/v2/user/get", {"userid": "zhang3"})
    elsewhere = await ding_api.old("/attendance/list", {})
    status, new = await ding_api.new("GET", "/v1.0/workflow/processInstances", processInstanceId="x")

    assert (below_topapi["errcode"], below_topapi["sub_code"]) == (88, "40014")
    assert "subcode=40014" in below_topapi["errmsg"]
    assert elsewhere["errcode"] == 40014
    assert (status, new["code"]) == (400, "InvalidAuthentication")
    assert set(new) == {"code", "message", "requestid"}


@pytest.mark.parametrize(("query", "code"), [({"appkey": CLIENT_ID, "appsecret": "no"}, 40096), ({}, 40035)])
async def test_wrong_credentials_of_the_old_family(ding_api, session, query, code):
    async with session.get(f"{ding_api.base}/gettoken", params=query) as answer:
        assert (answer.status, (await answer.json())["errcode"]) == (200, code)


async def test_wrong_credentials_and_a_missing_header_of_the_new_family(ding_api, session):
    status, refused = await ding_api.new("POST", "/v1.0/oauth2/accessToken", APP | {"appSecret": "no"})
    assert (status, refused["code"]) == (400, "invalidClientIdOrSecret")

    async with session.get(f"{ding_api.base}/v1.0/workflow/processInstances") as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, "AuthenticationFailed.MissingParameter")


async def test_what_is_not_emulated_is_said_in_the_words_of_each_family(ding_api):
    status, refused = await ding_api.new("GET", "/v1.0/todo/users")

    assert status == 404
    assert refused["code"] == "InvalidAction.NotFound"
    assert (await ding_api.old("/topapi/nothing"))["errcode"] == 22


async def test_departments_are_listed_one_level_at_a_time(ding_api):
    top = await ding_api.old("/topapi/v2/department/listsub", {"dept_id": 1})
    below = await ding_api.old("/topapi/v2/department/listsubid", {"dept_id": 200})

    assert [(row["dept_id"], row["name"], row["parent_id"]) for row in top["result"]] == [
        (100, "人事处", 1),
        (200, "教务处", 1),
    ]
    assert below["result"] == {"dept_id_list": [201]}
    assert top["request_id"]


async def test_a_department_names_its_managers(ding_api):
    found = (await ding_api.old("/topapi/v2/department/get", {"dept_id": 100}))["result"]

    assert (found["name"], found["parent_id"], found["dept_manager_userid_list"]) == ("人事处", 1, ["li4"])
    assert found["member_count"] == 2
    assert (await ding_api.old("/topapi/v2/department/get", {"dept_id": 9}))["errcode"] == 60003


async def test_members_come_in_pages(ding_api):
    first = (await ding_api.old("/topapi/v2/user/list", {"dept_id": 100, "cursor": 0, "size": 1}))["result"]
    body = {"dept_id": 100, "cursor": first["next_cursor"], "size": 1}
    second = (await ding_api.old("/topapi/v2/user/list", body))["result"]

    assert first["has_more"]
    assert [row["userid"] for row in first["list"] + second["list"]] == ["li4", "zhang3"]
    assert (first["list"][0]["leader"], second["list"][0]["leader"]) == (True, False)
    assert second["has_more"] is False
    assert "next_cursor" not in second


@pytest.mark.parametrize("body", [{"cursor": 0, "size": 101}, {"size": 10}, {"cursor": 0}])
async def test_a_page_must_be_asked_for_and_holds_at_most_a_hundred(ding_api, body):
    assert (await ding_api.old("/topapi/v2/user/list", {"dept_id": 100, **body}))["errcode"] == 40035


async def test_ids_alone_come_at_once_and_names_in_pages(ding_api):
    ids = await ding_api.old("/topapi/user/listid", {"dept_id": 201})
    names = await ding_api.old("/topapi/user/listsimple", {"dept_id": 201, "cursor": 0, "size": 100})

    assert ids["result"] == {"userid_list": ["zhang3", "wang5"]}
    assert names["result"]["list"][1] == {"userid": "wang5", "name": "王五"}


async def test_one_member_with_everything_the_application_may_see(ding_api):
    found = (await ding_api.old("/topapi/v2/user/get", {"userid": "zhang3"}))["result"]

    assert (found["name"], found["unionid"], found["job_number"], found["title"]) == (
        "张三",
        "uzhang3iE",
        "T0003",
        "干事",
    )
    assert (found["dept_id_list"], found["manager_userid"]) == ([100, 201], "li4")
    assert found["extension"] == '{"工号": "T0003"}'
    assert found["active"] is True


async def test_what_is_empty_or_not_granted_is_absent(ding_api):
    found = (await ding_api.old("/topapi/v2/user/get", {"userid": "dean"}))["result"]

    assert not {"mobile", "email", "job_number", "title", "extension", "manager_userid", "hired_date"} & set(found)
    assert found["leader_in_dept"] == [{"dept_id": 1, "leader": True}]


async def test_members_are_found_by_other_ids(ding_api):
    by_union = await ding_api.old("/topapi/user/getbyunionid", {"unionid": "uzhang3iE"})
    by_mobile = await ding_api.old("/topapi/v2/user/getbymobile", {"mobile": "13800000000"})

    assert by_union["result"] == {"contact_type": 0, "userid": "zhang3"}
    assert by_mobile["result"] == {"userid": "li4"}
    assert (await ding_api.old("/topapi/user/getbyunionid", {"unionid": "x"}))["errcode"] == 60121
    assert (await ding_api.old("/topapi/v2/user/getbymobile", {"mobile": "1380"}))["errcode"] == 40104
    assert (await ding_api.old("/topapi/v2/user/get", {"userid": "nobody"}))["errcode"] == 60121


async def test_outside_the_visible_range_nothing_is_seen(ding_api, org):
    org.visible = VisibleRange(departments=frozenset({200}))

    top = await ding_api.old("/topapi/v2/department/listsub", {"dept_id": 1})
    member = (await ding_api.old("/topapi/v2/user/get", {"userid": "zhang3"}))["result"]

    assert [row["dept_id"] for row in top["result"]] == [200]
    assert member["dept_id_list"] == [201]
    assert (await ding_api.old("/topapi/v2/user/get", {"userid": "li4"}))["errcode"] == 50002
    assert (await ding_api.old("/topapi/user/listid", {"dept_id": 100}))["errcode"] == 50004


@pytest.mark.parametrize("ding_rules", [Rules(calls_per_second=3)])
async def test_too_many_calls_in_a_second_are_refused(ding_api):
    answers = [await ding_api.old("/topapi/v2/user/get", {"userid": "zhang3"}) for _ in range(4)]

    assert [answer["errcode"] for answer in answers] == [0, 0, 0, 88]
    assert answers[-1]["sub_code"] == "90018"


def test_the_sample_college_has_the_same_staff_numbers_under_other_ids():
    departments, members = departments_and_members(COLLEGE)
    org = Org("ding", client_id="c", client_secret="s", agent_id=1, departments=departments, members=members)

    assert len(org.visible_members()) == len(members) >= 60
    assert members[0].job_number == "T0001"
    assert all(member.userid.startswith("d-") for member in members)
    assert all(member.manager == "" or org.roster.member(member.manager) for member in members)
    assert all(org.roster.departments[department.dept_id] == department for department in departments)
    assert sum(member.is_admin for member in members) == 2


async def authorize(session, base, cookies=None, **more):
    query = {
        "redirect_uri": "http://127.0.0.1/h5/back?x=1",
        "response_type": "code",
        "client_id": CLIENT_ID,
        "scope": "openid corpid",
        "state": "s1",
        "prompt": "consent",
    } | more
    url = f"{base}/oauth2/auth"
    async with session.get(url, params=query, cookies=cookies, allow_redirects=False) as answer:
        return answer.status, parse_qs(urlsplit(answer.headers.get("Location", "")).query)


async def user_token(ding_api, **fields):
    body = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET, **fields}
    return await ding_api.new("POST", "/v1.0/oauth2/userAccessToken", body)


@pytest.mark.parametrize(
    ("cookies", "hint"), [({"dutybell_phone_dingtalk": "zhang3"}, {}), (None, {"login_hint": "zhang3"})]
)
async def test_a_web_login_leads_to_the_member(ding_api, session, cookies, hint):
    status, back = await authorize(session, ding_api.base, cookies, **hint)
    assert (status, back["state"], back["x"]) == (302, ["s1"], ["1"])

    _, token = await user_token(ding_api, code=back["authCode"][0], grantType="authorization_code")
    headers = {"x-acs-dingtalk-access-token": token["accessToken"]}
    async with session.get(f"{ding_api.base}/v1.0/contact/users/me", headers=headers) as answer:
        me = await answer.json()

    assert token["corpId"] == DING_CORP
    assert (me["nick"], me["unionId"]) == ("张三", "uzhang3iE")
    assert "mobile" not in me
    found = await ding_api.old("/topapi/user/getbyunionid", {"unionid": me["unionId"]})
    assert found["result"]["userid"] == "zhang3"


async def test_an_auth_code_works_once_and_for_five_minutes(ding_api, session, clock):
    _, first = await authorize(session, ding_api.base, login_hint="zhang3")
    _, second = await authorize(session, ding_api.base, login_hint="zhang3")
    await user_token(ding_api, code=first["authCode"][0], grantType="authorization_code")
    status, used = await user_token(ding_api, code=first["authCode"][0], grantType="authorization_code")
    clock.move(timedelta(minutes=5))
    late, _ = await user_token(ding_api, code=second["authCode"][0], grantType="authorization_code")

    assert (status, used["code"]) == (400, "invalidParameter.authCode.notFound")
    assert late == 400


async def test_a_user_token_can_be_refreshed_once(ding_api, session):
    _, back = await authorize(session, ding_api.base, login_hint="zhang3")
    _, first = await user_token(ding_api, code=back["authCode"][0], grantType="authorization_code")

    status, second = await user_token(ding_api, refreshToken=first["refreshToken"], grantType="refresh_token")
    again, _ = await user_token(ding_api, refreshToken=first["refreshToken"], grantType="refresh_token")

    assert (status, again) == (200, 400)
    assert second["accessToken"] != first["accessToken"]


async def test_who_refuses_to_sign_in_comes_back_with_an_error(ding_api, session):
    assert await authorize(session, ding_api.base) == (
        302,
        {"x": ["1"], "error": ["access_denied"], "state": ["s1"]},
    )


async def test_a_login_page_that_is_asked_wrongly_leads_nowhere(ding_api, session):
    assert await authorize(session, ding_api.base, login_hint="zhang3", scope="email") == (200, {})


async def test_a_stranger_signs_in_and_is_no_member(ding_api, session):
    _, back = await authorize(session, ding_api.base, login_hint="stranger")
    _, token = await user_token(ding_api, code=back["authCode"][0], grantType="authorization_code")
    headers = {"x-acs-dingtalk-access-token": token["accessToken"]}
    async with session.get(f"{ding_api.base}/v1.0/contact/users/me", headers=headers) as answer:
        me = await answer.json()

    assert (await ding_api.old("/topapi/user/getbyunionid", {"unionid": me["unionId"]}))["errcode"] == 60121


async def test_a_page_inside_the_client_gets_a_code_that_works_once(ding_api, org, clock):
    code = org.logins.issue("zhang3", clock(), is_web=False)

    found = await ding_api.old("/topapi/v2/user/getuserinfo", {"code": code})
    again = await ding_api.old("/topapi/v2/user/getuserinfo", {"code": code})

    assert (found["result"]["userid"], found["result"]["sys_level"]) == ("zhang3", 0)
    assert again["errcode"] == 40078
