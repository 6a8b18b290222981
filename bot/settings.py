"""Every key of the configuration file. A key stands here only if it has an effect; `config.example.toml` explains each."""

from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from bot.values import (
    AccountName,
    AesKey,
    CallbackToken,
    CorpId,
    DatabaseAddress,
    Duration,
    FilledSecret,
    Port,
    Text,
    TimeOfDay,
    WebAddress,
    WorkingLength,
)
from domain.ids import Minutes


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ValueError("没有这个时区") from cause
    return value


def _reference(value: str) -> str:
    kind, _, rest = value.partition(":")
    is_account = kind == "wecom" and all(rest.partition(":")[::2])
    if not is_account and not (kind == "staff_no" and rest):
        raise ValueError("每一项应写成 wecom:账号名:成员帐号 或 staff_no:工号，不能写姓名")
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
Reference = Annotated[str, AfterValidator(_reference)]


class Section(BaseModel):
    """One table of the file: what is not named is refused, and what was read never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Site(Section):
    """`contact` is whom people are told to call when the bot cannot help."""

    name: Text = Field("示例职业技术学院", examples=["示例职业技术学院"])
    timezone: Zone = Field("Asia/Shanghai", examples=["Asia/Shanghai"])
    contact: Text = Field("人事处", examples=["人事处（电话 8001）"])


class Server(Section):
    """`worker_port` 0: a worker alone listens nowhere."""

    host: str = Field("127.0.0.1", min_length=1, examples=["127.0.0.1"])
    port: Port = Field(8080, examples=[8080])
    public_url: WebAddress | None = Field(None, examples=["https://bot.example.edu.cn"])
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field((), examples=[["127.0.0.1", "10.0.0.0/8"]])
    worker_port: int = Field(0, ge=0, le=65535, examples=[8081])


class DatabaseSection(Section):
    """`url` may hold a password, so all of it is kept from logs and errors."""

    url: DatabaseAddress = Field(
        SecretStr("embedded:data/postgres"), examples=["postgresql://user:password@127.0.0.1:5432/dutybell"]
    )
    pool_size: int = Field(10, ge=3, le=100, examples=[10])


class Roles(Section):
    """Who may do what; never by a display name, because names are not unique and people can change theirs."""

    hr: tuple[Reference, ...] = Field((), examples=[["wecom:staff:zhang3", "staff_no:T0001"]])
    admin: tuple[Reference, ...] = Field((), examples=[["staff_no:T0002"]])


class WecomAccount(Section):
    """One self-built application of one corporation. `name` is part of the callback's address."""

    name: AccountName = Field(examples=["staff"])
    corp_id: CorpId = Field(examples=["ww0123456789abcdef"])
    agent_id: int = Field(ge=1, examples=[1000002])
    secret: FilledSecret = Field(examples=["env:WECOM_SECRET"])
    token: CallbackToken = Field(examples=["env:WECOM_TOKEN"])
    aes_key: AesKey = Field(examples=["env:WECOM_AES_KEY"])
    contacts_secret: SecretStr = Field(SecretStr(""), examples=["env:WECOM_CONTACTS_SECRET"])
    api_base: WebAddress = Field("https://qyapi.weixin.qq.com", examples=["https://qyapi.weixin.qq.com"])


class Leave(Section):
    """The college's rules for leave. Lengths of leave are working time, everything else is calendar time."""

    morning_start: TimeOfDay = Field(time(8), examples=["08:00"])
    morning_end: TimeOfDay = Field(time(12), examples=["12:00"])
    afternoon_start: TimeOfDay = Field(time(14), examples=["14:00"])
    afternoon_end: TimeOfDay = Field(time(18), examples=["18:00"])
    department_over: WorkingLength = Field(Minutes(0), examples=["0m"])
    next_level_over: WorkingLength = Field(Minutes(1440), examples=["3d"])
    longest: WorkingLength = Field(Minutes(86400), examples=["180d"])
    back_dating: Duration = Field(timedelta(days=30), examples=["30d"])
    advance: Duration = Field(timedelta(days=365), examples=["365d"])
    urge_pause: Duration = Field(timedelta(hours=2), examples=["2h"])
    draft_life: Duration = Field(timedelta(days=7), examples=["7d"])


class Logging(Section):
    """Logs go to standard error; where they are kept is the host's business."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", examples=["info"])
    format: Literal["json", "console"] = Field("json", examples=["json"])


class Limits(Section):
    """How much is done at once. The defaults fit two cores."""

    inbox_workers: int = Field(4, ge=1, le=64, examples=[4])
    senders: int = Field(8, ge=1, le=256, examples=[8])


class Retention(Section):
    """How long personal content is kept; keys that recognise repeats and the audit chain stay."""

    inbox_bodies: Duration = Field(timedelta(days=30), examples=["30d"])


class Settings(Section):
    """The whole file. `folder` is where it lies: relative paths start there. Without `content_dir` ours is used."""

    folder: Path = Field(Path(), exclude=True)
    content_dir: Path | None = Field(None, examples=["content"])
    site: Site = Site()
    server: Server = Server()
    database: DatabaseSection = DatabaseSection()
    roles: Roles = Roles()
    leave: Leave = Leave()
    limits: Limits = Limits()
    retention: Retention = Retention()
    logging: Logging = Logging()
    wecom: tuple[WecomAccount, ...] = ()

    def path(self, relative: Path | str) -> Path:
        """A path of the file, seen from where the file lies."""
        return (self.folder / relative).resolve()


def secrets_of(section: BaseModel) -> frozenset[str]:
    """Every secret below `section`, for the redactor of the logs."""
    found: set[str] = set()
    for value in dict(section).values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, SecretStr):
                found.add(part.get_secret_value())
            elif isinstance(part, BaseModel):
                found |= secrets_of(part)
    return frozenset(found - {""})
