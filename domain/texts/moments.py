"""Instants and lengths of time in the words of the campus."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = "一二三四五六日"


def clock(at: datetime, campus: ZoneInfo) -> str:
    """The time of day on campus: 10:32."""
    return at.astimezone(campus).strftime("%H:%M")


def day(on: date) -> str:
    """A day with its weekday: 11月25日(周三)."""
    return f"{on.month}月{on.day}日(周{WEEKDAYS[on.weekday()]})"


def moment(at: datetime, now: datetime, campus: ZoneInfo) -> str:
    """An instant as people name it: today's by the clock alone, this year's without the year."""
    then, today = at.astimezone(campus), now.astimezone(campus)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    year = "" if then.year == today.year else f"{then.year}年"
    return f"{year}{then.month}月{then.day}日 {then:%H:%M}"


def ago(length: timedelta) -> str:
    """How long ago, roughly: 刚刚, 20 分钟前, 2 小时前, 3 天前."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if minutes < 24 * 60:
        return f"{minutes // 60} 小时前"
    return f"{minutes // (24 * 60)} 天前"
