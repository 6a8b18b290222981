"""The hot path is not slower than it was meant to be."""

import time
from collections.abc import Callable

from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto

from adapters.wecom.parse import parse
from tests.wecom.callbacks import AES_KEY, NOW, OWNER, TOKEN, inner, new_gate, send

ROUNDS = 40
CALLS = 60

# Once is enough: nothing but a busy machine makes it slower.
TRIES = 3
WANTED = 1.9


def best_microseconds(*subjects: Callable[[], object]) -> list[float]:
    """Of many short rounds that alternate, so that a busy machine is busy for all of them alike."""
    best = [float("inf")] * len(subjects)
    for _ in range(ROUNDS):
        for number, subject in enumerate(subjects):
            started = time.process_time()
            for _ in range(CALLS):
                subject()
            best[number] = min(best[number], (time.process_time() - started) / CALLS * 1e6)
    return best


def test_a_callback_is_let_in_in_half_the_time_that_wechatpy_needs_to_understand_it(record_property):
    sent = send(inner("请事假 明天下午 家里有事，已与同事协商好代课" * 6))
    gate, sdk = new_gate(), WeChatCrypto(TOKEN, AES_KEY, OWNER)

    def understood_by_sdk() -> object:
        text = sdk.decrypt_message(sent.body, sent.query["msg_signature"], sent.query["timestamp"], sent.query["nonce"])
        return parse_message(text)

    def times_faster() -> float:
        ours, whole, theirs = best_microseconds(
            lambda: gate.decode(sent.query, sent.body, NOW),
            lambda: parse(gate.decode(sent.query, sent.body, NOW).body),
            understood_by_sdk,
        )
        for name, value in (("decode", ours), ("decode and parse", whole), ("wechatpy", theirs)):
            record_property(name, round(value, 1))
        return theirs / ours

    assert any(times_faster() > WANTED for _ in range(TRIES))
