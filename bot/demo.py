"""`run.py demo`: the sample college on an embedded PostgreSQL, with the emulator as its platforms and the bot as it is.

Only the platforms are pretended; everybody is on both of them. Directories are read, callbacks are sealed and cards are
drawn as with the real ones.
"""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.app import House, open_house
from bot.clock import read_clock
from bot.demo_calendar import demo_calendar
from bot.demo_keys import DemoKeys, forget_keys, load_keys
from bot.listening import refuse_taken_port
from bot.office import OUR_CONTENT
from bot.publishing import publish_forms
from bot.serving import Manner, Role, serve
from bot.settings import Settings
from domain.ids import Minutes
from domain.leave_types import ANNUAL, COMP_OFF
from emulator.dingtalk.college import departments_and_members
from emulator.dingtalk.org import Org
from emulator.dingtalk.rules import Rules
from emulator.phone.ding_routes import ding_routes
from emulator.phone.routes import phone_routes
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress, ContactSync
from emulator.wecom.college import College, load_college
from emulator.wecom.corp import Corp
from emulator.wecom.punches import Checkin
from emulator.wecom.rules import Rules as WecomRules
from storage.calendar_versions import apply_at_once, lock_calendar, newest_version
from storage.directory import Guard, active_people, load
from storage.embedded import erase
from storage.ledger import book
from web.h5 import session
from web.playground.routes import mount

HOST = "127.0.0.1"
ACCOUNT = "staff"
AGENT_ID = 1000002
DINGTALK_AGENT_ID = 123456
CARD_TEMPLATE = "0d5c1f6e-7a35-4f0e-9a7b-dutybell.schema"  # as if an administrator had imported ours
DATABASE = "postgres"  # below the data directory
PAGE_PATIENCE = 0.5  # seconds; an open page asks for news and would hold up the end
GRANTS = {ANNUAL.code: Minutes(10 * 480), COMP_OFF.code: Minutes(2 * 480)}  # what everybody has at first

# As an administrator enters it in the console; the keys are those that the handlers know.
MENU = {
    "button": [
        {"type": "click", "name": "办事", "key": "services"},
        {"type": "click", "name": "待办", "key": "todo"},
        {
            "name": "更多",
            "sub_button": [
                {"type": "click", "name": "请假", "key": "leave"},
                {"type": "click", "name": "我的申请", "key": "requests"},
                {"type": "click", "name": "余额", "key": "balance"},
                {"type": "click", "name": "帮助", "key": "help"},
            ],
        },
    ]
}

Say = Callable[[str], None]


async def demo(port: int, folder: Path, say: Say) -> None:
    """Run until stopped. The folder keeps what was done for the next time.

    Raises:
        Unable: the port is taken.
    """
    refuse_taken_port(HOST, port)
    keys = load_keys(folder)
    college = load_college(OUR_CONTENT / "demo" / "college.json")
    corp, org = make_corp(college, keys, port), make_org(keys)
    say("正在启动演示：数据库、示例学院和平台模拟器……")
    async with Emulator(corp, dingtalk=[org]) as emulator:
        settings = demo_settings(college, keys, port, folder, emulator)
        async with open_house(settings) as house:
            await fill(house)
            await publish_forms(house.database, OUR_CONTENT)
            phones = phone_routes(emulator.wecom, corp), ding_routes(emulator.dingtalk, org)
            for phone in phones:
                phone.middlewares.append(_sign_out)
            manner = Manner(extend=lambda app: mount(app, *phones), patience=PAGE_PATIENCE)
            address = f"http://{HOST}:{port}/playground"
            await serve(house, Role.ALL, lambda: say(f"演示已启动，请打开 {address}（按 Ctrl-C 停止）"), manner)
    say("演示已停止，数据保留在 " + str(folder))


@web.middleware
async def _sign_out(request: web.Request, handler: Handler) -> web.StreamResponse:
    """All phones of the playground share one browser: a link that is opened on another one signs in anew."""
    response = await handler(request)
    if request.path.endswith("/open"):
        response.del_cookie(session.COOKIE, path=session.PATH)
    return response


