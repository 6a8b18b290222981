"""Thousands of malformed callbacks: each is refused as its class demands, quickly, and nothing else ever happens."""

import time
from collections import Counter

from adapters.ports import CallbackRefused
from tests.wecom.callbacks import NOW, new_gate
from tests.wecom.malformed import HONEST, all_bad

SLOWEST_SECONDS = 0.05


def test_every_malformed_callback_is_refused_as_its_class_demands():
    gate = new_gate()
    wrong, seen, slowest = [], Counter(), 0.0

    for name, sent, status in all_bad():
        seen[name] += 1
        started = time.process_time()
        try:
            outcome = gate.decode(sent.query, sent.body, NOW).key
        except CallbackRefused as refused:
            outcome = refused.status
        slowest = max(slowest, time.process_time() - started)
        if outcome != status:
            wrong.append((name, outcome, sent.body[:80]))

    assert wrong == []
    assert sum(seen.values()) >= 2000
    assert len(seen) >= 35
    assert slowest < SLOWEST_SECONDS


def test_the_honest_one_among_them_comes_in():
    assert new_gate().decode(HONEST.query, HONEST.body, NOW).lane == "zhang3"
