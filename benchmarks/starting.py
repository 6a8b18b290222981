"""How soon the product serves, how little it holds when idle, and how soon a newcomer sees the demo."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from benchmarks import product
from benchmarks.table import Figure

STARTS = 5
IDLE_SECONDS = 5


def measure() -> list[Figure]:
    """Starts on a migrated database, then a demo from a fresh clone."""
    with product.folder() as folder:
        port = product.free_port()
        configuration = product.write_configuration(folder, port)
        product.run(configuration, "migrate")
        seconds, memory = zip(*(_start(configuration, port) for _ in range(STARTS)), strict=True)
    ready, resident = median(seconds), median(memory)
    demo = _demo_from_a_fresh_clone()
    return [
        Figure("`serve` on a migrated database: start to ready", f"{ready:.2f} s", "≤ 3 s", is_met=ready <= 3),
        Figure("resident memory of one idle `serve`", f"{resident:.0f} MB", "≤ 150 MB", is_met=resident <= 150),
        Figure(
            "fresh clone, filled package cache: `make demo` to a page", f"{demo:.1f} s", "≤ 60 s", is_met=demo <= 60
        ),
    ]


def _start(configuration: Path, port: int) -> tuple[float, float]:
    server = product.serve(configuration, port)
    try:
        time.sleep(IDLE_SECONDS)
        return server.seconds_to_ready, server.resident_megabytes()
    finally:
        server.stop()


def _demo_from_a_fresh_clone() -> float:
    """Installs twice: the first clone only fills the package cache."""
    seconds = [_demo_once() for _ in range(2)]
    return seconds[-1]


def _demo_once() -> float:
    with product.folder() as folder:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(product.ROOT), str(clone)], check=True)
        port = product.free_port()
        environment = {
            key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "MAKEFLAGS", "PYTHONPATH"}
        }
        began = time.perf_counter()
        demo = subprocess.Popen(
            ["make", "demo", f"ARGS=--port {port}"],
            cwd=clone,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_for_page(port, demo)
            return time.perf_counter() - began
        finally:
            os.killpg(demo.pid, signal.SIGINT)
            demo.wait(40)
            shutil.rmtree(clone, ignore_errors=True)


def _wait_for_page(port: int, demo: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + 300
    while time.perf_counter() < until and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/playground", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the demo did not show its page")
