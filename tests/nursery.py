"""Programs that start at once: forked from one that has read the product in, which is most of a start's work.

They are processes of their own with an environment of their own, and die of a SIGKILL like any other. `make proof`
starts them as an operator does, and tests/cli always does.
"""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What `run.py serve` reads in, and who drives the jobs.
READ_IN = ["uvloop", "bot.cli_commands", "bot.app", "bot.first_look", "bot.serving", "tests.jobs.driver"]
CRASH_POINTS = "storage.crash_points"  # read the environment when they are read in


@dataclass(frozen=True, slots=True)
class Forked:
    """One of them, with those words of `subprocess.Popen` that tests use."""

    process: ForkServerProcess

    def poll(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> int:
        self.process.join(seconds)
        ended = self.poll()
        if ended is None:
            raise subprocess.TimeoutExpired(self.process.name, seconds)
        return ended


def fork(
    work: Callable[..., object], *given: object, environment: Mapping[str, str], printed: Path | None = None
) -> Forked:
    """Do the work in a process of its own; what it returns or raises is told as a shell would be told."""
    process = _nursery().Process(target=_live, args=(work, given, dict(environment), printed), daemon=True)
    process.start()
    return Forked(process)


def command_line(*words: str) -> int:
    """As `run.py` does."""
    from bot.cli import main

    return main(words)


@cache
def _nursery() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(READ_IN)
    return context


def _live(
    work: Callable[..., object], given: tuple[object, ...], environment: Mapping[str, str], printed: Path | None
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    if printed:
        with printed.open("ab") as file:
            for stream in (sys.stdout, sys.stderr):
                os.dup2(file.fileno(), stream.fileno())
    importlib.reload(importlib.import_module(CRASH_POINTS))
    sys.exit(work(*given))
