"""What a device sends, read without trusting any of it."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_batch import Cause, Flaw, Told, drift_of, read_punches, read_seal, read_told, time_flaw
from domain.punches import Side

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
STAMP = "1795305600000"


def test_a_signature_covers_time_nonce_and_body():
    key, body = b"k" * 32, b'{"punches":[]}'
    signed = hmac.new(key, f"{STAMP}\nnonce-0001\n".encode() + body, hashlib.sha256).hexdigest()

    for changed in ({}, {"stamp": "1795305600001"}, {"nonce": "nonce-0002"}, {"body": body + b" "}, {"key": b"x" * 32}):
        seal = read_seal("gate-1", changed.get("stamp", STAMP), changed.get("nonce", "nonce-0001"), signed)
        assert seal.fits(changed.get("key", key), changed.get("body", body)) is (not changed)


@pytest.mark.parametrize(
    "headers",
    [
        ("Gate 1", STAMP, "nonce-0001", "0" * 64),
        ("gate-1", "1795305600", "nonce-0001", "0" * 64),
        ("gate-1", "１７９５３０５６０００００", "nonce-0001", "0" * 64),
        ("gate-1", STAMP, "short", "0" * 64),
        ("gate-1", STAMP, "nonce-0001", "0" * 63),
        ("gate-1", STAMP, "nonce-0001", "A" * 64),
    ],
)
def test_headers_that_cannot_be_right_are_none(headers):
    assert read_seal(*headers) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-22T07:58:03+08:00", datetime(2026, 11, 21, 23, 58, 3, tzinfo=UTC)),
        (1795305483000, datetime(2026, 11, 21, 23, 58, 3, tzinfo=UTC)),
    ],
)
def test_a_time_is_written_with_its_offset_or_in_milliseconds(written, said):
    told = read_told({"person": " T0001 ", "at": written, "side": "out", "place": "东门"})

    assert told == Told(staff_no="T0001", said_at=said, side=Side.OUT, place="东门")


@pytest.mark.parametrize(
    ("item", "flaw"),
    [
        ("T0001", Flaw.SHAPE),
        ({"at": 1795305483000}, Flaw.SHAPE),
        ({"person": 1, "at": 1795305483000}, Flaw.SHAPE),
        ({"person": "T1", "at": 1795305483000, "side": "up"}, Flaw.SHAPE),
        ({"person": "T1", "at": 1795305483000, "side": ["in"]}, Flaw.SHAPE),
        ({"person": "T1", "at": 1795305483000, "place": "门" * 101}, Flaw.SHAPE),
        ({"person": "T1"}, Flaw.TIME),
        ({"person": "T1", "at": 1795305483}, Flaw.TIME),
        ({"person": "T1", "at": True}, Flaw.TIME),
        ({"person": "T1", "at": "2026-11-22T07:58:03"}, Flaw.TIME),
        ({"person": "T1", "at": "2026-02-30T07:58:03+08:00"}, Flaw.TIME),
        ({"person": "T1", "at": "0001-01-01T00:00:00+08:00"}, Flaw.TIME),
    ],
)
def test_what_is_wrong_with_a_punch_is_named(item, flaw):
    assert read_told(item) is flaw


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", Cause.BODY),
        (b"[]", Cause.BODY),
        (b'{"punches":{}}', Cause.BODY),
        ("{}".encode("utf-16"), Cause.BODY),
        (b"[" * 100_000, Cause.BODY),
        (b'{"punches":[]}', Cause.TOO_MANY),
        (b'{"punches":[' + b",".join([b"1"] * 501) + b"]}", Cause.TOO_MANY),
    ],
)
def test_what_is_no_batch_is_named(body, cause):
    assert read_punches(body) is cause


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_anything_is_a_punch_or_a_flaw(item):
    assert isinstance(read_told({"person": "T1", "at": item, "place": item}), Told | Flaw)


def test_a_network_is_no_drift_and_a_clock_is():
    assert drift_of(NOW - timedelta(seconds=1), NOW) == timedelta()
    assert drift_of(NOW - timedelta(minutes=7), NOW) == timedelta(minutes=-7)


def test_the_future_and_the_far_past_are_no_times_of_a_punch():
    assert time_flaw(NOW + timedelta(seconds=61), NOW) is Flaw.FUTURE
    assert time_flaw(NOW - timedelta(days=101), NOW) is Flaw.OLD
    assert time_flaw(NOW, NOW) is None
