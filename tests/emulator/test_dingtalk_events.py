"""Events of DingTalk by HTTP: sealed, repeated, listed when they failed; and what the administrator's hand causes."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from emulator.dingtalk import crypto
from emulator.dingtalk.letter import card_clicked, happened, robot_said
from emulator.dingtalk.org import CallbackAddress, CardRoute
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.rules import Rules
from tests.emulator.ding import CLIENT_ID, CLIENT_SECRET, DING_AES_KEY, DING_CORP, DING_TOKEN

V2_ENCRYPTED = (
    "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchz"
    "NukR+t8SB/qk4ROMu3"
)


@pytest.fixture
def org(org, http_bot):
    org.callback = http_bot.address
    org.robot_url = f"{http_bot.url}/robot"
    return org


@pytest.fixture
def admin(ding):
    return ding.dingtalk_admin()


async def settled(ding, http_bot):
    await ding.settled()
    return http_bot.events


def milliseconds(at):
    return int(at.timestamp() * 1000)


async def test_an_event_is_sealed_for_the_application_and_flattened(ding, org, http_bot, clock):
    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}, event_id="e1"))

    (event,) = await settled(ding, http_bot)

    assert event == {
        "EventType": "user_add_org",
        "EventTime": milliseconds(clock()),
        "CorpId": DING_CORP,
        "BizId": "e1",
        "eventId": "e1",
        "userId": ["u1"],
    }
    assert http_bot.owners == [CLIENT_ID]
    (attempt,) = ding.dingtalk.ledger.attempts
    assert (attempt.way, attempt.code, attempt.is_acknowledged) == ("http", 200, True)


@pytest.mark.parametrize("ding_rules", [Rules(is_pascal=True)])
async def test_events_can_look_as_they_did_in_2020(ding, org, http_bot):
    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"], "timeStamp": "1"}))

    (event,) = await settled(ding, http_bot)

    assert event == {"EventType": "user_add_org", "CorpId": DING_CORP, "UserId": ["u1"], "TimeStamp": "1"}


async def test_a_live_stream_connection_goes_before_the_address(ding, org, http_bot, stream_bot):
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))

    assert await settled(ding, http_bot) == []
    assert len(stream_bot.frames) == 1


async def test_a_failed_event_comes_twice_more_and_is_then_listed(ding, org, http_bot, ding_api, clock):
    http_bot.statuses = [500, 302, 403]
    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}, event_id="e1"))
    assert len(await settled(ding, http_bot)) == 3
    failed_list = "/call_back/get_call_back_failed_result"
    assert (await ding_api.old(failed_list, method="GET"))["failed_list"] == []

    clock.move(timedelta(minutes=3))
    span = {"beginTime": milliseconds(clock() - timedelta(hours=1)), "endTime": milliseconds(clock())}
    _, new = await ding_api.new("GET", "/v1.0/event/callbacks/failedResults", **span)
    first = await ding_api.old(failed_list, method="GET")
    second = await ding_api.old(failed_list, method="GET")

    (row,) = new["failedList"]
    assert (row["callBackTag"], row["corpId"], new["hasMore"]) == ("user_add_org", DING_CORP, False)
    assert json.loads(row["callBackData"])["eventId"] == "e1"
    assert first["failed_list"][0]["call_back_tag"] == "user_add_org"
    assert first["failed_list"][0]["user_add_org"] == {"userid": ["u1"], "corpid": DING_CORP}
    assert second["failed_list"] == []


@pytest.mark.parametrize("ding_rules", [Rules(failed_list_page=2)])
async def test_the_list_of_failures_comes_in_pages(ding, org, http_bot, ding_api, clock):
    http_bot.statuses = [500] * 9
    for number in range(3):
        ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": [str(number)]}))
    await settled(ding, http_bot)
    clock.move(timedelta(minutes=5))

    first = await ding_api.old("/call_back/get_call_back_failed_result", method="GET")
    second = await ding_api.old("/call_back/get_call_back_failed_result", method="GET")

    assert (len(first["failed_list"]), first["has_more"]) == (2, True)
    assert (len(second["failed_list"]), second["has_more"]) == (1, False)


@pytest.mark.parametrize("answer", ["failure", "成功"])
async def test_anything_but_an_encrypted_success_is_a_failure(ding, org, http_bot, answer):
    http_bot.answer = answer
    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))

    assert len(await settled(ding, http_bot)) == 3
    assert {row.error for row in ding.dingtalk.ledger.attempts} == {"the answer is not success"}


async def test_an_answer_may_be_owned_by_the_corp_as_well(ding, org, http_bot):
    http_bot.owner = DING_CORP
    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))

    assert len(await settled(ding, http_bot)) == 1


async def test_an_address_is_saved_after_it_answered_check_url(ding, org, http_bot, admin):
    org.callback = None

    checked = await admin.save_callback(http_bot.address)

    assert checked.is_passed
    assert http_bot.events == [{"EventType": "check_url"}]
    assert org.callback == http_bot.address


async def test_an_address_that_does_not_answer_is_not_saved(org, admin):
    org.callback = None

    checked = await admin.save_callback(CallbackAddress("http://127.0.0.1:1/events", DING_TOKEN, DING_AES_KEY))

    assert not checked.is_passed
    assert org.callback is None


async def test_an_address_can_be_registered_by_a_call_and_is_then_owned_by_the_corp(org, http_bot, ding_api):
    org.callback = None
    body = {
        "call_back_tag": ["user_add_org"],
        "token": DING_TOKEN,
        "aes_key": DING_AES_KEY,
        "url": f"{http_bot.url}/events",
    }

    assert (await ding_api.old("/call_back/update_call_back", body))["errcode"] == 71007
    assert (await ding_api.old("/call_back/register_call_back", body))["errcode"] == 0
    assert http_bot.owners == [DING_CORP]
    assert (await ding_api.old("/call_back/register_call_back", body))["errcode"] == 71006
    assert (await ding_api.old("/call_back/get_call_back", method="GET"))["url"] == body["url"]
    assert (await ding_api.old("/call_back/delete_call_back", method="GET"))["errcode"] == 0
    assert org.callback is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "http://127.0.0.1:1/"}, 71012),
        ({"url": "ftp://x"}, 71011),
        ({"aes_key": "short"}, 71010),
        ({"token": ""}, 71010),
    ],
)
async def test_a_wrong_registration_says_what_is_wrong(org, http_bot, ding_api, change, code):
    org.callback = None
    body = {"token": DING_TOKEN, "aes_key": DING_AES_KEY, "url": f"{http_bot.url}/events"} | change

    assert (await ding_api.old("/call_back/register_call_back", body))["errcode"] == code


async def test_an_address_that_answers_something_else_is_not_registered(org, http_bot, ding_api):
    org.callback = None
    http_bot.answer = "fail"
    body = {"token": DING_TOKEN, "aes_key": DING_AES_KEY, "url": f"{http_bot.url}/events"}

    assert (await ding_api.old("/call_back/register_call_back", body))["errcode"] == 71009


async def test_what_is_said_comes_by_http_with_a_signed_time(ding, org, http_bot, clock):
    ding.dingtalk.tell_app(org, robot_said("zhang3", {"msgId": "m1", "text": {"content": "请假"}}))
    await ding.settled()

    ((headers, body),) = http_bot.said
    timestamp = str(milliseconds(clock()))
    digest = hmac.new(CLIENT_SECRET.encode(), f"{timestamp}\n{CLIENT_SECRET}".encode(), hashlib.sha256).digest()
    assert (headers["timestamp"], headers["sign"]) == (timestamp, base64.b64encode(digest).decode())
    assert json.loads(body) == {"msgId": "m1", "text": {"content": "请假"}}


async def test_what_one_person_says_by_http_arrives_in_order_and_is_never_repeated(ding, org, http_bot):
    http_bot.statuses = [500]
    for number in range(10):
        ding.dingtalk.tell_app(org, robot_said("zhang3", {"msgId": str(number)}))
    await ding.settled()

    assert [json.loads(body)["msgId"] for _, body in http_bot.said] == list("0123456789")


async def test_a_click_goes_to_the_address_registered_for_its_card(ding, org, http_bot, ding_api):
    route = {"callbackRouteKey": "rk1", "callbackUrl": f"{http_bot.url}/card", "apiSecret": "sec"}
    _, first = await ding_api.new("POST", "/v1.0/card/callbacks/register", route)
    _, second = await ding_api.new("POST", "/v1.0/card/callbacks/register", route | {"apiSecret": "other"})
    http_bot.click_answer = {"userPrivateData": {"cardParamMap": {"waiting": "true"}}}
    answers = []

    clicked = card_clicked("zhang3", {"outTrackId": "c1"}, route_key="rk1")
    ding.dingtalk.tell_app(org, clicked, on_answer=lambda _, answer: answers.append(answer))
    await ding.settled()

    assert first["result"]["apiSecret"] == second["result"]["apiSecret"] == "sec"
    ((headers, body),) = http_bot.clicked
    timestamp = headers["x-ddpaas-signature-timestamp"]
    digest = hmac.new(b"sec", timestamp.encode(), hashlib.sha256).digest()
    assert headers["x-ddpaas-signature"] == base64.b64encode(digest).decode()
    assert json.loads(body) == {"outTrackId": "c1"}
    assert answers == [http_bot.click_answer]


async def test_a_registration_can_be_overwritten_on_purpose(org, http_bot, ding_api):
    route = {"callbackRouteKey": "rk1", "callbackUrl": f"{http_bot.url}/card", "apiSecret": "sec"}
    await ding_api.new("POST", "/v1.0/card/callbacks/register", route)

    await ding_api.new("POST", "/v1.0/card/callbacks/register", route | {"apiSecret": "new", "forceUpdate": True})

    assert org.card_routes == {"rk1": CardRoute(f"{http_bot.url}/card", "new")}


async def test_joining_changing_and_leaving_are_told(ding, http_bot, admin, ding_api):
    admin.add_user(Member(userid="new7", name="孙七", dept_ids=(100,), is_active=False))
    admin.modify_user("new7", Member(userid="new7", name="孙柒", dept_ids=(200,), manager="dean"))
    admin.leave_user("new7")

    events = sorted(await settled(ding, http_bot), key=lambda event: event["EventType"])

    assert [event["EventType"] for event in events] == [
        "user_active_org",
        "user_add_org",
        "user_leave_org",
        "user_modify_org",
    ]
    assert all(event["userId"] == ["new7"] for event in events)
    assert events[3]["diffInfo"] == {
        "prev": {"name": "孙七", "managerUserid": ""},
        "curr": {"name": "孙柒", "managerUserid": "dean"},
        "userid": "new7",
    }
    assert (await ding_api.old("/topapi/v2/user/get", {"userid": "new7"}))["errcode"] == 60121


async def test_changing_departments_is_told_by_numbers(ding, http_bot, admin):
    admin.create_department(Department(dept_id=300, name="学生处"))
    admin.modify_department(Department(dept_id=300, name="学工处"))
    admin.remove_department(300)

    events = await settled(ding, http_bot)

    assert {event["EventType"] for event in events} == {"org_dept_create", "org_dept_modify", "org_dept_remove"}
    assert all(event["deptId"] == [300] for event in events)


async def test_moving_a_member_is_told_without_saying_where(ding, org, http_bot, admin):
    admin.modify_user("zhang3", replace(org.roster.member("zhang3"), dept_ids=(200,)))

    (event,) = await settled(ding, http_bot)

    assert event["EventType"] == "user_modify_org"
    assert "diffInfo" not in event


@pytest.mark.parametrize(
    ("token", "aes_key", "owner", "timestamp", "nonce", "signature", "encrypted", "random", "text"),
    [
        (
            "mryue",
            "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7",
            "ding6ccabc44d2c8d38b",
            "1608001896814",
            "WL4PK6yA",
            "03044561471240d4a14bb09372dfcfd4fd0e40cb",
            V2_ENCRYPTED,
            "l7Y3EcX2CU5w8av3",
            '{"EventType":"check_url"}',
        ),
        (
            "tokenxxxx",
            "o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus",
            "dingxxxxxx",
            "1605695694141",
            "WelUQl6bCqcBa2fM",
            "f36f4ba5337d426c7d4bca0dbcb06b3ddc1388fc",
            "X1VSe9cTJUMZu60d3kyLYTrBq5578ZRJtteU94wG0Q4Uk6E/wQYeJRIC0/UFW5Wkya1Ihz9oXAdLlyC9TRaqsQ==",
            "WelUQl6bCqcBa2fM",
            "success",
        ),
    ],
)
def test_the_published_examples_come_out_to_the_letter(
    token, aes_key, owner, timestamp, nonce, signature, encrypted, random, text
):
    key = binascii.a2b_base64(aes_key + "=")

    assert crypto.encrypt(key, text.encode(), owner, random.encode()) == encrypted
    assert crypto.decrypt(key, encrypted) == (text.encode(), owner)
    assert crypto.sign(token, timestamp, nonce, encrypted) == signature


def test_the_published_check_values_of_signed_times():
    assert crypto.robot_sign("this is a secret", "1577262236757") == "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="
    assert crypto.card_sign("apisecret_demo", "1700000000000") == "awt0d77XR+ceCm+ZMfyFp8//yYwswcp6KNgY1hDQGNA="
