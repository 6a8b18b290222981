"""What IT is told about moves between platforms."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.account_move import Move
from domain.events import Source

NONE_PLANNED = "没有迁移。"
OVER = "没有开始：{day} 已经过去。请写今天或以后的日期。"
EMPTY = "没有开始：{source} 里没有在用的帐号。请先运行 run.py sync-org --account {account} --apply。"
SAME = "没有开始：--from 和 --to 是同一个账号。"
NO_MOVE = "没有改动：没有从 {source} 迁出的计划。运行 run.py move list 可查看。"
TOO_EARLY = "没有结束：两边都发的期限到 {day}（含）。要提前结束，请先用 run.py move 改期限。"
SOMEBODY_LEFT = "没有结束：还有 {count} 人只在 {source} 有帐号，关闭后就联系不上了。请先让他们加入新的一边并同步。"


def name_of(source: Source) -> str:
    """As it is written on the command line."""
    return f"{source.platform}:{source.account}"


def last_day(move: Move, campus: ZoneInfo) -> str:
    """The last day of both."""
    return (move.both_until - timedelta(days=1)).astimezone(campus).date().isoformat()


def begun(move: Move, campus: ZoneInfo) -> str:
    """What happens until when, and what then."""
    until, target = last_day(move, campus), name_of(move.target)
    return f"已记下：到 {until}（含）为止，两边都有帐号的人在两边收通知和新卡片；之后只发到 {target}，本人另选的除外。"


def cancelled(origin: Source) -> str:
    """As before."""
    return f"已取消从 {name_of(origin)} 的迁移，通知照旧发到各人最近使用的一边。"


def stands(move: Move, now: datetime, campus: ZoneInfo) -> str:
    """How far it has come by the clock."""
    until = last_day(move, campus)
    return f"两边都发，到 {until}（含）" if now < move.both_until else f"{until} 已结束，只发到 {name_of(move.target)}"


def finished(move: Move, closed: int) -> str:
    """The old side is closed; what is still to be done by hand."""
    origin, target = name_of(move.origin), name_of(move.target)
    return (
        f"已关闭 {origin} 的 {closed} 个帐号。请接着运行 "
        f"run.py sync-org --account {move.target.platform}:{move.target.account} --apply，"
        f"部门和上级便以 {target} 为准；然后从配置中删去 {origin}。"
    )
