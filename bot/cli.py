"""Every command of `run.py`. What a person can cause ends in one Chinese sentence, never in a traceback.

Each command imports what it needs itself: a help text needs nothing, and an idle server needs no spreadsheets.
"""

import asyncio
import io
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from enum import IntEnum

from bot.cli_parser import make_parser
from bot.reading_in import reading_in

OUR_FAULT = "程序出错了，没有做完。请把上面的日志交给维护人员。"
INTERRUPTED = "已中断，没有做完。"


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0
    FAILED = 1
    REFUSED = 2  # the guard of sync-org
    OUR_FAULT = 70  # EX_SOFTWARE
    INTERRUPTED = 130  # as shells say it after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return what the shell is told."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks, no traceback
    given = make_parser().parse_args(arguments)
    try:
        return carry_out(given)
    except (KeyboardInterrupt, asyncio.CancelledError):
        complain(INTERRUPTED)
        return Exit.INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:  # noqa: BLE001 - the last place where it can be put into words
        return explain(error)


def carry_out(given: Namespace) -> int:
    """Run the command to its end. A signal ends it in order: what it has opened is closed."""
    with reading_in():
        from bot.cli_commands import COMMANDS

    async def interruptible() -> int:
        running = asyncio.ensure_future(COMMANDS[given.command](given))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        return await running

    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        return runner.run(interruptible())


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one for this system."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def complain(sentence: str) -> None:
    """Say it where errors are read."""
    print(sentence, file=sys.stderr)


def explain(error: Exception) -> int:
    """Say what happened to whoever can mend it."""
    from bot.sentences import sentence_for
    from domain.directory_reading import DirectoryRefused

    sentence = sentence_for(error)
    if sentence is None:
        import structlog

        structlog.stdlib.get_logger(__name__).error("command_failed", exc_info=error)
        complain(OUR_FAULT)
        return Exit.OUR_FAULT
    complain(sentence)
    return Exit.REFUSED if isinstance(error, DirectoryRefused) else Exit.FAILED
