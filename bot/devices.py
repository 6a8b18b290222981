"""`run.py device`: gates and face terminals, their keys and their clocks."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import read_clock
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.device_batch import KEY_BYTES, NAME
from storage.devices import Device, add_device, end_device, list_devices

NONE_YET = "还没有设备。用 run.py device add 名称 登记一台。"
ACTOR = "command:device"


async def add(settings: Settings, name: str) -> Iterable[str]:
    """A key for a new device, shown this once.

    Raises:
        Unable: the name cannot be one, or was given before.
    """
    if not NAME.fullmatch(name):
        raise Unable(f"没有登记：{name} 不能作设备名，应是小写字母、数字、- 和 _，最长 32 个，例如 gate-1。")
    key = secrets.token_bytes(KEY_BYTES)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await add_device(tx, name, key):
            raise Unable(f"没有登记：{name} 已经用过。停用的设备也不能再用原名，请换一个，例如 {name}-2。")
        tx.audit(ACTOR, "device.add", f"device:{name}")
    return (
        f"已登记设备 {name}。密钥只显示这一次，请填到设备里（32 字节，十六进制）：",
        key.hex(),
        "上报地址：" + settings.server.address + "/api/v1/punches（写法见 docs/howto/devices.md）",
    )


async def end(settings: Settings, name: str) -> str:
    """From now on the device is refused; what it has told stays.

    Raises:
        Unable: there is no such device.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await end_device(tx, name):
            raise Unable(f"没有停用：没有叫 {name} 的设备在用。run.py device list 列出全部。")
        tx.audit(ACTOR, "device.end", f"device:{name}")
    return f"已停用设备 {name}，它的密钥作废；已经收下的打卡不变。"


async def show(settings: Settings) -> Iterable[str]:
    """Every device with its clock, and whom it named in vain."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        devices = await list_devices(tx)
    campus = ZoneInfo(settings.site.timezone)
    return [line for device in devices for line in _lines(device, campus)] or [NONE_YET]


def _lines(device: Device, campus: ZoneInfo) -> Iterator[str]:
    state = f"已停用（{_said(device.ended_at, campus)}）" if device.ended_at else "在用"
    seen = f"最近 {_said(device.seen_at, campus)}" if device.seen_at else "还没有上报过"
    yield f"{device.name}  {state}  {seen}  时钟{_clock(device.ahead)}  打卡 {device.told} 条"
    if device.strangers:
        yield f"  不认识的工号：{'、'.join(device.strangers)}（登记进通讯录后请让设备重发）"


def _said(at: datetime, campus: ZoneInfo) -> str:
    return f"{at.astimezone(campus):%Y-%m-%d %H:%M:%S}"


def _clock(ahead: timedelta | None) -> str:
    if ahead is None:
        return "未知"
    if not ahead:
        return "准"
    return f"{'快' if ahead > timedelta() else '慢'} {abs(ahead).total_seconds():.1f} 秒，已更正"
