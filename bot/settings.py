"""Every key of the configuration file. A key stands here only if it has an effect; the example file explains each."""

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr, SecretStr, model_validator

from bot.account_settings import DingtalkAccount, WecomAccount
from bot.section import Section
from bot.values import (
    AccountName,
    ClosingTime,
    DatabaseAddress,
    Days,
    Duration,
    FilledSecret,
    ForeignDatabase,
    HostName,
    LeaveLength,
    Network,
    Port,
    Text,
    TimeOfDay,
    WebAddress,
    WorkingLength,
)
from domain.duties.reminders import Reminders
from domain.shift import Segment, Shift


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ValueError("没有这个时区") from cause
    return value


def _reference(value: str) -> str:
    kind, _, rest = value.partition(":")
    is_account = kind in {"wecom", "dingtalk"} and all(rest.partition(":")[::2])
    if not is_account and not (kind == "staff_no" and rest):
        raise ValueError("每一项应写成 wecom:账号名:成员帐号、dingtalk:账号名:成员帐号 或 staff_no:工号，不能写姓名")
    return value


def _account_reference(value: str) -> str:
    platform, _, name = value.partition(":")
    if platform not in {"wecom", "dingtalk"} or not name:
        raise ValueError("每一项应写成 wecom:账号名 或 dingtalk:账号名")
    return value


