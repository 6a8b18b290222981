"""The whole product as its operator starts it, with the emulator as its platforms; nothing is replaced."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg

from bot.load import load_settings
from bot.office import OUR_CONTENT
from bot.platforms import open_accounts
from bot.publishing import publish_forms
from domain.calendar import WorkCalendar
from emulator.dingtalk.org import CallbackAddress as DingAddress
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Department as DingDepartment
from emulator.dingtalk.people import Member as DingMember
from emulator.dingtalk.rules import Rules
from emulator.dingtalk.rules import Timing as DingTiming
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.rules import Timing
from storage.database import Database
from storage.directory import Guard, load
from storage.invariants import Scope
from storage.tokens import Tokens
from storage.verify import Violation, verify
from tests.campus.hands import DingHand, DingLinkHand, Hand, WecomHand, at_rest, until
from tests.nursery import Forked, command_line, fork
from tests.thorough import IS_THOROUGH

ROOT = Path(__file__).resolve().parents[2]
CORP_ID, AGENT_ID = "ww0123456789abcdef", 1000002
SECRET, TOKEN = "campus-secret", "campustoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CLIENT_ID, CLIENT_SECRET, DING_CORP = "dingcampus0001", "campus-ding-secret", "dingcorp0001"
TEMPLATE = "campus-template.schema"
TEACHER, DEAN = "teacher1", "dean1"  # the same ids on both platforms
STAFF_NO = {TEACHER: "T0001", DEAN: "T0002"}

AGAIN = (0.3, 0.5) + (1.0,) * 40  # until a busy machine has started the program again
DING_TIMING = DingTiming(ack=1.0, event_pauses=AGAIN, callback_pauses=AGAIN, http_pauses=AGAIN)

CONFIGURATION = """
[site]
name = "示例学院"
[server]
host = "127.0.0.1"
port = {port}
public_url = "http://127.0.0.1:{port}"
[database]
url = "{database}"
[roles]
hr = ["staff_no:T0002"]
[logging]
level = "warning"
"""
WECOM = """
[[wecom]]
name = "staff"
corp_id = "{corp_id}"
agent_id = {agent_id}
secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
contacts_secret = "{contacts}"
api_base = "{api_base}"
login_base = "{api_base}"
"""
DINGTALK = """
[[dingtalk]]
name = "staff"
client_id = "{client_id}"
client_secret = "{client_secret}"
corp_id = "{corp_id}"
agent_id = 7
robot_code = "{client_id}"
mode = "{mode}"
token = "{token}"
aes_key = "{aes_key}"
card_template_id = "{template}"
api_base = "{base}"
oapi_base = "{base}"
login_base = "{base}"
"""


@dataclass(frozen=True)
class Layout:
    """Which platforms the college has. `dingtalk` is its mode; without `template` its cards are links.

    With `contacts`, the secret of the address book's synchronisation, WeCom's directory may be written to.
    """

    wecom: bool = True
    dingtalk: str = ""
    template: bool = True
    contacts: str = ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def corp(port: int) -> Corp:
    """A teacher and the dean who leads teacher and department."""
    app = App(
        agent_id=AGENT_ID,
        secret=SECRET,
        callback=CallbackAddress(f"http://127.0.0.1:{port}/callback/wecom/staff", TOKEN, AES_KEY),
        redirect_domain="127.0.0.1",
    )
    return Corp(
        CORP_ID,
        apps=[app],
        departments=[
            Department(id=1, name="示例学院", parent_id=0),
            Department(id=2, name="机电学院", leaders=(DEAN,)),
        ],
        members=[
            Member(
                user_id=TEACHER,
                name="教师甲",
                departments=(2,),
                direct_leaders=(DEAN,),
                extattr=(("工号", STAFF_NO[TEACHER]),),
            ),
            Member(
                user_id=DEAN, name="机电学院院长", departments=(2,), leads=(2,), extattr=(("工号", STAFF_NO[DEAN]),)
            ),
        ],
    )


def org(port: int, mode: str) -> Org:
    """The same two people on DingTalk."""
    url = f"http://127.0.0.1:{port}/callback/dingtalk/staff"
    is_http = mode == "http"
    return Org(
        DING_CORP,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        agent_id=7,
        departments=[
            DingDepartment(dept_id=1, name="示例学院", parent_id=0),
            DingDepartment(dept_id=20, name="机电学院", parent_id=1, managers=(DEAN,)),
        ],
        members=[
            DingMember(userid=TEACHER, name="教师甲", job_number=STAFF_NO[TEACHER], dept_ids=(20,), manager=DEAN),
            DingMember(userid=DEAN, name="机电学院院长", job_number=STAFF_NO[DEAN], dept_ids=(20,), leads=(20,)),
        ],
        callback=DingAddress(url, TOKEN, AES_KEY) if is_http else None,
        robot_url=url if is_http else None,
        templates=[TEMPLATE],
        rules=Rules(lists_tell_superiors=True),
    )


def next_workday(today: date) -> date:
    """A day on which a leave counts, whatever today is."""
    return WorkCalendar().next_workday(today + timedelta(days=3))


@dataclass
class Program:
    """One `run.py serve`. What it prints goes to `printed`, where one is given."""

    configuration: Path
    running: subprocess.Popen[bytes] | Forked | None = None
    words: tuple[str, ...] = ()
    printed: Path | None = None

    def start(self, crash_at: str = "") -> None:
        environment = os.environ | ({"DUTYBELL_CRASH_AT": crash_at} if crash_at else {})
        if not crash_at:
            environment.pop("DUTYBELL_CRASH_AT", None)
        words = ["serve", *self.words, "--config", str(self.configuration)]
        if not IS_THOROUGH:
            self.running = fork(command_line, *words, environment=environment, printed=self.printed)
            return
        command = [sys.executable, "run.py", *words]
        printed = self.printed.open("ab") if self.printed else None
        with contextlib.closing(printed) if printed else contextlib.nullcontext():
            self.running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=printed)

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
    layout: Layout = Layout()
    programs: list[Program] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    emulator: Emulator | None = None

    async def open(self, replicas: int = 1) -> None:
        self.ports = [free_port() for _ in range(replicas)]
        dingtalk = [org(self.ports[0], self.layout.dingtalk)] if self.layout.dingtalk else []
        self.emulator = await Emulator(
            *([corp(self.ports[0])] if self.layout.wecom else []),
            timing=Timing(pauses=AGAIN),
            dingtalk=dingtalk,
            dingtalk_timing=DING_TIMING,
        ).__aenter__()
        self.programs = [Program(self._configure(port)) for port in self.ports]
        await self._read_directories()

    async def _read_directories(self) -> None:
        """As `migrate` and `sync-org --apply` do it, in this program, because that is not what is tested here."""
        database = Database(self.database)
        await publish_forms(database, OUR_CONTENT)
        settings = load_settings(self.programs[0].configuration, {})
        async with open_accounts(settings, Tokens(database)) as accounts:
            for source, account in accounts.items():
                directory = await account.platform.read_directory()
                async with database.begin(datetime.now(UTC)) as tx:
                    await load(tx, source, directory, guard=Guard.FORCED)
        await database.close()

    @property
    def wecom(self) -> Hand:
        return WecomHand(self.emulator)

    @property
    def dingtalk(self) -> Hand:
        return DingHand(self.emulator) if self.layout.template else DingLinkHand(self.emulator)

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

        await until(answers)

    def _configure(self, port: int) -> Path:
        file = self.folder / f"config-{port}.toml"
        text = CONFIGURATION.format(port=port, database=self.database)
        if self.layout.wecom:
            text += WECOM.format(
                corp_id=CORP_ID,
                agent_id=AGENT_ID,
                secret=SECRET,
                token=TOKEN,
                aes_key=AES_KEY,
                contacts=self.layout.contacts,
                api_base=self.emulator.api_base,
            )
        if self.layout.dingtalk:
            is_http = self.layout.dingtalk == "http"
            text += DINGTALK.format(
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                corp_id=DING_CORP,
                mode=self.layout.dingtalk,
                token=TOKEN if is_http else "",
                aes_key=AES_KEY if is_http else "",
                template=TEMPLATE if self.layout.template else "",
                base=self.emulator.dingtalk_base,
            )
        file.write_text(text, encoding="utf-8")
        return file


async def at_peace(campus: Campus, look: asyncpg.Connection, address: str) -> None:
    """At rest, stopped with everything delivered, and nothing that may never be so."""
    await at_rest(address)
    assert campus.programs[0].stop() == 0
    assert await look.fetchval("select count(*) from outbox where state <> 'done'") == 0
    assert await campus.violations() == []
