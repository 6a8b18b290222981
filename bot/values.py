"""Kinds of values in the configuration: durations, working lengths, times of day, addresses and names."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from adapters.envelope import decode_key
from domain.ids import Minutes
from domain.shift import Shift

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DAY_ENDS = "24:00"
WORKING_MINUTES = {"m": 1, "h": 60, "d": 1}  # days stay days until the shift is known
ACCOUNT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
DATABASE_SCHEMES = ("postgresql://", "postgres://", "postgresql+asyncpg://", "embedded:")


def _number_and_unit(value: object, units: dict[str, int]) -> int:
    if not isinstance(value, str) or not (parts := re.fullmatch(r"(\d{1,6})([a-z])", value.strip())):
        raise ValueError("应是带引号的“数字加单位”")
    number, unit = parts.groups()
    if unit not in units:
        raise ValueError(f"单位只能是 {'、'.join(units)} 之一")
    return int(number) * units[unit]


def parse_duration(value: object) -> timedelta:
    """A length of time such as "30s", "15m", "4h", "3d"."""
    return value if isinstance(value, timedelta) else timedelta(seconds=_number_and_unit(value, SECONDS))


def parse_days(value: object) -> timedelta:
    """A length of whole days: "30d"."""
    length = parse_duration(value)
    if length % timedelta(days=1):
        raise ValueError("应是整天，单位用 d")
    return length


class WorkingLength(NamedTuple):
    """A length of leave: so many working days and minutes. How long a day is, the shift says."""

    days: int
    minutes: int

    def on(self, shift: Shift) -> Minutes:
        """In minutes of working time."""
        return Minutes(self.days * shift.minutes + self.minutes)


def parse_working_length(value: object) -> object:
    """A length of leave in working time: "90m", "4h", "3d"."""
    if isinstance(value, WorkingLength):
        return value
    minutes = _number_and_unit(value, WORKING_MINUTES)
    is_days = str(value).strip().endswith("d")
    return WorkingLength(minutes, 0) if is_days else WorkingLength(0, minutes)


def parse_time_of_day(value: object) -> time:
    """A campus time of day such as "08:30"; TOML's own 08:30:00 is taken too."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError("应是带引号的 24 小时制时刻，时和分各两位")
    return time.fromisoformat(value)


def parse_closing_time(value: object) -> time | None:
    """The same, or "24:00" for the day's end."""
    return None if value is None or value == DAY_ENDS else parse_time_of_day(value)


def _account_name(value: str) -> str:
    if not ACCOUNT_NAME.fullmatch(value):
        raise ValueError("只能用小写字母、数字、- 和 _，以字母或数字开头，最多 32 个字符")
    return value


def _matching(pattern: str, sentence: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return check


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("应是以 https:// 开头、不带 ? 和 # 的网址")
    if parts.username or parts.password:
        raise ValueError("网址里不能带用户名和密码")
    return value.rstrip("/")


def _secret(check: Callable[[str], object]) -> Callable[[SecretStr], SecretStr]:
    def checked(value: SecretStr) -> SecretStr:
        check(value.get_secret_value())
        return value

    return checked


def _network(value: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(value), strict=False)
    except ValueError as cause:
        raise ValueError("应是 IP 地址或网段") from cause


def _filled(value: str) -> None:
    if not value.strip():
        raise ValueError("不能为空")


def _callback_token(value: str) -> None:
    if not re.fullmatch(r"[0-9A-Za-z]{3,32}", value):
        raise ValueError(f"应是 3 到 32 个字母或数字（现在是 {len(value)} 个字符）")


def _if_any(check: Callable[[str], None]) -> Callable[[str], None]:
    return lambda value: check(value) if value else None


def _aes_key(value: str) -> None:
    try:
        decode_key(value)
    except ValueError as cause:
        raise ValueError(f"应是 43 个字母或数字（现在是 {len(value)} 个字符）") from cause


def _database_address(value: str) -> None:
    if not value.startswith(DATABASE_SCHEMES):
        raise ValueError("应以 postgresql:// 或 embedded: 开头")
    rest = value.split(":", 1)[1]
    if value.startswith("embedded:") and not rest.strip():
        raise ValueError("embedded: 后面要写数据目录")
    if rest.startswith("//") and not rest.removeprefix("//").partition("/")[2].partition("?")[0]:
        raise ValueError("缺少数据库名")


def _foreign_database(value: str) -> None:
    """Another server's, which is never ours to start."""
    if value.startswith("embedded:"):
        raise ValueError("应以 postgresql:// 开头，写只读用户")
    _database_address(value)


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Days = Annotated[timedelta, BeforeValidator(parse_days)]
LeaveLength = Annotated[WorkingLength, BeforeValidator(parse_working_length)]
ClosingTime = Annotated[time | None, BeforeValidator(parse_closing_time)]
TimeOfDay = Annotated[time, BeforeValidator(parse_time_of_day)]
AccountName = Annotated[str, AfterValidator(_account_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65535)]
Text = Annotated[str, AfterValidator(_matching(r"[^\x00-\x1f\x7f]{1,64}", "应是 1 到 64 个字符，不含换行"))]
CorpId = Annotated[str, AfterValidator(_matching(r"[0-9A-Za-z_-]{4,64}", "应是企业微信后台“我的企业”里的企业 ID"))]
ConsoleId = Annotated[
    str, AfterValidator(_matching(r"[0-9A-Za-z_-]{4,64}", "应照抄开发者后台里的编号：4 到 64 个字母、数字、- 或 _"))
]
StaffNumberPlace = Annotated[
    str,
    AfterValidator(
        _matching(
            r"job_number|userid|extension:[^\x00-\x1f\x7f]{1,32}",
            "应是 job_number（工号）、userid（成员账号）或 extension:字段名（扩展字段）",
        )
    ),
]
FilledSecret = Annotated[SecretStr, AfterValidator(_secret(_filled))]
CallbackToken = Annotated[SecretStr, AfterValidator(_secret(_callback_token))]
AesKey = Annotated[SecretStr, AfterValidator(_secret(_aes_key))]
CallbackTokenIfAny = Annotated[SecretStr, AfterValidator(_secret(_if_any(_callback_token)))]
AesKeyIfAny = Annotated[SecretStr, AfterValidator(_secret(_if_any(_aes_key)))]
HostName = Annotated[
    str, AfterValidator(_matching(r"[A-Za-z0-9.-]{1,253}", "应是主机名，不带 https:// 和路径，例如 hr.example.edu.cn"))
]
ForeignDatabase = Annotated[SecretStr, AfterValidator(_secret(_foreign_database))]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_secret(_database_address))]
