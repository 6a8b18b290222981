"""What is said about coming back from leave."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.forms.away import Hours
from domain.leave_length import describe_length, describe_span
from domain.leave_return import Absence, Return
from domain.texts.case_words import day_and_time

EXAMPLE = "例如 销假、销假 今天下午、销假 3月5日 14:00"
NONE = "没有销假：您没有正在休的假。还没开始的假请发 撤回 加单号，看单号请发 我的申请。"
NOT_THIS = "没有销假：单 {no} 不是您正在休的假，或已经销假。看单号请发 我的申请。"
NOTHING_TO_EXTEND = "没有续假：您没有正在休的假。要请假请直接说，例如 请事假 明天。"
NOT_EXTENDED = "没有续假：单 {no} 不是您正在休的假。看单号请发 我的申请。"
EXTENDED_ALREADY = "没有续假：这次假已有续假 {no}。请先看它的 进度 {no}。"
UNTIL_WHEN = "续假从 {start} 开始，请重发并写到什么时候，例如 续假 到3月8日、续假 2天。"
NO_FORM = "没有续假：现在不能发起这种申请。请联系{contact}。"
UNCLEAR = "没有销假：没有看懂什么时候返回。请写时间，{example}。"
TOO_EARLY = "没有销假：这次假 {start} 才开始，返回时间要晚于它。请重发，{example}。"
TOO_SOON = "没有销假：这次假 {end} 结束，还没有到。到时回来了再发 销假；提前回来请写提前的时间。"
NOT_YOURS = "没有办理：这张卡片不是您的。"
OVER = "没有办理：这张卡片已经处理过，或假期后来有变。请重发 销假。"
CHANGED = "没有销假：这次假刚才有变，请核对新卡片上的数再点 确认。"
LEFT = "好的，没有销假，假期还是到 {end}。"
WHICH = "您有几次假可以销，请选一次。"


def span(absence: Absence, hours: Hours, now: datetime) -> str:
    """3月5日(周二)全天，1 天; without a length where none was booked."""
    start, end = (each.astimezone(hours.campus) for each in (absence.start, absence.end))
    said = describe_span(start, end, today=hours.day(now), shift=hours.shift)
    return f"{said}，{describe_length(absence.minutes)}" if absence.minutes else said


def at(when: datetime, campus: ZoneInfo) -> str:
    """3月6日 14:00."""
    return day_and_time(when, campus)


def gives_back(absence: Absence, returned: Return) -> str:
    """What comes of it for the balance, or for the record where there is none."""
    if returned.back >= absence.end:
        return "按时返回，不退"
    if not returned.given_back:
        return "提前返回，没有可退的时间" if absence.minutes is not None else "提前返回，假期到返回时为止"
    amount = describe_length(returned.given_back)
    kind = absence.kind
    return f"退回{absence.name} {amount}" if kind and kind.has_balance else f"{absence.name}少计 {amount}"


def done(absence: Absence, returned: Return, campus: ZoneInfo) -> str:
    """Confirmed."""
    return f"已销假：{at(returned.back, campus)} 返回，{gives_back(absence, returned)}。"


def told(name: str, number: str, absence: Absence, returned: Return, campus: ZoneInfo) -> str:
    """To whoever agreed to the leave."""
    when = at(returned.back, campus)
    return f"{name}已销假：{number}，{absence.name}，{when} 返回，{gives_back(absence, returned)}。您不用处理。"


def stands(back: datetime, campus: ZoneInfo) -> str:
    """On the request's card and in 进度."""
    return f"已销假，{at(back, campus)} 返回"


def asked(absence: Absence, campus: ZoneInfo) -> str:
    """To whoever has not said that they are back."""
    return f"您的{absence.name}已于 {at(absence.end, campus)} 结束。回来了请发 销假；没回来请发 续假。"


def not_back(name: str, number: str, absence: Absence, campus: ZoneInfo) -> str:
    """To those above."""
    return (
        f"{name}的{absence.name}（{number}）已于 {at(absence.end, campus)} 结束，还没有销假，也没有续假。请您联系本人。"
    )


def goes_on_from(number: str) -> str:
    """The reason that stands on a request for more time."""
    return f"续假，接{number}"