async def forget(folder: Path) -> None:
    """Begin anew: the database and the keys of the folder go, nothing else in it."""
    await erase(folder / DATABASE)
    forget_keys(folder)


def demo_settings(college: College, keys: DemoKeys, port: int, folder: Path, emulator: Emulator) -> Settings:
    """What a configuration file would say."""
    roles = {role: [f"wecom:{ACCOUNT}:{user}" for user in users] for role, users in college.roles.items()}
    document = {
        "server": {"host": HOST, "port": port, "public_url": f"http://{HOST}:{port}"},
        "database": {"url": f"embedded:{folder.absolute() / DATABASE}"},
        "logging": {"level": "warning", "format": "console"},
        "roles": roles,
        "attendance": {"accounts": [f"wecom:{ACCOUNT}", f"dingtalk:{ACCOUNT}"], "every": "1m"},
        "wecom": [
            {
                "name": ACCOUNT,
                "corp_id": keys.corp_id,
                "agent_id": AGENT_ID,
                "secret": keys.secret,
                "contacts_secret": keys.contacts_secret,
                "token": keys.token,
                "aes_key": keys.aes_key,
                "api_base": emulator.api_base,
                "login_base": emulator.api_base,
            }
        ],
        "dingtalk": [
            {
                "name": ACCOUNT,
                "client_id": keys.dingtalk_id,
                "client_secret": keys.dingtalk_secret,
                "corp_id": f"{keys.dingtalk_id}corp",
                "agent_id": DINGTALK_AGENT_ID,
                "robot_code": keys.dingtalk_id,
                "card_template_id": CARD_TEMPLATE,
                "api_base": emulator.dingtalk_base,
                "oapi_base": emulator.dingtalk_base,
                "login_base": emulator.dingtalk_base,
            }
        ],
    }
    return Settings.model_validate(document)


def make_corp(college: College, keys: DemoKeys, port: int, limits: WecomRules | None = None) -> Corp:
    """The college on WeCom: one application and the contacts tell this port; `limits` stand for the platform's own."""
    callback = CallbackAddress(f"http://{HOST}:{port}/callback/wecom/{ACCOUNT}", keys.token, keys.aes_key)
    app = App(agent_id=AGENT_ID, secret=keys.secret, callback=callback, redirect_domain=HOST, menu=MENU)
    return Corp(
        keys.corp_id,
        apps=[app],
        departments=college.departments,
        members=college.members,
        contact_sync=ContactSync(secret=keys.contacts_secret, callback=callback),
        rules=limits,
        checkin=Checkin(secret=secrets.token_urlsafe(32), callers=frozenset({AGENT_ID})),
    )


def make_org(keys: DemoKeys) -> Org:
    """The college on DingTalk, with one application that listens to its stream."""
    departments, members = departments_and_members(OUR_CONTENT / "demo" / "college.json")
    return Org(
        f"{keys.dingtalk_id}corp",
        client_id=keys.dingtalk_id,
        client_secret=keys.dingtalk_secret,
        agent_id=DINGTALK_AGENT_ID,
        departments=departments,
        members=members,
        templates=[CARD_TEMPLATE],
        rules=Rules(lists_tell_superiors=True),
    )


async def fill(house: House) -> None:
    """People as the platforms tell them, leave for each, a calendar. What an earlier run had is still there."""
    async with house.database.begin(read_clock()) as tx:
        empty = [source for source in house.accounts if not await active_people(tx, source)]
    directories = await asyncio.gather(*(house.accounts[source].platform.read_directory() for source in empty))
    for source, directory in zip(empty, directories, strict=True):
        async with house.database.begin(read_clock()) as tx:
            await load(tx, source, directory, guard=Guard.FORCED)
            for person in await active_people(tx, source):
                for leave_type, minutes in GRANTS.items():
                    cause = f"demo:{leave_type}:{person}"
                    await book(tx, person, leave_type, minutes, reason="演示：初始额度", cause_key=cause)
    async with house.database.begin(read_clock()) as tx:
        await lock_calendar(tx)
        if await newest_version(tx) is None:
            today = tx.now.astimezone(house.office.campus).date()
            await apply_at_once(tx, 0, demo_calendar(today), source="演示校历", by="command:demo")
