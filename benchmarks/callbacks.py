"""Durable acknowledgement: verified, decrypted, stored, committed, answered; beside peers that store nothing."""

import time
from contextlib import ExitStack
from statistics import median

import uvloop

from benchmarks import client, envelopes, product
from benchmarks.table import Figure

ROUNDS = 5
CALLBACKS = 6000  # a round and program
PACE = 1000
PACED_SECONDS = 10


def requests_for(path: str, count: int, first: int) -> list[bytes]:
    """Prepared requests with message ids that no other round uses."""
    return [client.request_bytes(path, sealed) for sealed in envelopes.texts(count, int(time.time()), first=first)]


def measure() -> list[Figure]:
    """Alternating rounds, so that a busy moment of the machine meets all alike."""
    with ExitStack() as stack:
        folder = stack.enter_context(product.folder())
        port = product.free_port()
        configuration = product.write_configuration(folder, port)
        product.run(configuration, "migrate")
        ours = product.serve(configuration, port, "--role", "web")
        stack.callback(ours.stop)
        peers = {name: product.peer(name) for name in ("wechatpy_aiohttp", "nonebot_fastapi")}
        for server in peers.values():
            stack.callback(server.stop)
        rates = _rounds(ours, peers)
        return _figures(rates, uvloop.run(_paced(ours)))


def _rounds(ours: product.Server, peers: dict[str, product.Server]) -> dict[str, list[client.Outcome]]:
    outcomes: dict[str, list[client.Outcome]] = {"dutybell": [], **{name: [] for name in peers}}
    for number in range(ROUNDS + 1):
        first = 10_000_000 * (number + 1)
        runs = [("dutybell", ours.port, "/callback/wecom/staff")]
        runs += [(name, server.port, "/callback") for name, server in peers.items()]
        for name, port, path in runs:
            outcome = uvloop.run(client.flood(port, requests_for(path, CALLBACKS, first)))
            if outcome.refused:
                raise RuntimeError(f"{name} refused {outcome.refused} of {CALLBACKS}")
            if number:  # the first round warms up
                outcomes[name].append(outcome)
    return outcomes


async def _paced(ours: product.Server) -> client.Outcome:
    requests = requests_for("/callback/wecom/staff", PACE * PACED_SECONDS, 900_000_000)
    outcome = await client.pace(ours.port, requests, per_second=PACE)
    if outcome.refused:
        raise RuntimeError(f"refused {outcome.refused} at {PACE}/s")
    return outcome


def _figures(outcomes: dict[str, list[client.Outcome]], paced: client.Outcome) -> list[Figure]:
    rate = {name: median(run.per_second for run in runs) for name, runs in outcomes.items()}
    tail = {name: median(run.quantile(0.99) for run in runs) for name, runs in outcomes.items()}
    labels = {
        "dutybell": "callbacks acknowledged after their commit",
        "wechatpy_aiohttp": "wechatpy on aiohttp + uvloop, stores nothing",
        "nonebot_fastapi": "NoneBot2, FastAPI driver, stores nothing",
    }
    figures = [Figure(labels[name], f"{rate[name]:,.0f}/s, p99 {tail[name]:.1f} ms") for name in labels]
    for name, least in (("wechatpy_aiohttp", 1.2), ("nonebot_fastapi", 4.0)):
        ratio = rate["dutybell"] / rate[name]
        figures.append(
            Figure(f"ours ÷ {labels[name].split(',')[0]}", f"{ratio:.2f}×", f"≥ {least}×", is_met=ratio >= least)
        )
    p99 = paced.quantile(0.99)
    figures.append(
        Figure(f"at {PACE}/s: p50 / p99", f"{paced.quantile(0.5):.1f} / {p99:.1f} ms", "p99 ≤ 50 ms", is_met=p99 <= 50)
    )
    return figures
