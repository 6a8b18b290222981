"""The hourly look at the platforms' directories: what differs is told to IT, and written only by `run.py sync-org`."""

from collections.abc import Mapping

from adapters.ports import Platform, PlatformFailure
from bot.clock import read_clock
from bot.platforms import Account
from domain.directory_reading import DirectoryRefused
from domain.events import Source
from storage.alerts import clear_alert, raise_alert
from storage.database import Database, Tx
from storage.directory import compare


async def compare_all(database: Database, accounts: Mapping[Source, Account]) -> str:
    """Every account; what was found, in a few words."""
    found = [
        f"{source.platform}:{source.account} {await _compare(database, source, account.platform)}"
        for source, account in accounts.items()
    ]
    return "；".join(found) or "没有配置平台账号"


async def _compare(database: Database, source: Source, platform: Platform) -> str:
    """The platform is read with no transaction open. A fault of the platform is a finding, not a failed run."""
    key = f"directory:{source.platform}:{source.account}"
    try:
        directory = await platform.read_directory()
        async with database.begin(read_clock()) as tx:
            count = len((await compare(tx, source, directory)).differences)
            await _tell(tx, key, f"通讯录有 {count} 处变化没有写入。请运行 run.py sync-org 核对。" if count else "")
    except (PlatformFailure, DirectoryRefused) as failure:
        hint = failure.hint if isinstance(failure, PlatformFailure) else str(failure)
        async with database.begin(read_clock()) as tx:
            await _tell(tx, key, f"通讯录读取失败：{hint}")
        return f"读取失败：{hint}"
    return f"有 {count} 处变化" if count else "与现有的一致"


async def _tell(tx: Tx, key: str, text: str) -> None:
    if text:
        await raise_alert(tx, key, text)
    else:
        await clear_alert(tx, key)
