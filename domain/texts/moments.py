"""Instants and lengths of time in the words of the campus."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 60  # minutes
DAY = 24 * HOUR


def moment(at: datetime, now: datetime, campus: ZoneInfo) -> str:
    """An instant as people name it: today's by the clock alone, this year's without the year."""
    then, today = at.astimezone(campus), now.astimezone(campus)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    year = "" if then.year == today.year else f"{then.year}年"
    return f"{year}{then.month}月{then.day}日 {then:%H:%M}"


def clock(at: datetime | None, campus: ZoneInfo) -> str:
    """Day and time; nothing for what has not happened."""
    if at is None:
        return ""
    there = at.astimezone(campus)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def ago(length: timedelta) -> str:
    """How long ago, roughly: 刚刚, 20 分钟前, 2 小时前, 3 天前."""
    minutes = int(length.total_seconds()) // HOUR
    if minutes < 1:
        return "刚刚"
    if minutes < HOUR:
        return f"{minutes} 分钟前"
    if minutes < DAY:
        return f"{minutes // HOUR} 小时前"
    return f"{minutes // DAY} 天前"
