"""`run.py token`: what other systems of the campus show at /api/v1."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import read_clock
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.api_tokens import LONGEST_DAYS, NAME, PUBLIC_BYTES, SECRET_BYTES, Token, hash_of, token_text
from storage.api_tokens import Listed, add_token, end_token, list_tokens

NONE_YET = "还没有令牌。用 run.py token add 名称 --scope gate --days 365 做一个。"
ACTOR = "command:token"


async def add(settings: Settings, name: str, scopes: Sequence[str], days: int) -> Iterable[str]:
    """A new token, shown this once.

    Raises:
        Unable: the name cannot be one, or was given before, or it would live too long.
    """
    if not NAME.fullmatch(name):
        raise Unable(f"没有做令牌：{name} 不能作名称，应是小写字母、数字、- 和 _，最长 32 个，例如 gate-east。")
    if not 1 <= days <= LONGEST_DAYS:
        raise Unable(f"没有做令牌：--days 应是 1 到 {LONGEST_DAYS}，不是 {days}。")
    public_part, secret = secrets.token_bytes(PUBLIC_BYTES), secrets.token_bytes(SECRET_BYTES)
    now = read_clock()
    token = Token(
        name=name, hash=hash_of(secret.hex()), scopes=frozenset(scopes), expires_at=now + timedelta(days=days)
    )
    async with open_database(settings) as database, database.begin(now) as tx:
        if not await add_token(tx, token, public_part.hex()):
            raise Unable(f"没有做令牌：{name} 已经用过。停用的也不能再用原名，请换一个，例如 {name}-2。")
        tx.audit(ACTOR, "token.add", f"token:{name}", scopes=sorted(scopes), expires_at=token.expires_at.isoformat())
    until = _said(token.expires_at, ZoneInfo(settings.site.timezone))
    return (
        f"已做好令牌 {name}，{until} 前有效。只显示这一次，请填到对方系统里：",
        token_text(public_part, secret),
        f"请求头：Authorization: Bearer 令牌。地址：{settings.server.address}/api/v1/（写法见 docs/api.md）",
    )


async def end(settings: Settings, name: str) -> str:
    """From now on the token is refused.

    Raises:
        Unable: there is no such token.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await end_token(tx, name):
            raise Unable(f"没有停用：没有叫 {name} 的令牌在用。run.py token list 列出全部。")
        tx.audit(ACTOR, "token.end", f"token:{name}")
    return f"已停用令牌 {name}，立即生效。"


async def show(settings: Settings) -> Iterable[str]:
    """Every token, never the token itself."""
    now = read_clock()
    async with open_database(settings) as database, database.begin(now) as tx:
        tokens = await list_tokens(tx)
    campus = ZoneInfo(settings.site.timezone)
    return [_line(each, now, campus) for each in tokens] or [NONE_YET]


def _line(token: Listed, now: datetime, campus: ZoneInfo) -> str:
    until = _said(token.expires_at, campus)
    state = "已停用" if token.ended_at else f"已过期（{until}）" if token.expires_at <= now else f"有效到 {until}"
    used = f"最近使用 {_said(token.last_used_at, campus)}" if token.last_used_at else "还没有用过"
    return f"{token.name}  {'、'.join(token.scopes)}  {state}  {used}"


def _said(at: datetime, campus: ZoneInfo) -> str:
    return f"{at.astimezone(campus):%Y-%m-%d %H:%M}"
