"""The platform's own generated clients, unchanged, drive the emulated DingTalk: it is no mirror of our own mistakes."""

import json

import pytest
from alibabacloud_dingtalk.card_1_0 import models as cards
from alibabacloud_dingtalk.card_1_0.client import Client as CardClient
from alibabacloud_dingtalk.oauth2_1_0 import models as oauth
from alibabacloud_dingtalk.oauth2_1_0.client import Client as OauthClient
from alibabacloud_dingtalk.robot_1_0 import models as robots
from alibabacloud_dingtalk.robot_1_0.client import Client as RobotClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions
from Tea.exceptions import TeaException

from tests.emulator.ding_place import CLIENT, CORP, GROUP, SECRET, TEMPLATE, opened

RUNTIME = RuntimeOptions(autoretry=False)
TEXT = json.dumps({"content": "您好"})


@pytest.fixture
async def place():
    async with opened() as place:
        yield place


@pytest.fixture
def config(place):
    """The prefix is told as a part of the host: the clients put the path right behind it."""
    return Config(protocol="http", endpoint=place.emulator.dingtalk_base.removeprefix("http://"))


@pytest.fixture
async def token(config):
    asked = oauth.GetAccessTokenRequest(app_key=CLIENT, app_secret=SECRET)
    return (await OauthClient(config).get_access_token_async(asked)).body.access_token


async def test_it_fetches_a_token(config):
    asked = oauth.GetAccessTokenRequest(app_key=CLIENT, app_secret=SECRET)

    answer = await OauthClient(config).get_access_token_async(asked)

    assert answer.body.access_token
    assert answer.body.expire_in == 7200


async def test_it_fetches_the_token_of_an_organisation(config, token):
    asked = oauth.GetTokenRequest(client_id=CLIENT, client_secret=SECRET, grant_type="client_credentials")

    answer = await OauthClient(config).get_token_async(CORP, asked)

    assert answer.body.access_token == token


async def test_it_understands_refused_credentials(config):
    asked = oauth.GetAccessTokenRequest(app_key=CLIENT, app_secret="wrong")

    with pytest.raises(TeaException) as refusal:
        await OauthClient(config).get_access_token_async(asked)

    assert refusal.value.code == "invalidClientIdOrSecret"
    assert refusal.value.data["statusCode"] == 400


async def test_it_speaks_to_people_asks_who_has_read_and_takes_back(place, config, token):
    client = RobotClient(config)
    asked = robots.BatchSendOTORequest(
        robot_code=CLIENT, user_ids=["zhang3", "nobody"], msg_key="sampleText", msg_param=TEXT
    )
    headers = robots.BatchSendOTOHeaders(x_acs_dingtalk_access_token=token)
    sent = (await client.batch_send_otowith_options_async(asked, headers, RUNTIME)).body
    shown = place.phone.texts("zhang3")

    question = robots.BatchOTOQueryRequest(robot_code=CLIENT, process_query_key=sent.process_query_key)
    headers = robots.BatchOTOQueryHeaders(x_acs_dingtalk_access_token=token)
    read = (await client.batch_otoquery_with_options_async(question, headers, RUNTIME)).body
    recall = robots.BatchRecallOTORequest(robot_code=CLIENT, process_query_keys=[sent.process_query_key])
    headers = robots.BatchRecallOTOHeaders(x_acs_dingtalk_access_token=token)
    taken = (await client.batch_recall_otowith_options_async(recall, headers, RUNTIME)).body

    assert (shown, sent.invalid_staff_id_list) == (["您好"], ["nobody"])
    assert (read.send_status, read.message_read_info_list[0].read_status) == ("SUCCESS", "UNREAD")
    assert taken.success_result == [sent.process_query_key]
    assert place.phone.texts("zhang3") == []


async def test_it_understands_a_refused_send(config, token):
    asked = robots.BatchSendOTORequest(robot_code="x", user_ids=["zhang3"], msg_key="sampleText", msg_param=TEXT)
    headers = robots.BatchSendOTOHeaders(x_acs_dingtalk_access_token=token)

    with pytest.raises(TeaException) as refusal:
        await RobotClient(config).batch_send_otowith_options_async(asked, headers, RUNTIME)

    assert refusal.value.code == "invalidParameter.robotCode.notExsit"


async def test_it_understands_a_token_that_is_none(config):
    asked = robots.BatchSendOTORequest(robot_code=CLIENT, user_ids=["zhang3"], msg_key="sampleText", msg_param=TEXT)
    headers = robots.BatchSendOTOHeaders(x_acs_dingtalk_access_token="wrong")

    with pytest.raises(TeaException) as refusal:
        await RobotClient(config).batch_send_otowith_options_async(asked, headers, RUNTIME)

    assert refusal.value.code == "InvalidAuthentication"


