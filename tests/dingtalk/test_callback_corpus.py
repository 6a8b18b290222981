"""Thousands of malformed callbacks: each is refused as its class demands, quickly, and nothing else ever happens."""

import contextlib
import time
from collections import Counter
from random import Random

from adapters.dingtalk.fields import read_object
from adapters.dingtalk.parse import Parser
from adapters.ports import CallbackRefused
from domain.events import Event
from tests.dingtalk.callbacks import HTTP, NOW, STREAM, new_gate
from tests.dingtalk.malformed import CARD, EVENT, ROBOT, all_bad, odd_frames

SLOWEST_SECONDS = 0.05


def test_every_malformed_callback_is_refused_as_its_class_demands():
    gate = new_gate()
    wrong, seen, slowest = [], Counter(), 0.0

    for name, sent, status in all_bad():
        seen[name] += 1
        started = time.process_time()
        try:
            outcome = gate.decode(sent.query, sent.headers, sent.body, NOW).key
        except CallbackRefused as refused:
            outcome = refused.status
        slowest = max(slowest, time.process_time() - started)
        if outcome != status:
            wrong.append((name, outcome, sent.headers, sent.body[:80]))

    assert wrong == []
    assert sum(seen.values()) >= 5000
    assert len(seen) >= 25
    assert slowest < SLOWEST_SECONDS


def test_the_honest_ones_among_them_come_in():
    arrived = [new_gate().decode(sent.query, sent.headers, sent.body, NOW).key for sent in (EVENT, ROBOT, CARD)]

    assert [key.partition(":")[0] for key in arrived] == ["event", "robot", "card"]


def test_every_odd_frame_is_stored_or_refused_and_what_is_stored_is_read_or_buried():
    gate, parser = new_gate(STREAM), Parser(HTTP)
    seen = Counter()

    for name, raw in odd_frames(Random(20251124)):
        seen[name] += 1
        with contextlib.suppress(ValueError, CallbackRefused):
            received = gate.decode_frame(read_object(raw), raw)
            assert received.key
            assert received.body == raw
            assert isinstance(parser.parse(received.kind, received.body), Event)

    assert sum(seen.values()) >= 1000
