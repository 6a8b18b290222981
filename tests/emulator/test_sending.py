"""message/send: who is reached, what is reported, what is cut, what is refused."""

from datetime import timedelta

import pytest

from emulator.wecom.apps import VisibleRange
from emulator.wecom.ledger import Outcome
from emulator.wecom.media import MediaType
from emulator.wecom.people import Member, Tag
from tests.emulator.conftest import OTHER_APP, STAFF_APP


async def test_user_ids_are_matched_without_case_and_reported_in_lower_case(api, phone):
    answer = await api.send("ZHANG3|Nobody|GONE6")

    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody|gone6"
    assert phone.texts("zhang3") == ["您好"]


async def test_a_send_that_reaches_somebody_succeeds_and_names_everybody_it_did_not_reach(api, corp, emulator):
    corp.unlicensed.add("Wang5")

    answer = await api.send("zhang3|wang5", toparty="2|9|x", totag="8")

    assert answer["errcode"] == 0
    assert answer["invalidparty"] == "9|x"
    assert answer["invalidtag"] == "8"
    assert answer["unlicenseduser"] == "wang5"
    assert "invaliduser" not in answer
    outcomes = {row.recipient: row.outcome for row in emulator.wecom.ledger.sendings}
    assert outcomes == {"zhang3": "delivered", "li4": "delivered", "wang5": "unlicensed"}


async def test_a_send_that_reaches_nobody_is_81013(api, emulator):
    assert (await api.send("nobody|gone6"))["errcode"] == 81013
    assert emulator.wecom.ledger.sendings == []


async def test_a_send_to_nobody_is_82001(api):
    assert (await api.send(""))["errcode"] == 82001


@pytest.mark.parametrize(
    ("field", "count", "code"), [("touser", 1001, 40032), ("toparty", 101, 82002), ("totag", 101, 82003)]
)
async def test_too_many_recipients_are_refused(api, field, count, code):
    refused = await api.send(**{"to": "zhang3", field: "|".join(["1"] * count)})

    assert refused["errcode"] == code


async def test_a_department_includes_those_below_it_and_a_member_gets_one_copy(api, phone):
    await api.send("zhang3", toparty="3")

    assert phone.texts("zhang3") == ["您好"]
    assert phone.texts("wang5") == ["您好"]
    assert phone.texts("li4") == []


async def test_a_tag_reaches_its_members_and_departments(api, corp, phone):
    corp.tags[7] = Tag(id=7, name="中层", users=frozenset({"Dean"}), departments=frozenset({4}))

    await api.send("", totag="7")

    assert [bool(phone.texts(user)) for user in ("dean", "wang5", "zhang3", "li4")] == [True, True, True, False]


async def test_all_reaches_the_visible_range_and_nobody_else(api, corp, emulator, phone):
    corp.apps[STAFF_APP].visible = VisibleRange(departments=frozenset({4}))

    answer = await api.send("@all")

    assert answer["errcode"] == 0
    assert {row.recipient for row in emulator.wecom.ledger.delivered()} == {"zhang3", "wang5"}


async def test_whoever_is_outside_the_visible_range_is_invalid(api, corp):
    corp.apps[STAFF_APP].visible = VisibleRange(departments=frozenset(), users=frozenset({"zhang3"}))

    assert (await api.send("zhang3|li4"))["invaliduser"] == "li4"


async def test_a_thousand_recipients_are_one_call(api, corp, emulator):
    for number in range(1000):
        corp.roster.put_member(Member(user_id=f"p{number}", name="教师", departments=(3,)))

    answer = await api.send("|".join(f"p{number}" for number in range(1000)))

    assert answer["errcode"] == 0
    assert len(emulator.wecom.ledger.delivered()) == 1000


