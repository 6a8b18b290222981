"""What `run.py check` says of systems and checks: the files of the content, and the databases that checks read."""

from collections.abc import AsyncIterator
from pathlib import Path

from bot.quality import read_quality
from bot.settings import Settings
from domain.office import Office
from storage.read_only import QueryRefused, SourceAway, read_rows

TRIED = "select 1 as one"
SUBJECT = "数据检查"


async def look_at_quality(settings: Settings, content: Path, office: Office) -> AsyncIterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it; empty where nothing is."""
    problems = read_quality(content, office).problems
    for each in problems:
        yield SUBJECT, str(each)
    if not problems:
        yield f"{SUBJECT}：系统登记和检查文件", ""
    for name, address in settings.quality.databases.items():
        try:
            await read_rows(address.get_secret_value(), TRIED)
        except (QueryRefused, SourceAway) as failure:
            yield f"quality.databases.{name}", f"{failure}。请核对地址、用户和防火墙"
        else:
            yield f"quality.databases.{name}", ""
