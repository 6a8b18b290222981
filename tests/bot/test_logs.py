"""No secret, token, words of people or personal number reaches a log, whoever writes it."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.redaction import Redactor, describe_exception

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("canary-SECRET+1", "postgresql://u:canary:pass@h/d", 'canary"quoted\\', "canaryToken9")

# Everything here holds the word canary, or a number that starts with 1380013; nothing of it may come out.
PROGRAM = """
import asyncio, logging, sys, threading, warnings
import structlog
from bot.logs import set_up_logs
from bot.settings import Logging
from tests.bot.test_logs import SECRETS

set_up_logs(Logging(level="debug", format=sys.argv[1]), SECRETS)
log = structlog.stdlib.get_logger("ours")
structlog.contextvars.bind_contextvars(request_id="r1")
for secret in SECRETS:
    log.info("said", note=f"x {secret} y", nested={"a": [secret, {"b": secret}]}, raw=secret.encode())
log.warning("keys", text="canary", body=b"canary", token="canary", payload={"content": "canary"}, comment="canary")
log.info("phone 13800138000 and +86 13800138001", mobile="13800138002", note="（13800138003）")
log.info("identity 11010519491231002X")
for name in ("aiohttp.client", "aiohttp.server", "asyncpg", "apscheduler.executors", "sqlalchemy.engine", "strangers"):
    stranger = logging.getLogger(name)
    stranger.error("GET https://h/cgi-bin/x?access_token=canary-abc_1&corpsecret=canary2&debug=1")
    stranger.error("headers %s", {"Authorization": "Bearer canary3", "x": "canary-SECRET+1"})
    stranger.error('{"access_token": "canary4", "errcode": 0} response_code=canary5 &code=canary6 token: canary7')
    stranger.error("[SQL: select $1] [parameters: ('canary8', 1)] (Background on this error at: x)")
    stranger.error("boom\\nDETAIL:  Failing row contains (1, canary9).\\nHINT: none")
    stranger.error("invalid input for query argument $2: 'canary10' (expected str)")
    stranger.error("postgresql+asyncpg://user:canary11@host/db canary%22quoted%5C canary-SECRET%2B1")
try:
    try:
        int("canary12 他病了")
    except ValueError as cause:
        raise RuntimeError("wrapping canary-SECRET+1") from cause
except RuntimeError:
    log.exception("failed")
    logging.getLogger("strangers").exception("failed too")
try:
    {}["canary13"]
except KeyError:
    log.exception("missing")
warnings.warn("canaryToken9 in a warning")
thread = threading.Thread(target=lambda: int("canary14"))
thread.start(); thread.join()

async def forget():
    task = asyncio.ensure_future(asyncio.sleep(0))
    async def fail(): raise RuntimeError("canaryToken9")
    asyncio.ensure_future(fail())
    await task
    await asyncio.sleep(0)
asyncio.run(forget())
log.info("end")
"""


@pytest.fixture(scope="module", params=["json", "console"])
def written(request) -> str:
    command = [sys.executable, "-W", "always", "-c", PROGRAM, request.param]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    return done.stderr


def test_no_canary_comes_out(written):
    assert [line for line in written.splitlines() if "canary" in line] == []
    assert "1380013" not in written
    assert "11010519491231002X" not in written
    assert "他病了" not in written


def test_the_facts_around_them_are_still_there(written):
    assert "end" in written
    assert "r1" in written
    assert "errcode" in written
    assert "RuntimeError" in written
    assert "KeyError" in written


def test_json_lines_are_json():
    command = [sys.executable, "-c", PROGRAM, "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)

    lines = [json.loads(line) for line in done.stderr.splitlines()]

    assert {"event", "level", "timestamp", "logger"} <= lines[0].keys()
    assert lines[-1]["event"] == "end"


def test_a_full_disk_loses_the_line_and_nothing_else():
    """/dev/full takes nothing; the program goes on all the same."""
    program = PROGRAM.replace("asyncio.run(forget())", "") + "\nprint('survived')"
    command = [sys.executable, "-c", program, "json"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=full, timeout=30, check=True)

    assert done.stdout == b"survived\n"


def test_ordinary_numbers_and_words_are_left_alone():
    redactor = Redactor(["abc"])

    for text in (
        "1700000000",
        "1700000000000",
        "msgid 13800138000123456",
        "40014",
        "请假 3 天",
        "abc",
        "task token refresh",
    ):
        assert redactor.redact(text) == text


def test_the_sentence_of_an_exception_that_may_quote_people_is_left_out():
    try:
        logging.getLevelName({}["他说"])
    except KeyError as error:
        told = describe_exception(error)

    assert told.endswith("KeyError")
    assert "test_logs.py" in told


def test_every_exception_of_a_group_is_told():
    group = ExceptionGroup("two", [RuntimeError("first"), OSError("second")])

    told = describe_exception(group)

    assert "RuntimeError: first" in told
    assert "OSError: second" in told