@pytest.mark.parametrize("kind", ["text", "markdown"])
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a" * 2049, "a" * 2048),
        ("好" * 683, "好" * 682),
        ("a" * 2047 + "好", "a" * 2047),
        ("好" * 682 + "ab", "好" * 682 + "ab"),
    ],
)
async def test_a_text_is_cut_at_2048_bytes_without_a_word(api, phone, kind, said, shown):
    answer = await api.send(kind=kind, **{kind: {"content": said}})

    assert answer["errcode"] == 0
    assert phone.texts("zhang3") == [shown]


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {}, 44004),
        ("text", {"content": 5}, 44004),
        ("markdown", {"content": ""}, 44004),
        ("textcard", {"description": "d", "url": "https://x"}, 41016),
        ("textcard", {"title": "t", "url": "https://x"}, 41033),
        ("textcard", {"title": "t", "description": "d"}, 41010),
        ("textcard", {"title": "t", "description": "d", "url": "x.cn"}, 45034),
        ("image", {}, 41006),
        ("image", {"media_id": "invented"}, 40007),
        ("news", {"articles": []}, 45008),
        ("news", {"articles": [{"title": "t", "url": "https://x"}] * 9}, 45008),
        ("news", {"articles": [{"url": "https://x"}]}, 41016),
        ("mpnews", {"articles": [{"title": "t"}]}, 41006),
        ("miniprogram_notice", {}, 40008),
        ("taskcard", {}, 40008),
    ],
)
async def test_what_is_missing_in_a_message_is_told_by_its_code(api, kind, content, code):
    assert (await api.send(kind=kind, **{kind: content}))["errcode"] == code


async def test_a_file_cannot_be_sent_as_a_picture_and_not_after_three_days(api, corp, clock):
    media = corp.media.put(MediaType.FILE, "a.txt", b"long enough", clock())

    assert (await api.send(kind="image", image={"media_id": media.media_id}))["errcode"] == 40007
    assert (await api.send(kind="file", file={"media_id": media.media_id}))["errcode"] == 0
    clock.move(timedelta(days=3))
    assert (await api.send(kind="file", file={"media_id": media.media_id}))["errcode"] in {42001, 40014}
    await api.fetch_token()
    assert (await api.send(kind="file", file={"media_id": media.media_id}))["errcode"] == 40007


async def test_the_application_must_be_named_and_be_the_tokens_own(api):
    async def code(**agent):
        body = {"touser": "zhang3", "msgtype": "text", "text": {"content": "您好"}, **agent}
        return (await api.post("message/send", body))["errcode"]

    assert await code() == 41011
    assert await code(agentid=OTHER_APP) == 301002
    assert await code(agentid=77) == 40056


async def test_a_field_of_another_type_is_hinted_at(api):
    body = {"touser": ["zhang3"], "msgtype": "text", "agentid": STAFF_APP, "text": {"content": "您好"}}

    refused = await api.post("message/send", body)

    assert refused["errcode"] == 82001
    assert "Warning: wrong json format." in refused["errmsg"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe", b"touser=zhang3"])
async def test_a_body_that_is_no_json_object_is_refused_with_the_literal_warning(api, body):
    refused = await api.post_raw("message/send", body)

    assert refused["errcode"] == 40058
    assert "Warning: wrong json format." in refused["errmsg"]


async def test_get_in_place_of_post_is_answered_with_an_errcode_and_http_200(api, contacts_api):
    assert (await api.get("message/send"))["errcode"] == 40058
    assert (await api.get("menu/create", agentid=STAFF_APP))["errcode"] == 40063
    assert (await contacts_api.get("user/create"))["errcode"] == 40003


async def test_the_contact_synchronisation_may_not_send(contacts_api):
    refused = await contacts_api.send()

    assert refused["errcode"] == 48002


async def test_a_message_can_be_taken_back_within_a_day_by_its_own_application(api, other_api, phone, clock):
    first = await api.send()
    second = await api.send()

    assert (await other_api.post("message/recall", {"msgid": first["msgid"]}))["errcode"] == 40058
    assert (await api.post("message/recall", {"msgid": "unknown"}))["errcode"] == 40058
    assert (await api.post("message/recall", {"msgid": first["msgid"]}))["errcode"] == 0
    assert phone.texts("zhang3") == ["您好"]
    assert phone.bubbles("zhang3")[0].is_recalled

    clock.move(timedelta(days=1))
    await api.fetch_token()
    assert (await api.post("message/recall", {"msgid": second["msgid"]}))["errcode"] == 42052


async def test_everything_accepted_is_noted_with_the_hash_of_its_bytes(api, emulator, clock):
    await api.send("zhang3|nobody")

    delivered, invalid = emulator.wecom.ledger.sendings
    assert (delivered.recipient, delivered.outcome) == ("zhang3", Outcome.DELIVERED)
    assert (invalid.recipient, invalid.outcome) == ("nobody", Outcome.INVALID)
    assert delivered.at == clock()
    assert delivered.agent_id == STAFF_APP
    assert len(delivered.content_hash) == 64
    assert delivered.call.is_answered
