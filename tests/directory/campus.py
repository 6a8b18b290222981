"""A college on an emulated platform and what the product holds of it: read by the adapters, written by the storage."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from adapters.dingtalk.asking import Asking as DingtalkAsking
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.directory import DirectoryReader as DingtalkReader
from adapters.dingtalk.directory_part import PartReader as DingtalkPartReader
from adapters.dingtalk.pace import Pace
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import PlatformFailure
from adapters.wecom.asking import Asking as WecomAsking
from adapters.wecom.client import WecomClient
from adapters.wecom.directory import DirectoryReader as WecomReader
from adapters.wecom.directory_part import PartReader as WecomPartReader
from domain.directory import Directory, Part
from domain.directory_reading import DirectoryRefused
from domain.events import Source
from domain.forms.posts import Posts, load_posts
from emulator.bad_directory import Spoiler
from emulator.dingtalk.college import departments_and_members, dept_id_of, userid_of
from emulator.dingtalk.org import Org
from emulator.dingtalk.rules import Rules as DingtalkRules
from emulator.phone.ding_office import Office as DingtalkOffice
from emulator.phone.office import Office as WecomOffice
from emulator.phone.office_routes import Office
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.college import College
from emulator.wecom.corp import Corp
from storage.database import Database
from storage.directory import DirectoryCounts, Guard, load
from storage.posts import load_directory
from storage.roles import holders
from tests.memory_tokens import MemoryTokens

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AGENT = 1000002
POSTS = Path(__file__).parents[2] / "content" / "posts.toml"

_PEOPLE = text("select id, name, staff_no, position, status from people order by id")
_ACCOUNTS = text("select id, person_id, platform, account, user_key, active from accounts order by id")
_PLACES = text("""
    select platform, external_id, name, active, parent_id from departments order by platform, external_id
""")
_MEMBERSHIPS = text("select person_id, department_id, leads from memberships order by 1, 2")
_LEADERS = text("select person_id, leader_id from direct_leaders order by 1, 2")
Facts = tuple[list[tuple[object, ...]], ...]


class Reader(Protocol):
    """A whole reading of a platform's directory."""

    async def read(self) -> Directory: ...


class PartReader(Protocol):
    """Some members and departments of it."""

    async def read(self, members: Iterable[str], departments: Iterable[str]) -> Part: ...


@dataclass
class Campus:
    """One platform's college. `hr` and `admin` hold the two roles, one by account and one by staff number."""

    platform: str
    database: Database
    college: College
    emulator: Emulator
    reader: Reader
    parts: PartReader
    spoiler: Spoiler
    office: Office
    posts: Posts

    @property
    def source(self) -> Source:
        return Source(self.platform, "staff")

    def user(self, post_or_id: str) -> str:
        """The user id of somebody of the made college on this platform."""
        return post_or_id if self.platform == "wecom" else userid_of(post_or_id)

    def department(self, name: str) -> int:
        """The platform's id of the only department of that name."""
        (number,) = [unit.id for unit in self.college.departments if unit.name == name]
        return number if self.platform == "wecom" else dept_id_of(number)

    async def sync(self, guard: Guard = Guard.ON) -> DirectoryCounts:
        """Read everything and write it, as `run.py sync-org` does."""
        return await self.write(await self.reader.read(), guard)

    async def write(self, read: Directory | Part, guard: Guard = Guard.ON) -> DirectoryCounts:
        async with self.database.begin(NOW) as tx:
            return await load(tx, self.source, read, guard=guard)

    async def why_not(self) -> str:
        """The sentence with which a synchronisation is refused; nothing if it is not."""
        try:
            await self.sync()
        except DirectoryRefused as refused:
            return str(refused)
        except PlatformFailure as failure:
            return failure.hint
        return ""

    async def facts(self) -> Facts:
        """Everything that is held of people and departments, of every source."""
        async with self.database.begin(NOW) as tx:
            tables = (_PEOPLE, _ACCOUNTS, _PLACES, _MEMBERSHIPS, _LEADERS)
            return tuple([[tuple(row) for row in await tx.conn.execute(table)] for table in tables])

    async def rights(self) -> dict[str, set[int]]:
        """Who has which role, and who holds which post."""
        roles = {"hr": (f"{self.platform}:staff:{self.user('rs-qw')}",), "admin": ("staff_no:T0002",)}
        async with self.database.begin(NOW) as tx:
            held = {role: set(await holders(tx, named)) for role, named in roles.items()}
            directory = await load_directory(tx, self.posts, roles)
            posts = {rule.code: {one.person.id for one in directory.holders(rule.code)} for rule in self.posts.rules}
            return held | posts

    async def person(self, user: str) -> int | None:
        """Whose open account that is."""
        query = text("select person_id from accounts where platform = :platform and user_key = lower(:user) and active")
        async with self.database.begin(NOW) as tx:
            return await tx.conn.scalar(query, {"platform": self.platform, "user": user})


async def at_once(_seconds: float) -> None:
    """Nobody waits in a test."""


def make_corp(college: College) -> Corp:
    app = App(agent_id=AGENT, secret="staff-secret")
    return Corp("wwcollege0001", apps=[app], departments=college.departments, members=college.members)


def make_org(college: College) -> Org:
    departments, members = departments_and_members(college)
    return Org(
        "dingcollege0001",
        client_id="dingclient0001",
        client_secret="ding-secret",
        agent_id=AGENT,
        departments=departments,
        members=members,
        rules=DingtalkRules(lists_tell_superiors=True),
    )


def on_wecom(database: Database, college: College, emulator: Emulator) -> tuple[Campus, WecomClient]:
    (corp,) = emulator.wecom.corps.values()
    client = WecomClient(
        api_base=emulator.api_base,
        corp_id=corp.corp_id,
        application=str(AGENT),
        secret="staff-secret",
        tokens=MemoryTokens(),
    )
    asking = WecomAsking(client, at_once)
    campus = Campus(
        platform="wecom",
        database=database,
        college=college,
        emulator=emulator,
        reader=WecomReader(asking=asking, agent_id=AGENT, staff_no_attribute="工号"),
        parts=WecomPartReader(asking=asking, staff_no_attribute="工号"),
        spoiler=emulator.spoiler(),
        office=WecomOffice(emulator.wecom, corp),
        posts=read_posts(),
    )
    return campus, client


def on_dingtalk(database: Database, college: College, emulator: Emulator) -> tuple[Campus, DingtalkClient]:
    (org,) = emulator.dingtalk.orgs.values()
    base = emulator.dingtalk_base
    settings = DingtalkSettings(
        name="staff",
        client_id=org.client_id,
        client_secret=org.client_secret,
        corp_id=org.corp_id,
        agent_id=AGENT,
        robot_code=org.client_id,
        public_url="https://bot.example.edu.cn",
        api_base=base,
        oapi_base=base,
        login_base=base,
    )
    client = DingtalkClient(settings, MemoryTokens())
    asking = DingtalkAsking(client=client, pace=Pace(at_once))
    campus = Campus(
        platform="dingtalk",
        database=database,
        college=college,
        emulator=emulator,
        reader=DingtalkReader(asking=asking, staff_no_from="job_number"),
        parts=DingtalkPartReader(asking=asking, staff_no_from="job_number"),
        spoiler=emulator.dingtalk_spoiler(),
        office=DingtalkOffice(emulator.dingtalk, org),
        posts=read_posts(),
    )
    return campus, client


def read_posts() -> Posts:
    posts = load_posts(POSTS.name, tomllib.loads(POSTS.read_text(encoding="utf-8")))
    assert isinstance(posts, Posts)
    return posts