def _working_day(value: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    if not value:
        raise ValueError("班次至少要有一段时间，例如 08:00–12:00")
    Shift(tuple(Segment(start, end) for start, end in value))
    return value


WorkingDay = Annotated[tuple[tuple[TimeOfDay, TimeOfDay], ...], AfterValidator(_working_day)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Reference = Annotated[str, AfterValidator(_reference)]
AccountReference = Annotated[str, AfterValidator(_account_reference)]


class Site(Section):
    """`contact` is whom people are told to call when the bot cannot help; `working_day` lists unbroken stretches.

    `logo` is a picture for the head of what is printed.
    """

    name: Text = Field(default="示例职业技术学院", examples=["示例职业技术学院"])
    timezone: Zone = Field(default="Asia/Shanghai", examples=["Asia/Shanghai"])
    contact: Text = Field(default="人事处", examples=["人事处（电话 8001）"])
    logo: Path | None = Field(default=None, examples=["logo.png"])
    working_day: WorkingDay = Field(
        default=((time(8), time(12)), (time(14), time(18))), examples=[[["08:00", "12:00"], ["14:00", "18:00"]]]
    )


class Server(Section):
    """`worker_port` 0: a worker alone listens nowhere."""

    host: str = Field(default="127.0.0.1", min_length=1, examples=["127.0.0.1"])
    port: Port = Field(default=8080, examples=[8080])
    public_url: WebAddress | None = Field(default=None, examples=["https://bot.example.edu.cn"])
    trusted_proxies: tuple[Network, ...] = Field(default=(), examples=[["127.0.0.1", "10.0.0.0/8"]])
    worker_port: int = Field(default=0, ge=0, le=65535, examples=[8081])

    @property
    def address(self) -> str:
        """Under which people and platforms reach us; without a public one, where we listen."""
        return self.public_url or f"http://{self.host}:{self.port}"


class DatabaseSection(Section):
    """`url` may hold a password, so all of it is kept from logs and errors."""

    url: DatabaseAddress = Field(
        default=SecretStr("embedded:data/postgres"), examples=["postgresql://user:password@127.0.0.1:5432/dutybell"]
    )
    pool_size: int = Field(default=10, ge=3, le=100, examples=[10])


class Roles(Section):
    """Who may do what; never by a display name, because names are not unique and people can change theirs."""

    hr: tuple[Reference, ...] = Field(default=(), examples=[["wecom:staff:zhang3", "staff_no:T0001"]])
    admin: tuple[Reference, ...] = Field(default=(), examples=[["staff_no:T0002"]])


class Leave(Section):
    """The college's rules for leave. Lengths of leave are working time, everything else is calendar time."""

    longest: LeaveLength = Field(default=WorkingLength(180, 0), examples=["180d"])
    back_dating: Days = Field(default=timedelta(days=30), examples=["30d"])
    advance: Days = Field(default=timedelta(days=365), examples=["365d"])
    urge_pause: Duration = Field(default=timedelta(hours=2), examples=["2h"])
    draft_life: Days = Field(default=timedelta(days=7), examples=["7d"])


class Logging(Section):
    """Logs go to standard error; where they are kept is the host's business."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", examples=["info"])
    format: Literal["json", "console"] = Field(default="json", examples=["json"])


class Limits(Section):
    """How much is done at once. The defaults fit two cores."""

    inbox_workers: int = Field(default=4, ge=1, le=64, examples=[4])
    senders: int = Field(default=16, ge=1, le=256, examples=[16])


class Retention(Section):
    """How long personal content is kept; keys that recognise repeats and the audit chain stay."""

    callbacks: Days = Field(default=timedelta(days=30), examples=["30d"])
    deliveries: Days = Field(default=timedelta(days=90), examples=["90d"])
    punches: Days = Field(default=timedelta(days=1100), ge=timedelta(days=100), examples=["1100d"])
    places: Days = Field(default=timedelta(days=400), examples=["400d"])
    photos: Days = Field(default=timedelta(days=90), examples=["90d"])


class WebhooksSection(Section):
    """`allowed` are networks of the campus that webhooks may lie in; otherwise nothing is sent to private addresses."""

    allowed: tuple[Network, ...] = Field(default=(), examples=[["10.0.0.0/8"]])


class AttendanceSection(Section):
    """`accounts` are those whose own punches are read, PLATFORM:NAME; `look_back` is how far the nightly look goes."""

    accounts: tuple[AccountReference, ...] = Field(default=(), examples=[["wecom:staff", "dingtalk:students"]])
    every: Duration = Field(default=timedelta(minutes=10), ge=timedelta(minutes=1), examples=["10m"])
    look_back: Days = Field(default=timedelta(days=7), ge=timedelta(days=1), le=timedelta(days=30), examples=["7d"])


class RemindersSection(Section):
    """`hour` is when people are told what they owe, `quiet` when nobody is written to; `catch_up` is what becomes of a
    morning that was missed by more than `grace`.
    """

    hour: TimeOfDay = Field(default=time(8, 30), examples=["08:30"])
    quiet: tuple[TimeOfDay, TimeOfDay] = Field(default=(time(21), time(7)), examples=[["21:00", "07:00"]])
    catch_up: Literal["late", "skip"] = Field(default="late", examples=["late"])
    grace: Duration = Field(default=timedelta(minutes=30), examples=["30m"])

    @model_validator(mode="after")
    def _not_in_quiet(self) -> Self:
        if Reminders(quiet_from=self.quiet[0], quiet_until=self.quiet[1]).is_quiet(self.hour):
            raise ValueError("reminders.hour 落在 reminders.quiet 里，这个时间不发")
        return self


class DirectorySection(Section):
    """`alone` is how many small changes are written at once without a person's word; 0 for none."""

    alone: int = Field(default=20, ge=0, le=1000, examples=[20])


class DutiesSection(Section):
    """`closes` is when a day's duties are over, None at the day's end; `at_once` is how long 立即 is."""

    closes: ClosingTime = Field(default=None, examples=["17:30"])
    at_once: Duration = Field(default=timedelta(minutes=30), ge=timedelta(minutes=1), examples=["30m"])
    after_event_days: int = Field(default=1, ge=0, le=10, examples=[1])


class QualitySection(Section):
    """What checks may read: `databases` by the names that checks use, `hosts` of interfaces, `secrets` for headers."""

    hosts: tuple[HostName, ...] = Field(default=(), examples=[["hr.example.edu.cn"]])
    databases: Mapping[AccountName, ForeignDatabase] = Field(
        default_factory=dict[str, SecretStr], examples=[{"hr": "postgresql://reader:password@10.0.0.8:5432/hr"}]
    )
    secrets: Mapping[AccountName, FilledSecret] = Field(
        default_factory=dict[str, SecretStr], examples=[{"hr_token": "env:HR_TOKEN"}]
    )


class Settings(Section):
    """The whole file. Without `content_dir` ours is used."""

    _folder: Path = PrivateAttr(default=Path())
    content_dir: Path | None = Field(default=None, examples=["content"])
    site: Site = Site()
    server: Server = Server()
    database: DatabaseSection = DatabaseSection()
    roles: Roles = Roles()
    leave: Leave = Leave()
    limits: Limits = Limits()
    retention: Retention = Retention()
    directory: DirectorySection = DirectorySection()
    reminders: RemindersSection = RemindersSection()
    attendance: AttendanceSection = AttendanceSection()
    webhooks: WebhooksSection = WebhooksSection()
    duties: DutiesSection = DutiesSection()
    quality: QualitySection = QualitySection()
    logging: Logging = Logging()
    wecom: tuple[WecomAccount, ...] = ()
    dingtalk: tuple[DingtalkAccount, ...] = ()

    @model_validator(mode="after")
    def _known_accounts(self) -> Self:
        known = {f"wecom:{each.name}" for each in self.wecom} | {f"dingtalk:{each.name}" for each in self.dingtalk}
        for account in self.attendance.accounts:
            if account not in known:
                raise ValueError(f"attendance.accounts 里的 {account} 没有配置成账号")
        return self

    def lying_in(self, folder: Path) -> Self:
        """The same, knowing the folder of its file."""
        copy = self.model_copy()
        copy._folder = folder  # noqa: SLF001 - our own
        return copy

    def path(self, relative: Path | str) -> Path:
        """A path as the file means it: relative ones start in the file's folder."""
        return (self._folder / relative).resolve()


def secrets_of(section: BaseModel) -> frozenset[str]:
    """Every secret below `section`, for the redactor of the logs."""
    found: set[str] = set()
    for value in dict(section).values():
        parts: Iterable[object] = (
            value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        )
        for part in parts:
            if isinstance(part, SecretStr):
                found.add(part.get_secret_value())
            elif isinstance(part, BaseModel):
                found |= secrets_of(part)
    return frozenset(found - {""})
