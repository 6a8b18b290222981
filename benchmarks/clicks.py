"""From an approver's click to the update that the platform accepted, at 50 clicks a second, all on one machine."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import uvloop

from benchmarks import product
from benchmarks.envelopes import AES_KEY, AGENT_ID, CORP_ID, TOKEN
from benchmarks.table import Figure
from domain.calendar import WorkCalendar
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member

PAIRS = 500
PER_SECOND = 50


def measure() -> list[Figure]:
    """Every click is decided, booked, audited and shown before it counts."""
    with product.folder() as folder:
        waits = sorted(uvloop.run(_run(folder)))
    p50, p99 = 1000 * waits[len(waits) // 2], 1000 * waits[int(0.99 * len(waits))]
    return [
        Figure(f"{len(waits)} clicks at {PER_SECOND}/s: p50", f"{p50:.0f} ms", "≤ 100 ms", is_met=p50 <= 100),
        Figure(f"{len(waits)} clicks at {PER_SECOND}/s: p99", f"{p99:.0f} ms", "≤ 500 ms", is_met=p99 <= 500),
    ]


async def _run(folder: Path) -> list[float]:
    port = product.free_port()
    async with Emulator(_corp(port), clock=lambda: datetime.now(UTC)) as emulator:
        configuration = product.write_configuration(folder, port, emulator.api_base)
        await asyncio.to_thread(product.run, configuration, "migrate")
        await asyncio.to_thread(product.run, configuration, "sync-org", "--apply", "--force")
        server = await asyncio.to_thread(product.serve, configuration, port)
        try:
            await _submit_all(emulator)
            return await _approve_all(emulator)
        finally:
            await asyncio.to_thread(server.stop)


def _corp(port: int) -> Corp:
    callback = CallbackAddress(f"http://127.0.0.1:{port}/callback/wecom/staff", TOKEN, AES_KEY)
    pairs = range(PAIRS)
    return Corp(
        CORP_ID,
        apps=[App(agent_id=AGENT_ID, secret=product.SECRET, callback=callback)],
        departments=[
            Department(id=1, name="基准学院", parent_id=0),
            *(Department(id=n + 2, name=f"教研室{n}", leaders=(f"head{n}",)) for n in pairs),
        ],
        members=[
            *(Member(user_id=f"head{n}", name=f"主任{n}", departments=(n + 2,), leads=(n + 2,)) for n in pairs),
            *(
                Member(user_id=f"teacher{n}", name=f"教师{n}", departments=(n + 2,), direct_leaders=(f"head{n}",))
                for n in pairs
            ),
        ],
    )


def _button(emulator: Emulator, user: str, text: str) -> tuple[str, str] | None:
    for bubble in emulator.phone().bubbles(user):
        for button in bubble.card.card.parts("button_list") if bubble.card else ():
            if button.text("text") == text:
                return bubble.card.task_id, button.text("key")
    return None


async def _submit_all(emulator: Emulator) -> None:
    phone, day = emulator.phone(), _workday()
    for n in range(PAIRS):
        phone.say(f"teacher{n}", f"请事假 {day.month}月{day.day}日下午 家里有事")
    await product.wait_for(lambda: all(_button(emulator, f"teacher{n}", "提交") for n in range(PAIRS)), 120)
    for n in range(PAIRS):
        phone.press(f"teacher{n}", *_button(emulator, f"teacher{n}", "提交"))
    await product.wait_for(lambda: all(_button(emulator, f"head{n}", "同意") for n in range(PAIRS)), 120)
    await emulator.wecom.courier.settled()
    await asyncio.sleep(2)


def _workday() -> date:
    return WorkCalendar().next_workday(datetime.now(UTC).date() + timedelta(days=3))


async def _approve_all(emulator: Emulator) -> list[float]:
    """Seconds from each click to the approver's redrawn card; the cards are matched by their number."""
    phone, ledger = emulator.phone(), emulator.wecom.ledger
    before = len(ledger.updates)
    cards = {f"head{n}": _button(emulator, f"head{n}", "同意") for n in range(PAIRS)}
    clicked: dict[str, datetime] = {}
    began = time.perf_counter()
    for n in range(PAIRS):
        while (rest := began + n / PER_SECOND - time.perf_counter()) > 0:
            await asyncio.sleep(rest)
        card, key = cards[f"head{n}"]
        clicked[card] = datetime.now(UTC)
        phone.press(f"head{n}", card, key)
    await product.wait_for(lambda: clicked.keys() <= {update.task_id for update in ledger.updates[before:]}, 60)
    accepted = {update.task_id: update.at for update in reversed(ledger.updates[before:])}
    return [(accepted[card] - at).total_seconds() for card, at in clicked.items()]
