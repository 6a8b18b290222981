"""Each error code of the platform leads to the reaction that the documentation asks for."""

import re

import pytest

from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformMisconfigured,
    PlatformRefused,
    RecipientUnreachable,
)
from adapters.wecom.error_table import TABLE, Reaction
from adapters.wecom.errors import TOKEN_CODES, failure_for

# The table of codes that a sender meets, as documented: R retry, T refresh the token, D drop the recipient, F fix the
# request, A alert IT.
DOCUMENTED = {
    "R": [-1, 6000, 45009, 45033, 45035, 45036, 301022, 301057, 301064],
    "T": [40001, 40014, 42001],
    "D": [40003, 40031, 40066, 40068, 43004, 46004, 50002, 60003, 60021, 60111, 60123, 81013, 92000, 301021, 301098],
    "F": [
        *(40004, 40005, 40006, 40007, 40008, 40009, 40011, 40029, 40032, 40033, 40035, 40050, 40058, 40063, 41001),
        *(41011, 41016, 41033, 42003, 42022, 44001, 44004, 45001, 45002, 45029, 60102, 60104, 60106, 81012, 82001),
        *(82002, 82003, 82004, 84014, 84015, 86001, 86003, 86008, 301023, 301024, 301025, 301063, 301079, 301112),
        *(code for code in range(42014, 42052) if code != 42022),
    ],
    "A": [
        *(40013, 40056, 43012, 45024, 45026, 48002, 48005, 48006, 48009, 48010, 50001, 50003, 60011, 60020, 60031),
        *(301002, 301007, 301055, 301056, 301062),
    ],
    # To be shown to IT, about one request only: stopping everybody's messages would not mend them.
    "buried and shown": [40201, 40204, 93000, 93004, 93008],
    "give up": [42052],
    "new card": [60140],
}

FAILURES = {
    "R": PlatformBusy,
    "D": RecipientUnreachable,
    "F": PlatformRefused,
    "A": PlatformMisconfigured,
    "buried and shown": PlatformRefused,
    "give up": PlatformRefused,
    "new card": HandleSpent,
}

CASES = [(code, FAILURES[letter]) for letter, codes in DOCUMENTED.items() if letter != "T" for code in codes]


@pytest.mark.parametrize(("code", "failure"), CASES)
def test_a_documented_code_has_the_documented_reaction(code, failure):
    found = failure_for(code, "whatever it says")

    assert type(found) is failure
    assert found.code == str(code)


def test_every_documented_code_is_in_the_table():
    assert {code for codes in DOCUMENTED.values() for code in codes} <= set(TABLE)


def test_the_token_codes_are_exactly_the_documented_ones():
    assert sorted(DOCUMENTED["T"]) == sorted(TOKEN_CODES)


def test_a_secret_that_a_fresh_token_does_not_mend_needs_a_person():
    assert type(failure_for(40001)) is PlatformMisconfigured
    assert type(failure_for(42001)) is PlatformBusy


@pytest.mark.parametrize("code", [45010, 60119, 60121, 43010, 43011, 47001])
def test_codes_that_no_longer_exist_are_not_pretended_to(code):
    assert code not in TABLE


def test_an_unknown_code_is_buried_with_its_number():
    found = failure_for(999_999)

    assert type(found) is PlatformRefused
    assert found.code == "999999"


def test_every_code_says_in_chinese_what_is_wrong():
    assert [code for code, entry in TABLE.items() if not re.search("[\u4e00-\u9fff]{3}", entry.hint)] == []


def test_whoever_must_act_is_told_what_to_do():
    acts = ("请", "升级")

    vague = [
        code
        for code, entry in TABLE.items()
        if entry.reaction is Reaction.ALERT and not any(a in entry.hint for a in acts)
    ]

    assert vague == []


def test_the_address_to_be_allowed_is_named_and_nothing_else_of_the_text():
    text = (
        "not allow to access from your ip, hint: [1576065934_28_e0fa], from ip: 9.30.0.138, more info at https://open"
    )

    found = failure_for(60020, text)

    assert "9.30.0.138" in found.hint
    assert "企业可信IP" in found.hint
    assert "1576065934" not in str(found)
    assert "9.30.0.138" not in str(failure_for(48002, text))


def test_a_frequency_limit_asks_for_a_minute():
    found = failure_for(45009)

    assert isinstance(found, PlatformBusy)
    assert found.wait is not None
    assert found.wait.total_seconds() == 60