async def test_it_speaks_to_a_group(place, config, token):
    client = RobotClient(config)
    asked = robots.OrgGroupSendRequest(
        robot_code=CLIENT, open_conversation_id=GROUP, msg_key="sampleText", msg_param=TEXT
    )
    headers = robots.OrgGroupSendHeaders(x_acs_dingtalk_access_token=token)
    key = (await client.org_group_send_with_options_async(asked, headers, RUNTIME)).body.process_query_key

    question = robots.OrgGroupQueryRequest(
        robot_code=CLIENT, open_conversation_id=GROUP, process_query_key=key, max_results=10
    )
    headers = robots.OrgGroupQueryHeaders(x_acs_dingtalk_access_token=token)
    read = (await client.org_group_query_with_options_async(question, headers, RUNTIME)).body
    recall = robots.OrgGroupRecallRequest(robot_code=CLIENT, open_conversation_id=GROUP, process_query_keys=[key])
    headers = robots.OrgGroupRecallHeaders(x_acs_dingtalk_access_token=token)
    taken = (await client.org_group_recall_with_options_async(recall, headers, RUNTIME)).body

    assert (read.send_status, read.has_more) == ("SUCCESS", False)
    assert taken.success_result == [key]
    assert place.phone.group_bubbles(GROUP)[0].is_recalled


async def test_it_fetches_what_somebody_sent(place, config, token):
    place.phone.send_image("zhang3", b"picture")
    told = json.loads(place.emulator.dingtalk.ledger.letters[0].data)
    asked = robots.RobotMessageFileDownloadRequest(download_code=told["content"]["downloadCode"], robot_code=CLIENT)
    headers = robots.RobotMessageFileDownloadHeaders(x_acs_dingtalk_access_token=token)

    found = await RobotClient(config).robot_message_file_download_with_options_async(asked, headers, RUNTIME)

    async with place.session.get(found.body.download_url) as answer:
        assert await answer.read() == b"picture"


async def test_it_creates_delivers_and_redraws_a_card(place, config, token):
    client = CardClient(config)
    asked = cards.CreateAndDeliverRequest(
        card_template_id=TEMPLATE,
        out_track_id="c1",
        callback_type="STREAM",
        card_data=cards.CreateAndDeliverRequestCardData(card_param_map={"title": "请假", "body": "三天"}),
        private_data={"zhang3": cards.PrivateDataValue(card_param_map={"waiting": "true"})},
        open_space_id="dtv1.card//IM_ROBOT.zhang3",
        im_robot_open_space_model=cards.CreateAndDeliverRequestImRobotOpenSpaceModel(support_forward=False),
        im_robot_open_deliver_model=cards.CreateAndDeliverRequestImRobotOpenDeliverModel(
            space_type="IM_ROBOT", robot_code=CLIENT
        ),
    )
    headers = cards.CreateAndDeliverHeaders(x_acs_dingtalk_access_token=token)
    created = (await client.create_and_deliver_with_options_async(asked, headers, RUNTIME)).body
    change = cards.UpdateCardRequest(
        out_track_id="c1",
        card_data=cards.UpdateCardRequestCardData(card_param_map={"closing": "已同意", "is_final": "true"}),
        card_update_options=cards.UpdateCardRequestCardUpdateOptions(update_card_data_by_key=True),
    )
    headers = cards.UpdateCardHeaders(x_acs_dingtalk_access_token=token)
    updated = (await client.update_card_with_options_async(change, headers, RUNTIME)).body

    assert created.success
    assert created.result.deliver_results[0].success
    assert (updated.success, updated.result) == (True, True)
    look = place.phone.card("zhang3", "c1")
    assert (look.title, look.closing, look.is_waiting) == ("请假", "已同意", True)


async def test_it_creates_a_card_first_and_delivers_it_later(place, config, token):
    client = CardClient(config)
    asked = cards.CreateCardRequest(
        card_template_id=TEMPLATE,
        out_track_id="c1",
        card_data=cards.CreateCardRequestCardData(card_param_map={"title": "请假"}),
    )
    headers = cards.CreateCardHeaders(x_acs_dingtalk_access_token=token)
    created = (await client.create_card_with_options_async(asked, headers, RUNTIME)).body
    delivery = cards.DeliverCardRequest(
        out_track_id="c1",
        open_space_id=f"dtv1.card//IM_GROUP.{GROUP}",
        im_group_open_deliver_model=cards.DeliverCardRequestImGroupOpenDeliverModel(robot_code=CLIENT),
    )
    headers = cards.DeliverCardHeaders(x_acs_dingtalk_access_token=token)
    delivered = (await client.deliver_card_with_options_async(delivery, headers, RUNTIME)).body

    assert (created.success, created.result) == (True, "c1")
    assert (delivered.success, delivered.result[0].success) == (True, True)
    assert place.phone.card("li4", "c1").title == "请假"


async def test_it_registers_where_presses_go_and_learns_what_stands_already(config, token):
    client = CardClient(config)
    headers = cards.RegisterCallbackHeaders(x_acs_dingtalk_access_token=token)

    async def register(url):
        asked = cards.RegisterCallbackRequest(callback_route_key="rk1", callback_url=url, api_secret="s")
        return (await client.register_callback_with_options_async(asked, headers, RUNTIME)).body

    first = await register("https://bot.example.edu.cn/a")
    second = await register("https://bot.example.edu.cn/b")

    assert first.success
    assert second.result.callback_url == "https://bot.example.edu.cn/a"
