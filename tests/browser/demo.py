"""The demo as a visitor starts it: `run.py demo`, with its own database, emulator and bot."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.campus.campus import ROOT, free_port

PATIENCE = 60.0  # seconds for a fresh PostgreSQL, its migration and the sample college
LOOK_AGAIN = 0.1


@dataclass
class Demo:
    """One running `run.py demo`; everything it says is kept for the case that it fails."""

    folder: Path
    port: int
    running: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/playground"

    def await_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self._is_ready():
            if self.running.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the demo did not start:\n{self.said()}")
            time.sleep(LOOK_AGAIN)

    def said(self) -> str:
        return (self.folder / "demo.log").read_text(encoding="utf-8")

    def stop(self) -> int:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        return self.running.wait(30)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def start_demo(folder: Path) -> Demo:
    """Start it on a free port with an empty data directory."""
    port = free_port()
    command = [sys.executable, "run.py", "demo", "--port", str(port), "--data", str(folder / "data"), "--fresh"]
    with (folder / "demo.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=log, stderr=subprocess.STDOUT)
    return Demo(folder, port, running)
