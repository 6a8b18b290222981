"""A link says who may press what; nobody can make one, bend one or keep one for ever."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.links import (
    KIND,
    LONGEST,
    MOST_PRESSES,
    Links,
    Pressed,
    link_keys,
    parse_link,
    received_press,
)
from adapters.signer import Signer
from bot.web_secret import web_secret
from domain.events import CardClicked, Source

SECRET = b"0" * 32
STUDENTS = Source("dingtalk", "students")
NOW = datetime(2030, 3, 4, 1, 20, 30, 500, tzinfo=UTC)
LINKS = Links("https://bot.example.edu.cn", SECRET)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CARD = "c" * 32


def token_of(links: Links = LINKS, now: datetime = NOW, user_id: str = "Zhang3", action: str = "approve:3") -> str:
    return links.url(STUDENTS, CARD, user_id, action, now).split("?t=")[1]


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=64),
    st.from_regex(r"[a-z]+:\d{1,9}(:\d{1,3})?", fullmatch=True).filter(lambda action: len(action) < 30),
)
def test_what_a_link_stands_for_is_read_back(user_id, action):
    pressed = LINKS.read(token_of(user_id=user_id, action=action), NOW)

    assert pressed == Pressed(
        source=STUDENTS,
        card_id=CARD,
        user_id=user_id,
        action=action,
        expires_at=datetime(2030, 3, 7, 2, 0, tzinfo=UTC),
    )


def test_the_address_is_the_page_of_the_configured_site():
    assert LINKS.url(STUDENTS, CARD, "zhang3", "approve:3", NOW).startswith("https://bot.example.edu.cn/h5/act?t=")
    assert Links("http://a/", SECRET).url(STUDENTS, CARD, "z", "a:1", NOW).startswith("http://a/h5/act?t=")


def test_the_longest_ids_of_the_platforms_still_give_a_short_token():
    longest = LINKS.url(Source("dingtalk", "a" * 32), CARD, "用" * 64, "choose:999999999:999", NOW)

    assert len(longest.split("?t=")[1]) < LONGEST
    assert LINKS.read(longest.split("?t=")[1], NOW)


@given(st.integers(0, 3599), st.integers(0, 3599))
def test_a_repeated_delivery_of_the_same_hour_has_the_same_address(first, second):
    hour = datetime(2030, 3, 4, 1, tzinfo=UTC)

    assert token_of(now=hour + timedelta(seconds=first)) == token_of(now=hour + timedelta(seconds=second))


def test_a_link_lives_seventy_two_hours_and_at_most_one_more():
    token = token_of()

    assert LINKS.read(token, NOW + timedelta(hours=72))
    assert LINKS.read(token, datetime(2030, 3, 7, 2, 0, tzinfo=UTC)) is None
    assert LINKS.read(token, NOW + timedelta(hours=73)) is None


@given(st.integers(0, len(token_of()) - 1), st.sampled_from(ALPHABET))
def test_no_letter_of_a_link_can_be_changed(place, letter):
    token = token_of()
    bent = token[:place] + letter + token[place + 1 :]

    assert (LINKS.read(bent, NOW) is None) == (bent != token)


@given(st.text(max_size=LONGEST + 10))
def test_whatever_else_is_sent_is_no_link(text):
    assert LINKS.read(text, NOW) is None


@pytest.mark.parametrize("bend", ["{}=", "{}==", "{}\n", " {}", "{}A", "{}.", "{}%3D"])
def test_the_same_link_spelled_otherwise_is_no_link(bend):
    assert LINKS.read(bend.format(token_of()), NOW) is None


def test_a_link_of_another_site_is_worth_nothing_here():
    assert LINKS.read(token_of(Links("https://bot.example.edu.cn", b"1" * 32)), NOW) is None


def test_what_was_signed_for_one_purpose_is_worth_nothing_for_another():
    signed = Signer(SECRET, "h5 session").sign(b"[]")

    assert Signer(SECRET, "h5 session").open(signed) == b"[]"
    assert Signer(SECRET, "link").open(signed) is None


def test_a_press_enters_the_inbox_in_the_persons_order_and_comes_out_as_a_click():
    token = token_of()
    pressed = LINKS.read(token, NOW)
    assert pressed

    received = received_press(link_keys(token)[0], pressed, NOW)

    assert (received.kind, received.lane, received.answer) == (KIND, "zhang3", b"")
    assert parse_link(received.body) == CardClicked(user_id="Zhang3", at=NOW, card_id=CARD, action="approve:3")


def test_every_repetition_has_a_key_of_its_own_that_tells_nothing_of_the_link():
    keys = link_keys(token_of())

    assert keys == link_keys(token_of())
    assert len(set(keys)) == MOST_PRESSES
    assert keys[0].startswith("link:")
    assert len(keys[0]) == len("link:") + 32
    assert keys[1] == f"{keys[0]}:1"
    assert not set(keys) & set(link_keys(token_of(action="reject:3")))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        json.dumps({"card_id": 1, "user_id": "z", "action": "a:1", "at": "2030-03-04T01:00:00+00:00"}).encode(),
        json.dumps({"card_id": "c", "user_id": "z", "action": "a:1", "at": "yesterday"}).encode(),
    ],
)
def test_a_press_that_cannot_be_read_is_one_kind_of_failure(body):
    with pytest.raises(ValueError):
        parse_link(body)


def test_every_replica_derives_the_same_secret_whatever_the_order_of_its_accounts():
    assert web_secret(["b", "a", "b", ""]) == web_secret(iter(["a", "b"]))
    assert len(web_secret(["a"])) == 32


def test_another_platform_secret_gives_another_secret_and_none_gives_none():
    assert len({web_secret(["a"]), web_secret(["b"]), web_secret(["a", "b"]), web_secret(["ab"])}) == 4
    with pytest.raises(ValueError):
        web_secret(["", ""])
