"""What a gate is told, and what is a token."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.api_tokens import Denial, Scope, Token, hash_of, judge, read_bearer, token_text
from domain.gate import Answer, Asked, Flaw, Pass, Reason, decide, read_asked, read_instant, read_passage

NOW = datetime(2030, 3, 5, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHOWN = f"Bearer {token_text(bytes(6), bytes(32))}"


def held(begins: float, ends: float, no: int = 1) -> Pass:
    return Pass(no, NOW + begins * HOUR, NOW + ends * HOUR)


@pytest.mark.parametrize(
    ("passes", "answer"),
    [
        ([], Answer(allowed=False, reason=Reason.NO_PASS)),
        ([held(-1, 2)], Answer(allowed=True, reason=Reason.PASS, until=NOW + 2 * HOUR)),
        ([held(0, 2)], Answer(allowed=True, reason=Reason.PASS, until=NOW + 2 * HOUR)),
        ([held(-2, 0)], Answer(allowed=False, reason=Reason.OVER)),
        ([held(1, 2)], Answer(allowed=False, reason=Reason.TOO_EARLY)),
        ([held(-4, -2), held(1, 2)], Answer(allowed=False, reason=Reason.TOO_EARLY)),
        ([held(-1, 2), held(2, 5, 2)], Answer(allowed=True, reason=Reason.PASS, until=NOW + 5 * HOUR)),
        ([held(-1, 2), held(3, 5, 2)], Answer(allowed=True, reason=Reason.PASS, until=NOW + 2 * HOUR)),
    ],
)
def test_the_gate_opens_within_a_pass_and_says_why_it_does_not(passes, answer):
    assert decide(passes, NOW) == answer


spans = st.tuples(st.integers(-48, 48), st.integers(1, 24)).map(lambda span: held(span[0], span[0] + span[1]))


@given(st.lists(spans, max_size=5))
def test_it_opens_exactly_where_a_pass_holds_and_the_order_of_passes_is_nothing(passes):
    answer = decide(passes, NOW)

    assert answer.allowed == any(each.holds(NOW) for each in passes)
    assert decide(list(reversed(passes)), NOW) == answer
    assert (answer.until is not None) == answer.allowed
    assert answer.until is None or any(each.ends_at == answer.until for each in passes)


def test_somebody_is_asked_about_by_one_number():
    assert read_asked({"staff_no": "S-1"}) == Asked(staff_no="S-1")
    assert read_asked({"card": "9001", "staff_no": ""}) == Asked(card="9001")
    for wrong in ({}, {"staff_no": "S1", "card": "1"}, {"staff_no": "x" * 33}, {"card": "1;drop"}, {"card": 5}):
        assert read_asked(wrong) is None


def test_an_instant_has_a_zone():
    assert read_instant("2030-03-05T12:00:00 08:00") == NOW  # a + in an address is a space
    assert read_instant("2030-03-05T12:00:00+08:00") == NOW
    for wrong in ("2030-03-05T12:00:00", "2030-02-30T12:00:00Z", "", None, 5, "jetzt"):
        assert read_instant(wrong) is None


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"key": ""}, Flaw.QUERY),
        ({"key": "a b"}, Flaw.QUERY),
        ({"side": "up"}, Flaw.QUERY),
        ({"side": None}, Flaw.QUERY),
        ({"place": "门" * 51}, Flaw.QUERY),
        ({"staff_no": ""}, Flaw.QUERY),
        ({"at": "2030-03-05T12:06:00+08:00"}, Flaw.TIME),
        ({"at": "2030-01-05T12:00:00+08:00"}, Flaw.TIME),
        ({"at": "morgens"}, Flaw.TIME),
    ],
)
def test_a_passage_that_cannot_be_is_named(changed, flaw):
    sound = {"staff_no": "S1", "key": "g-1", "side": "out", "at": "2030-03-05T11:59:00+08:00"}

    assert not isinstance(read_passage(sound, NOW), Flaw)
    assert read_passage({**sound, **changed}, NOW) is flaw


def test_a_token_opens_what_it_is_for_until_it_ends():
    shown = read_bearer(SHOWN)
    kept = Token(name="g", hash=hash_of("0" * 64), scopes=frozenset({"gate"}), expires_at=NOW + HOUR)

    assert shown is not None
    assert judge(shown, kept, Scope.GATE, NOW) is None
    assert judge(shown, kept, Scope.GATE, NOW + HOUR) is Denial.TOKEN
    assert judge(shown, None, Scope.GATE, NOW) is Denial.TOKEN
    assert "0" * 64 not in repr(shown)
    other = Token(name="g", hash=hash_of("1" * 64), scopes=frozenset({"gate"}), expires_at=NOW + HOUR)
    assert judge(shown, other, Scope.GATE, NOW) is Denial.TOKEN
    narrow = Token(name="g", hash=hash_of("0" * 64), scopes=frozenset(), expires_at=NOW + HOUR)
    assert judge(shown, narrow, Scope.GATE, NOW) is Denial.SCOPE


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", SHOWN[:-1], SHOWN + "0", SHOWN.upper()])
def test_what_is_no_token_is_none(header):
    assert read_bearer(header) is None
