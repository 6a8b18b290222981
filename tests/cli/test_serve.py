"""The program in service: it says that it is ready, stops when told, and says why it cannot start."""

import asyncio
import json
import signal
import socket
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from tests.cli.program import (
    AES_KEY,
    AGENT_ID,
    CORP_ID,
    SECRET,
    TOKEN,
    end,
    free_port,
    not_ready,
    ready,
    run,
    start,
    stop,
    write_configuration,
)
from tests.waiting import until


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


async def test_serve_is_ready_small_and_stops_in_order(tmp_path, address):
    port = free_port()
    began = time.monotonic()
    program = await start("serve", "--config", str(write_configuration(tmp_path, address, port)))
    await ready(port)
    seconds = time.monotonic() - began
    megabytes = resident_megabytes(program.pid)

    ended = await stop(program)

    assert ended.status == 0
    assert ended.out == ""
    said = [json.loads(line)["event"] for line in ended.err.splitlines()]
    said = [event for event in said if event != "duties_laid_out"]  # the first look of a loop, whenever it is
    assert said == ["account_not_checked", "serving", "stopping"]  # nobody listens at the configured api_base
    assert megabytes <= 150
    assert seconds <= 10  # 3 on an idle machine; tests share theirs


async def test_what_is_begun_is_waited_for_and_a_second_signal_ends_it_at_once(tmp_path, address):
    """A sender that never finishes its body holds the end up for five seconds, unless the operator insists."""
    port = free_port()
    program = await start("serve", "--config", str(write_configuration(tmp_path, address, port)))
    await ready(port)
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /callback/wecom/staff HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n<x")
    await writer.drain()

    program.send_signal(signal.SIGTERM)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(program.wait(), 1.5)
    began = time.monotonic()
    ended = await stop(program)
    writer.close()

    assert ended.status == 0
    assert time.monotonic() - began < 3


async def test_bytes_that_are_no_http_are_answered_without_naming_the_software_and_without_a_log(tmp_path, address):
    port = free_port()
    program = await start("serve", "--config", str(write_configuration(tmp_path, address, port)))
    await ready(port)

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\x16\x03\x01 GET canary\r\n\r\n")
    answer = await reader.read()
    writer.close()
    ended = await stop(program)

    assert answer.startswith(b"HTTP/1.0 400")
    assert b"aiohttp" not in answer
    assert "Error handling" not in ended.err


async def test_a_taken_port_is_told_in_a_sentence(tmp_path, address):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await run("serve", "--config", str(write_configuration(tmp_path, address, port)))

    assert ended.status == 1
    assert f"无法在 127.0.0.1:{port} 上监听，没有启动：这个端口正被另一个程序占用" in ended.err


async def test_a_secret_of_another_application_is_refused_at_the_first_start(tmp_path, address, emulator):
    corp = emulator.wecom.corps[CORP_ID]
    corp.apps[7] = App(agent_id=7, secret="canary-other")
    file = write_configuration(tmp_path, address, free_port(), emulator.api_base)
    file.write_text(file.read_text(encoding="utf-8").replace(SECRET, "canary-other"), encoding="utf-8")

    ended = await run("serve", "--config", str(file))

    assert ended.status == 1
    assert "[[wecom]] staff 的配置不对，没有启动" in ended.err


async def test_the_halves_run_apart_and_a_worker_answers_monitors_where_told(tmp_path, address):
    port, worker_port = free_port(), free_port()
    web_file = write_configuration(tmp_path, address, port)
    worker_file = write_configuration(tmp_path, address, worker_port + 1)
    text = worker_file.read_text(encoding="utf-8").replace("[server]", f"[server]\nworker_port = {worker_port}")
    worker_file.write_text(text, encoding="utf-8")
    web = await start("serve", "--role", "web", "--config", str(web_file))
    worker = await start("serve", "--role", "worker", "--config", str(worker_file))
    await ready(port)
    await ready(worker_port)

    async with ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/callback/wecom/staff") as of_web:
            assert of_web.status == 403
            assert not of_web.headers.get("Server")
        async with session.get(f"http://127.0.0.1:{worker_port}/callback/wecom/staff") as of_worker:
            assert of_worker.status == 404

    assert (await stop(web)).status == (await stop(worker)).status == 0


async def test_a_database_that_goes_away_and_comes_back_is_survived(tmp_path, pg_server, template):
    """The database is dropped under the running program and made again: not ready, then ready, never dead."""
    port = free_port()
    await pg_server.create_database("vanishing", template)
    program = await start("serve", "--config", str(write_configuration(tmp_path, pg_server.dsn("vanishing"), port)))
    await ready(port)

    await pg_server.drop_database("vanishing")
    await not_ready(port)
    await pg_server.create_database("vanishing", template)
    await ready(port)

    assert (await stop(program)).status == 0
    await pg_server.drop_database("vanishing")


def office(port: int) -> Corp:
    callback = CallbackAddress(f"http://127.0.0.1:{port}/callback/wecom/staff", TOKEN, AES_KEY)
    return Corp(
        CORP_ID,
        apps=[App(agent_id=AGENT_ID, secret=SECRET, callback=callback)],
        departments=[Department(id=1, name="示例学院", parent_id=0, leaders=("dean",))],
        members=[
            Member(user_id="teacher", name="教师甲", direct_leaders=("dean",)),
            Member(user_id="dean", name="院长", leads=(1,)),
        ],
    )


async def test_what_a_person_says_is_answered_through_the_whole_program(tmp_path, address):
    port = free_port()
    async with Emulator(office(port)) as emulator:
        file = write_configuration(tmp_path, address, port, emulator.api_base)
        await run("sync-org", "--apply", "--config", str(file))
        program = await start("serve", "--config", str(file))
        await ready(port)

        emulator.phone().say("teacher", "帮助 13800138000 canary")
        await until(lambda: emulator.phone().bubbles("teacher")[1:], 30)
        ended = await stop(program)

    assert ended.status == 0
    assert "13800138000" not in ended.said
    assert SECRET not in ended.said


async def test_the_demo_shows_the_page_and_comes_back_with_its_people(tmp_path):
    port = free_port()
    words = ("demo", "--port", str(port), "--data", str(tmp_path / "demo"))
    for _ in range(2):
        program = await start(*words)
        await ready(port, "/playground", 90)
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/playground/api/people") as answer:
            assert len(await answer.json()) > 50
        program.send_signal(signal.SIGINT)
        ended = await end(program)
        assert ended.status == 0
        assert f"http://127.0.0.1:{port}/playground" in ended.out
        assert "Traceback" not in ended.err


async def test_the_demo_on_a_taken_port_starts_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await run("demo", "--port", str(port), "--data", str(tmp_path / "demo"))

    assert ended.status == 1
    assert "这个端口正被另一个程序占用" in ended.err
    assert not (tmp_path / "demo").exists()
