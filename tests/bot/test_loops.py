"""Loops run until stopped, finish what they began, and do not stay dead."""

import asyncio

from structlog.testing import capture_logs

from bot.loops import Loop, Loops


class Worker:
    """Works in rounds; a round that has begun is finished."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.may_finish = asyncio.Event()
        self.finished = 0
        self.is_stopping = False

    async def run(self) -> None:
        while not self.is_stopping:
            self.began.set()
            await self.may_finish.wait()
            self.finished += 1

    def stop(self) -> None:
        self.is_stopping = True


async def test_what_a_loop_has_begun_is_finished_before_it_stops():
    worker, loops = Worker(), Loops()
    loops.start(Loop("worker", worker.run, worker.stop))
    await worker.began.wait()

    stopping = asyncio.create_task(loops.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    worker.may_finish.set()
    await stopping

    assert worker.finished == 1


async def test_a_loop_that_only_listens_is_cut_off():
    loops = Loops()
    loops.start(Loop("listener", asyncio.Event().wait))

    await loops.stop()


async def test_a_loop_that_dies_is_logged_and_started_again():
    lives = 0
    alive_again = asyncio.Event()

    async def run() -> None:
        nonlocal lives
        lives += 1
        if lives == 1:
            raise RuntimeError("a fault")
        alive_again.set()
        await asyncio.Event().wait()

    loops = Loops(pause=0)
    with capture_logs() as logs:
        loops.start(Loop("fragile", run))
        await alive_again.wait()
        await loops.stop()

    assert lives == 2
    assert [(entry["event"], entry["loop"]) for entry in logs] == [("loop_died", "fragile")]


async def test_a_loop_that_will_not_end_is_cut_off_when_there_is_no_time_left():
    worker, loops = Worker(), Loops()
    loops.start(Loop("worker", worker.run, worker.stop))
    await worker.began.wait()

    await loops.cut_off()

    assert worker.finished == 0


async def test_stopping_with_no_loops_at_all_is_no_error():
    loops = Loops()

    await loops.stop()
    await loops.cut_off()
