"""The whole product as its operator starts it, with the emulator as its platform; nothing is replaced."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from domain.calendar import WorkCalendar
from domain.events import Source
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.cards import CardView
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.rules import Timing
from storage.database import Database
from storage.directory import Guard, load
from storage.invariants import Scope
from storage.tokens import Tokens
from storage.verify import Violation, verify

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
CORP_ID, AGENT_ID = "ww0123456789abcdef", 1000002
SECRET, TOKEN = "campus-secret", "campustoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEACHER, DEAN = "teacher1", "dean1"

CONFIGURATION = """
[site]
name = "示例学院"
[server]
host = "127.0.0.1"
port = {port}
public_url = "http://127.0.0.1:{port}"
[database]
url = "{database}"
[logging]
level = "warning"
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def corp(ports: list[int]) -> Corp:
    """A teacher and the dean who leads teacher and department. Callbacks go to the first port."""
    app = App(
        agent_id=AGENT_ID,
        secret=SECRET,
        callback=CallbackAddress(f"http://127.0.0.1:{ports[0]}/callback/wecom/staff", TOKEN, AES_KEY),
    )
    return Corp(
        CORP_ID,
        apps=[app],
        departments=[
            Department(id=1, name="示例学院", parent_id=0),
            Department(id=2, name="机电学院", leaders=(DEAN,)),
        ],
        members=[
            Member(user_id=TEACHER, name="教师甲", departments=(2,), direct_leaders=(DEAN,)),
            Member(user_id=DEAN, name="机电学院院长", departments=(2,), leads=(2,)),
        ],
    )


def next_workday(today: date) -> date:
    """A day on which a leave counts, whatever today is."""
    return WorkCalendar().next_workday(today + timedelta(days=3))


@dataclass
class Program:
    """One `run.py serve`."""

    configuration: Path
    running: subprocess.Popen[bytes] | None = None
    words: tuple[str, ...] = ()

    def start(self, crash_at: str = "") -> None:
        environment = os.environ | ({"DUTYBELL_CRASH_AT": crash_at} if crash_at else {})
        if not crash_at:
            environment.pop("DUTYBELL_CRASH_AT", None)
        command = [sys.executable, "run.py", "serve", *self.words, "--config", str(self.configuration)]
        self.running = subprocess.Popen(command, cwd=ROOT, env=environment)

    @property
    def is_dead(self) -> bool:
        return self.running is None or self.running.poll() is not None

    def stop(self) -> int:
        if self.running is None:
            return 0
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(30)

    def kill(self) -> None:
        if not self.is_dead:
            self.running.kill()
            self.running.wait()


@dataclass
class Campus:
    """Emulator, one or more programs on one database, and what people do."""

    folder: Path
    database: str
    programs: list[Program] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    emulator: Emulator | None = None

    async def open(self, replicas: int = 1) -> None:
        self.ports = [free_port() for _ in range(replicas)]
        timing = Timing(pauses=(0.3, 0.5) + (1.0,) * 40)  # until a busy machine has started the program again
        self.emulator = await Emulator(corp(self.ports), timing=timing).__aenter__()
        self.programs = [Program(self._configure(port)) for port in self.ports]
        await self._read_directory()

    async def _read_directory(self) -> None:
        """As `sync-org --apply` does it, in this program, because that is not what is tested here."""
        settings = WecomSettings(
            name="staff",
            corp_id=CORP_ID,
            agent_id=AGENT_ID,
            secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            api_base=self.emulator.api_base,
            public_url="http://127.0.0.1",
        )
        database = Database(self.database)
        platform = WecomPlatform(settings, Tokens(database))
        directory = await platform.read_directory()
        await platform.aclose()
        async with database.begin(datetime.now(UTC)) as tx:
            await load(tx, Source("wecom", "staff"), directory, guard=Guard.FORCED)
        await database.close()

    async def violations(self) -> list[Violation]:
        """What `run.py verify` would print."""
        database = Database(self.database)
        try:
            return await verify(database, Scope.DRAINED)
        finally:
            await database.close()

    async def close(self) -> None:
        for program in self.programs:
            program.kill()
        if self.emulator:
            await self.emulator.__aexit__(None, None, None)

    async def ready(self, number: int = 0) -> None:
        async def answers() -> bool:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.ports[number])
            except OSError:
                return False
            writer.write(b"GET /readyz HTTP/1.0\r\n\r\n")
            status = await reader.readline()
            writer.close()
            return b" 200 " in status

        async with asyncio.timeout(30):
            while not await answers():
                await asyncio.sleep(0.05)

    async def until(self, look: Callable[[], T | None], seconds: float = 40) -> T:
        """What `look` finds, as soon as it does."""
        async with asyncio.timeout(seconds):
            while (found := look()) is None:
                await asyncio.sleep(0.02)
        return found

    def say(self, user: str, text: str) -> None:
        self.emulator.phone().say(user, text)

    def button(self, user: str, text: str) -> tuple[str, str] | None:
        """Card and key of the newest card that offers a button of that name."""
        for bubble in reversed(self.emulator.phone().bubbles(user)):
            if bubble.card and not bubble.card.replaced_by:
                for button in bubble.card.card.parts("button_list"):
                    if button.text("text") == text:
                        return bubble.card.task_id, button.text("key")
        return None

    async def press(self, user: str, text: str) -> None:
        card, key = await self.until(lambda: self.button(user, text))
        self.emulator.phone().press(user, card, key)

    def cards(self, user: str) -> list[CardView]:
        return [bubble.card for bubble in self.emulator.phone().bubbles(user) if bubble.card]

    def final(self, user: str, words: str) -> CardView | None:
        """The card that shows a final state with those words."""
        return next((card for card in self.cards(user) if words in str(card.card.content)), None)

    def _configure(self, port: int) -> Path:
        file = self.folder / f"config-{port}.toml"
        text = CONFIGURATION.format(
            port=port,
            database=self.database,
            corp_id=CORP_ID,
            agent_id=AGENT_ID,
            secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            api_base=self.emulator.api_base,
        )
        file.write_text(text, encoding="utf-8")
        return file
