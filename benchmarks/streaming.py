"""The stream: frames stored and then acknowledged, beside the platform's own client that stores nothing; and events.

Each program has a gateway of its own, so that both meet the same load one after the other.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import uvloop

from adapters.envelope import decode_key, encrypt, signature
from benchmarks import client, product
from benchmarks.table import Figure

ROUNDS = 3
EVENTS_PER_SECOND, EVENT_SECONDS = 200, 10
TOKEN, AES_KEY, CLIENT_ID = "benchtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "dingbench"

ACCOUNT = """
[[dingtalk]]
name = "staff"
client_id = "{client_id}"
client_secret = "bench-secret"
corp_id = "dingbench"
agent_id = 1
robot_code = "{client_id}"
mode = "{mode}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{base}"
oapi_base = "{base}"
login_base = "{base}"
"""


def measure() -> list[Figure]:
    """Ours and theirs by turns, then events over HTTP."""
    ours, theirs = zip(*((_round(_start_ours), _round(_start_official)) for _ in range(ROUNDS)), strict=True)
    rate = median(found["per_second"] for found in ours)
    handover = max(found["handover_seconds"] for found in ours)
    compared = median(found["per_second"] for found in theirs)
    events = _events()
    p99 = events.quantile(0.99)
    return [
        Figure("frames stored, then acknowledged", f"{rate:,.0f}/s", "≥ 6,000/s", is_met=rate >= 6000),
        Figure("the official client, trivial handler, stores nothing", f"{compared:,.0f}/s"),
        Figure("ours ÷ official client", f"{rate / compared:.2f}×"),
        Figure(
            "`disconnect` to the next connection's first frame, worst",
            f"{handover:.2f} s",
            "≤ 1 s",
            is_met=handover <= 1,
        ),
        Figure(
            f"HTTP events at {EVENTS_PER_SECOND}/s: p50 / p99",
            f"{events.quantile(0.5):.1f} / {p99:.1f} ms",
            "p99 ≤ 50 ms",
            is_met=p99 <= 50,
        ),
    ]


def _round(start) -> dict[str, float]:
    with ExitStack() as stack:
        folder, port = stack.enter_context(product.folder()), product.free_port()
        gateway = product.start([sys.executable, "-m", "benchmarks.gateway", str(port)], port, "/measured")
        stack.callback(gateway.stop)
        start(stack, folder, port)
        return _await_measured(port)


def _await_measured(port: int) -> dict[str, float]:
    until = time.perf_counter() + 120
    while time.perf_counter() < until:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/measured") as answer:
            measured = json.load(answer)
        if "handover_seconds" in measured:
            return measured
        time.sleep(0.1)
    raise RuntimeError("the client did not take all frames")


def _start_ours(stack: ExitStack, folder: Path, gateway: int) -> None:
    server = _serve(stack, folder, f"http://127.0.0.1:{gateway}", "stream")
    stack.callback(server.stop)


def _start_official(stack: ExitStack, _: Path, gateway: int) -> None:
    command = [sys.executable, "-m", "benchmarks.peers.dingtalk_official", str(gateway)]
    program = subprocess.Popen(command, cwd=product.ROOT, env=os.environ | {"PYTHONPATH": str(product.ROOT)})
    stack.callback(program.wait)
    stack.callback(program.kill)


def _serve(stack: ExitStack, folder: Path, base: str, mode: str) -> product.Server:
    port = product.free_port()
    is_http = mode == "http"
    account = ACCOUNT.format(
        client_id=CLIENT_ID, mode=mode, token=TOKEN if is_http else "", aes_key=AES_KEY if is_http else "", base=base
    )
    configuration = product.write_plain(folder, port, account)
    product.run(configuration, "migrate")
    return product.serve(configuration, port, "--role", "web")


def _events() -> client.Outcome:
    with ExitStack() as stack:
        folder = stack.enter_context(product.folder())
        server = _serve(stack, folder, "http://127.0.0.1:9", "http")
        stack.callback(server.stop)
        requests = [_event(number) for number in range(EVENTS_PER_SECOND * EVENT_SECONDS)]
        outcome = uvloop.run(client.pace(server.port, requests, per_second=EVENTS_PER_SECOND))
    if outcome.refused:
        raise RuntimeError(f"refused {outcome.refused} events")
    return outcome


def _event(number: int) -> bytes:
    """An event as the platform sends it: sealed, signed, with an id of its own."""
    at = str(int(datetime.now(UTC).timestamp() * 1000))
    content = {"EventType": "user_modify_org", "eventId": f"event{number}", "UserId": [f"user{number}"], "time": at}
    sealed = encrypt(decode_key(AES_KEY), json.dumps(content).encode(), CLIENT_ID.encode(), os.urandom(16))
    nonce = f"nonce{number}"
    query = f"signature={signature(TOKEN, at, nonce, sealed)}&timestamp={at}&nonce={nonce}"
    body = json.dumps({"encrypt": sealed}).encode()
    head = (
        f"POST /callback/dingtalk/staff?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
