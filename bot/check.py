"""`run.py check`: look at everything that a person may have set up wrongly, one line each with what to do about it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.check_quality import look_at_quality
from bot.clock import read_clock
from bot.memory_tokens import MemoryTokens
from bot.office import content_folder, make_office
from bot.place import NOT_MIGRATED, Schema, look_at, open_database
from bot.platforms import open_accounts
from bot.sentences import sentence_for
from bot.settings import Settings
from domain.calendar_document import CalendarFileError
from domain.calendar_sight import missing_years
from domain.office import Office
from storage.calendar_versions import newest_version
from storage.database import Database, Tx
from storage.vitals import open_alerts, read_durability

OLDEST_SERVER = 140000  # PostgreSQL 14
SWITCHES = {
    "fsync": "断电会损坏数据",
    "full_page_writes": "断电会损坏数据",
    "synchronous_commit": "断电会丢失已答复的回调",
}


class Verdict(StrEnum):
    """How a line begins. Only a failure makes the command fail."""

    WELL = "正常"
    MIND = "注意"
    FAILED = "失败"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    verdict: Verdict
    subject: str
    advice: str = ""

    def __str__(self) -> str:
        return f"[{self.verdict}] {self.subject}" + (f"：{self.advice}" if self.advice else "")


async def check(settings: Settings) -> AsyncIterator[Line]:
    """Every finding, as soon as it is known. What depends on something that failed is left out."""
    office = make_office(settings)
    yield Line(Verdict.WELL, "配置和校历")
    for line in (_look_at_address(settings), *_look_at_accounts(settings)):
        yield line
    try:
        async with open_database(settings, Schema.ANY) as database:
            for line in await _look_at_database(database, office):
                yield line
    except Exception as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        yield Line(Verdict.FAILED, "数据库", sentence)
    async for subject, trouble in look_at_quality(settings, content_folder(settings), office):
        yield Line(Verdict.FAILED if trouble else Verdict.WELL, subject, trouble)
    async for line in _look_at_platforms(settings):
        yield line


async def _look_at_calendar(tx: Tx, office: Office) -> AsyncIterator[Line]:
    """The one that counts: what was imported over the files."""
    try:
        version = await newest_version(tx)
        calendar = office.calendar_with(version.document) if version else office.calendar
    except CalendarFileError as error:
        yield Line(Verdict.FAILED, "校历", f"导入的校历和 calendar 目录对不上：{error}。请改文件或重新导入")
        return
    today = tx.now.astimezone(office.campus).date()
    for year in missing_years(today, calendar):
        advice = f"还没有 {year} 年的放假安排，暂按周末和法定节日推算。公布后请运行 run.py import"
        yield Line(Verdict.MIND, "校历", advice)
    if calendar.term_meant(today) is None:
        yield Line(Verdict.MIND, "校历", "还没有学期，不知道第几周。请用 run.py import --template calendar 的空表导入")


def _look_at_address(settings: Settings) -> Line:
    url = settings.server.public_url
    if url is None:
        missing = "平台无法回调，网页" if _is_called_back(settings) else "聊天和卡片照常，但网页"
        advice = f"没有配置 server.public_url，{missing}（填单、详情、打印、扫码核验）打不开。请填写公网 https 网址"
        return Line(Verdict.MIND, "公网地址", advice)
    parts = urlsplit(url)
    if _is_local(parts.hostname or ""):
        return Line(Verdict.MIND, "公网地址", f"{url} 是内网或本机地址，平台到不了。请填写公网域名")
    if parts.scheme != "https":
        return Line(Verdict.MIND, "公网地址", f"{url} 不是 https。请配置证书，平台的网页功能只认 https")
    return Line(Verdict.WELL, "公网地址", url)


def _is_called_back(settings: Settings) -> bool:
    """A stream with a card template is the one way in and out that needs no address of ours; pages always do."""
    alone = all(account.mode == "stream" and account.card_template_id for account in settings.dingtalk)
    return bool(settings.wecom) or not settings.dingtalk or not alone


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host


def _look_at_accounts(settings: Settings) -> Iterator[Line]:
    if not (settings.wecom or settings.dingtalk):
        advice = "没有配置任何 [[wecom]] 或 [[dingtalk]] 账号。请参照 config.example.toml 添加"
        yield Line(Verdict.FAILED, "平台账号", advice)
    for role, people in (("hr", settings.roles.hr), ("admin", settings.roles.admin)):
        if not people:
            yield Line(
                Verdict.MIND, "角色", f'没有人担任 {role}。请在 [roles] 中填写，例如 {role} = ["staff_no:T0001"]'
            )


async def _look_at_database(database: Database, office: Office) -> list[Line]:
    if not await look_at(database):
        return [Line(Verdict.FAILED, "数据库", NOT_MIGRATED)]
    async with database.begin(read_clock()) as tx:
        settings, alerts = await read_durability(tx), await open_alerts(tx)
        calendar = [line async for line in _look_at_calendar(tx, office)]
    version = int(settings["server_version_num"])
    if version < OLDEST_SERVER:
        return [Line(Verdict.FAILED, "数据库", "PostgreSQL 版本太旧。请升级到 14 或更新版本")]
    unsafe = {name: danger for name, danger in SWITCHES.items() if settings[name] == "off"}
    return [
        Line(Verdict.WELL, "数据库", f"PostgreSQL {version // 10000}，结构已是最新"),
        *(Line(Verdict.MIND, "数据库", f"{n} 已关闭，{d}。请在 postgresql.conf 中打开") for n, d in unsafe.items()),
        *calendar,
        *(Line(Verdict.MIND, "告警", f"{text}（{times} 次）") for text, times in alerts),
    ]


async def _look_at_platforms(settings: Settings) -> AsyncIterator[Line]:
    async with open_accounts(settings, MemoryTokens()) as accounts:
        for source, account in accounts.items():
            name, findings = f"{source.platform}:{source.account}", await account.platform.check()
            if account.punches is not None and name in settings.attendance.accounts:
                findings = (*findings, await account.punches.check_punches(read_clock()))
            for finding in findings:
                yield Line(
                    Verdict.WELL if finding.is_ok else Verdict.FAILED, f"{name} {finding.subject}", finding.advice
                )
