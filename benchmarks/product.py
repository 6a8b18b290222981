"""The product as a user starts it: `run.py serve` with a configuration file and an embedded PostgreSQL."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.envelopes import AES_KEY, AGENT_ID, CORP_ID, TOKEN

ROOT = Path(__file__).resolve().parent.parent
SECRET = "bench-secret"

CONFIGURATION = """
[site]
name = "基准学院"

[server]
host = "127.0.0.1"
port = {port}
public_url = "http://127.0.0.1:{port}"

[database]
url = "embedded:{folder}/postgres"

[logging]
level = "error"
"""
WECOM = """
[[wecom]]
name = "staff"
corp_id = "{corp_id}"
agent_id = {agent_id}
secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{api_base}"
"""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(slots=True)
class Server:
    """A started program that listens on `port`."""

    port: int
    program: subprocess.Popen[bytes]
    seconds_to_ready: float = 0.0

    def stop(self) -> None:
        """As an operator stops it."""
        self.program.send_signal(signal.SIGTERM)
        try:
            self.program.wait(30)
        except subprocess.TimeoutExpired:
            self.program.kill()

    def resident_megabytes(self) -> float:
        """Memory of this one program, without its database."""
        status = Path(f"/proc/{self.program.pid}/status").read_text(encoding="ascii")
        line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def write_configuration(folder: Path, port: int, api_base: str = "http://127.0.0.1:9") -> Path:
    """A configuration file for one WeCom account."""
    account = WECOM.format(
        corp_id=CORP_ID, agent_id=AGENT_ID, secret=SECRET, token=TOKEN, aes_key=AES_KEY, api_base=api_base
    )
    return write_plain(folder, port, account)


def write_plain(folder: Path, port: int, accounts: str) -> Path:
    """A configuration file with these accounts."""
    file = folder / "config.toml"
    file.write_text(CONFIGURATION.format(port=port, folder=folder) + accounts, encoding="utf-8")
    return file


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes away again; an unprivileged database server may pass through it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def run(configuration: Path, *words: str) -> None:
    """One command of run.py to its end."""
    subprocess.run(
        [sys.executable, "run.py", *words, "--config", str(configuration)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def start(command: Sequence[str], port: int, ready_path: str) -> Server:
    """Start a program and wait until it answers 200 (or, for a peer, at all)."""
    began = time.perf_counter()
    program = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    server = Server(port, program)
    while not _answers(port, ready_path):
        if program.poll() is not None or time.perf_counter() - began > 60:
            raise RuntimeError(f"did not start: {' '.join(command)}")
        time.sleep(0.01)
    server.seconds_to_ready = time.perf_counter() - began
    return server


def serve(configuration: Path, port: int, *words: str) -> Server:
    """`run.py serve`."""
    return start([sys.executable, "run.py", "serve", *words, "--config", str(configuration)], port, "/readyz")


def peer(module: str) -> Server:
    """One of `benchmarks.peers`."""
    port = free_port()
    return start([sys.executable, "-m", f"benchmarks.peers.{module}", str(port)], port, "/")


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as refusal:
        return path == "/" and refusal.code in {404, 405}
    except OSError:
        return False


async def wait_for(condition, seconds: float = 60.0) -> None:
    """Look every 20 ms until the condition holds."""
    until = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > until:
            raise TimeoutError
        await asyncio.sleep(0.02)
