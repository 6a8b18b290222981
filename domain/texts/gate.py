"""What students, counsellors and gates' passes make the bot say."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.texts.moments import clock, moment

OPENED = "离校放行：{period}，凭校园卡在门口通行。\n可转发给家长：\n{forward}"
FORWARD = "【{college}】{name}已获准离校，{period}。事由：{reason}。请知悉，如有疑问请联系辅导员。"
FORWARD_REFUSED = "【{college}】{name}申请离校（{period}）未获批准，请知悉，如有疑问请联系辅导员。"
FORWARD_SENT = "已经由企业微信发给家长。家长说没有收到的，可转发：\n{text}"
FORWARD_ASKED = "可转发给家长：\n{text}"
NOT_BACK = "{name}应在 {until} 前返校，门口还没有返校记录（{out} 离校）。请联系本人。"
CAME_LATE = "{name} {at} 已返校，比准假时间晚 {late}。"
LEFT_WITHOUT = "{name} {at} 离校，当时没有放行时段。请核实。"


def period(start: datetime, end: datetime, now: datetime, campus: ZoneInfo) -> str:
    """From when to when."""
    return f"{clock(start, campus)} 至 {moment(end, now, campus) if now.date() != end.date() else clock(end, campus)}"
