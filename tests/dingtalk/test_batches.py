"""Many people, one call, and each of them is told what became of it for themselves."""

import asyncio

import pytest

from adapters.dingtalk.batches import Gatherer
from adapters.dingtalk.text import robot_text
from adapters.ports import (
    PlatformBusy,
    PlatformRefused,
    PlatformUncertain,
    Receipt,
    RecipientUnreachable,
)

HELLO = robot_text("请交日报")
OTHER = robot_text("请交周报")


class Robot:
    """Remembers who was spoken to together; answers, or fails, as laid."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.answer: dict[str, object] = {}
        self.failures: dict[str, Exception] = {}
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, to: tuple[str, ...], _words) -> dict[str, object]:
        self.calls.append(to)
        self.is_asked.set()
        await self.may_answer.wait()
        for one in to:
            if one in self.failures:
                raise self.failures[one]
        return {"processQueryKey": f"K{len(self.calls)}", **self.answer}


@pytest.fixture
def robot() -> Robot:
    return Robot()


@pytest.fixture
def gatherer(robot) -> Gatherer:
    return Gatherer(robot)


async def test_equal_words_within_a_moment_go_out_together(robot, gatherer):
    receipts = await asyncio.gather(*(gatherer.send(to, HELLO) for to in ("a", "b", "c")))

    assert robot.calls == [("a", "b", "c")]
    assert receipts == [Receipt("shared:K1")] * 3


async def test_one_alone_gets_an_id_of_their_own(gatherer):
    assert await gatherer.send("a", HELLO) == Receipt("K1")


async def test_different_words_go_out_separately(robot, gatherer):
    await asyncio.gather(gatherer.send("a", HELLO), gatherer.send("b", OTHER))

    assert sorted(robot.calls) == [("a",), ("b",)]


async def test_words_that_come_later_are_not_waited_for(robot, gatherer):
    await gatherer.send("a", HELLO)
    await gatherer.send("b", HELLO)

    assert robot.calls == [("a",), ("b",)]


async def test_at_most_twenty_go_together_and_the_full_call_leaves_at_once(robot):
    gatherer = Gatherer(robot, gather_seconds=3_600)
    waiting = [asyncio.create_task(gatherer.send(f"u{number}", HELLO)) for number in range(45)]

    await asyncio.wait(waiting[:40])
    await gatherer.aclose()
    await asyncio.gather(*waiting)

    assert [len(call) for call in robot.calls] == [20, 20, 5]
    assert sorted(to for call in robot.calls for to in call) == sorted(f"u{number}" for number in range(45))


async def test_the_same_words_twice_for_one_member_are_two_messages(robot, gatherer):
    await asyncio.gather(gatherer.send("a", HELLO), gatherer.send("a", HELLO), gatherer.send("b", HELLO))

    assert sorted(robot.calls) == [("a",), ("a", "b")]


async def test_each_of_the_lists_of_those_not_reached_is_read_for_each_person(robot, gatherer):
    robot.answer = {
        "invalidStaffIdList": ["Gone"],
        "flowControlledStaffIdList": ["busy"],
        "filteredStaffIdList": ["far"],
    }

    gone, busy, far, fine = await asyncio.gather(
        *(gatherer.send(to, HELLO) for to in ("gone", "busy", "far", "fine")), return_exceptions=True
    )

    assert isinstance(gone, RecipientUnreachable)
    assert gone.code == "invalidStaffId"
    assert isinstance(busy, PlatformBusy)
    assert busy.wait is None  # one member is throttled: the others need not wait
    assert isinstance(far, RecipientUnreachable)
    assert "可见范围" in far.hint
    assert fine == Receipt("shared:K1")


async def test_a_lost_answer_is_uncertain_for_everybody(robot, gatherer):
    robot.failures["a"] = PlatformUncertain("timeout", "没有回应")

    found = await asyncio.gather(*(gatherer.send(to, HELLO) for to in "ab"), return_exceptions=True)

    assert [type(one) for one in found] == [PlatformUncertain] * 2
    assert robot.calls == [("a", "b")]


@pytest.mark.parametrize("failure", [PlatformRefused("x", "x"), RecipientUnreachable("staffId.notExisted", "x")])
async def test_a_call_refused_for_the_sake_of_one_reaches_the_others(failure, robot, gatherer):
    robot.failures["b"] = failure

    found = await asyncio.gather(*(gatherer.send(to, HELLO) for to in "abc"), return_exceptions=True)

    assert found == [Receipt("K2"), failure, Receipt("K4")]


async def test_who_is_cancelled_while_waiting_is_not_spoken_to_and_the_others_are(robot, gatherer):
    leaving, staying = (asyncio.create_task(gatherer.send(to, HELLO)) for to in "ab")
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == Receipt("K1")
    assert robot.calls == [("b",)]
    assert leaving.cancelled()


async def test_who_is_cancelled_during_the_call_takes_nothing_from_the_others(robot, gatherer):
    robot.may_answer.clear()
    leaving, staying = (asyncio.create_task(gatherer.send(to, HELLO)) for to in "ab")
    await robot.is_asked.wait()
    leaving.cancel()
    await asyncio.sleep(0)
    robot.may_answer.set()

    assert await staying == Receipt("shared:K1")


async def test_when_all_are_cancelled_nothing_is_sent(robot, gatherer):
    waiting = [asyncio.create_task(gatherer.send(to, HELLO)) for to in "ab"]
    await asyncio.sleep(0)
    for one in waiting:
        one.cancel()
    await gatherer.aclose()

    assert robot.calls == []


async def test_alone_is_at_once_and_never_shared(robot, gatherer):
    waiting = asyncio.create_task(gatherer.send("a", HELLO))
    await asyncio.sleep(0)

    assert await gatherer.send_alone("b", HELLO) == Receipt("K1")
    await waiting
    assert robot.calls == [("b",), ("a",)]


async def test_an_answer_without_an_id_is_a_success_all_the_same(robot, gatherer):
    robot.answer = {"processQueryKey": None, "invalidStaffIdList": "odd", "filteredStaffIdList": [5]}

    assert await gatherer.send("a", HELLO) == Receipt()
