"""`run.py` as a user starts it, in a process of its own."""

import asyncio
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession

from tests.waiting import PAUSE_OUTSIDE, until

ROOT = Path(__file__).resolve().parents[2]
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET, TOKEN = "canary-secret", "canaryToken"
CORP_ID, AGENT_ID = "ww0123456789abcdef", 1000002
TRACES = ("Traceback", "Unclosed", "Task was destroyed", "never retrieved", "never awaited", "canary")


@dataclass(frozen=True)
class Ended:
    """What a command left."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_configuration(
    folder: Path, database: str, port: int = 8080, api_base: str = "http://127.0.0.1:9", more: str = ""
) -> Path:
    file = folder / f"config-{port}.toml"
    file.write_text(
        f"""
        [server]
        port = {port}
        public_url = "http://127.0.0.1:{port}"
        [database]
        url = "{database}"
        {more}
        [[wecom]]
        name = "staff"
        corp_id = "{CORP_ID}"
        agent_id = {AGENT_ID}
        secret = "{SECRET}"
        token = "{TOKEN}"
        aes_key = "{AES_KEY}"
        api_base = "{api_base}"
        """,
        encoding="utf-8",
    )
    return file


async def start(*words: str, folder: Path = ROOT, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "run.py"),
        *words,
        cwd=folder,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def end(program: asyncio.subprocess.Process, seconds: float = 40) -> Ended:
    """Wait for the end. Whatever happened, no trace of untidiness and no secret may be in what was said."""
    async with asyncio.timeout(seconds):
        out, err = await program.communicate()
    ended = Ended(program.returncode or 0, out.decode(), err.decode())
    assert [trace for trace in TRACES if trace in ended.said] == [], ended.said
    return ended


async def run(*words: str, folder: Path = ROOT, **environment: str) -> Ended:
    return await end(await start(*words, folder=folder, **environment))


async def stop(program: asyncio.subprocess.Process) -> Ended:
    program.send_signal(signal.SIGTERM)
    return await end(program)


async def ready(port: int, path: str = "/readyz", seconds: float = 30) -> None:
    async def is_ready() -> bool:
        return await status_of(port, path) == 200

    await until(is_ready, seconds, PAUSE_OUTSIDE)


async def not_ready(port: int) -> None:
    async def is_not_ready() -> bool:
        return await status_of(port, "/readyz") not in {None, 200}

    await until(is_not_ready, pause=PAUSE_OUTSIDE)


async def status_of(port: int, path: str) -> int | None:
    """What the program answers there; None while nobody answers."""
    try:
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status
    except ClientConnectionError:
        return None
