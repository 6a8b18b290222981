"""`run.py webhook`: which systems are told what happens to requests."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import read_clock
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.webhooks import NAME, SECRET_BYTES, Topic, is_address, secret_text
from storage.webhooks import Listed, add_webhook, end_webhook, list_webhooks

NONE_YET = "还没有 webhook。用 run.py webhook add 名称 网址 做一个。"
ACTOR = "command:webhook"


async def add(settings: Settings, name: str, address: str, topics: Sequence[str]) -> Iterable[str]:
    """A secret for a new one, shown this once.

    Raises:
        Unable: the name or the address cannot be one, or the name was given before.
    """
    if not NAME.fullmatch(name):
        raise Unable(f"没有登记：{name} 不能作名称，应是小写字母、数字、- 和 _，最长 32 个，例如 erp。")
    if not is_address(address, plain=bool(settings.webhooks.allowed)):
        raise Unable(
            "没有登记：网址应以 https:// 开头，不带用户名和 #。"
            "校内系统用 http:// 的，先在配置 [webhooks] allowed 写上它的网段。"
        )
    secret = secrets.token_bytes(SECRET_BYTES)
    wanted = [Topic(each) for each in topics] or [Topic.REQUEST_CHANGED]
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await add_webhook(tx, name, address, secret, wanted):
            raise Unable(f"没有登记：{name} 已经用过。停用的也不能再用原名，请换一个，例如 {name}-2。")
        tx.audit(ACTOR, "webhook.add", f"webhook:{name}", topics=sorted(wanted))
    return (
        f"已登记 webhook {name}。密钥只显示这一次，请填到对方系统里：",
        secret_text(secret),
        "验证签名的写法见 docs/api.md。",
    )


async def end(settings: Settings, name: str) -> str:
    """From now on nothing is sent to it.

    Raises:
        Unable: there is no such webhook.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await end_webhook(tx, name):
            raise Unable(f"没有停用：没有叫 {name} 的 webhook 在用。run.py webhook list 列出全部。")
        tx.audit(ACTOR, "webhook.end", f"webhook:{name}")
    return f"已停用 webhook {name}，还没有发出的通知不再发。"


async def show(settings: Settings) -> Iterable[str]:
    """Every webhook, never its secret."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        found = await list_webhooks(tx)
    campus = ZoneInfo(settings.site.timezone)
    return [_line(each, campus) for each in found] or [NONE_YET]


def _line(webhook: Listed, campus: ZoneInfo) -> str:
    state = "已停用" if webhook.ended_at else "在用"
    told = f"最近收下 {_said(webhook.told_at, campus)}" if webhook.told_at else "还没有收下过"
    counts = f"等着发 {webhook.waiting} 条，放弃 {webhook.dead} 条"
    return f"{webhook.name}  {webhook.address}  {'、'.join(webhook.topics)}  {state}  {told}  {counts}"


def _said(at: datetime, campus: ZoneInfo) -> str:
    return f"{at.astimezone(campus):%Y-%m-%d %H:%M}"
