"""How a day of attendance came to its result, in the words of whoever asks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.attendance.day_record import DayRecord, Edge, Verdict, said
from domain.attendance.duty import Duty, DutyKind
from domain.attendance.rules import Asked, Duties, Punching, Rule
from domain.attendance.written import clock
from domain.punches import Punch, Side

MOST_PUNCHES = 12  # of one text
SIDES: Mapping[Side, str] = {Side.IN: "上班", Side.OUT: "下班"}
SOURCES: Mapping[str, str] = {
    "wecom": "企业微信",
    "dingtalk": "钉钉",
    "chat": "机器人打卡",
    "correction": "补卡",
    "import": "导入",
}


def source_said(source: str) -> str:
    """Where a punch came from."""
    kind, _, name = source.partition(":")
    return f"考勤机 {name}" if kind == "device" else SOURCES.get(kind, source)


def facts_lines(record: DayRecord, punches: Sequence[Punch], campus: ZoneInfo) -> Iterator[str]:
    """Duty, leave and punches, line by line."""
    duty = record.duty
    yield f"应到：{due_said(duty)}"
    if record.away:
        yield f"请假或公出：{'；'.join(_away(duty, each.start, each.end, each.cause) for each in record.away)}"
    yield f"打卡：{punches_said(punches, duty, campus)}"


def working_lines(record: DayRecord) -> Iterator[str]:
    """What was made of them, and by which rule."""
    duty = record.duty
    if record.edges:
        yield "怎么算的："
        yield from (f"· {_edge(duty, edge)}" for edge in record.edges)
    if duty.kind is DutyKind.WORK:
        yield f"规则：{'；'.join(rule_lines(duty.rule))}（{duty.rule.since} 起）。"
        yield f"有效打卡：{clock(duty, duty.opens)} 到 {clock(duty, duty.closes)}。"


def due_said(duty: Duty) -> str:
    """08:00–12:00、14:00–18:00（教职工，工作日）."""
    if duty.kind is not DutyKind.WORK:
        return f"不用打卡（{duty.group}，{duty.reason}）"
    pieces = [f"{clock(duty, start)}–{clock(duty, end)}" for part in duty.parts for start, end in part.pieces]
    why = "，".join(each for each in (duty.group, duty.shift, duty.reason) if each)
    return f"{'、'.join(pieces)}（{why}）"


def punches_said(punches: Sequence[Punch], duty: Duty, campus: ZoneInfo) -> str:
    """Each with its time, place and source; where a clock was wrong, also what it said."""
    if not punches:
        return "没有记录"
    told = "；".join(_punch(punch, duty, campus) for punch in punches[:MOST_PUNCHES])
    return told + (f"；另有 {len(punches) - MOST_PUNCHES} 次" if len(punches) > MOST_PUNCHES else "")


def _punch(punch: Punch, duty: Duty, campus: ZoneInfo) -> str:
    at = _clock_of(punch.at, duty, campus)
    drifted = punch.said_at.replace(second=0, microsecond=0) != punch.at.replace(second=0, microsecond=0)
    notes = [source_said(punch.source), punch.place, SIDES.get(punch.side, "") if punch.side else ""]
    if drifted:
        notes.append(f"机器显示 {punch.said_at.astimezone(campus):%H:%M}，已按时差校正")
    if punch.within_fence is False:
        notes.append("不在打卡范围内")
    return f"{at}（{'，'.join(note for note in notes if note)}）"


def _clock_of(at: datetime, duty: Duty, campus: ZoneInfo) -> str:
    here = at.astimezone(campus)
    return f"{here:%H:%M}" if here.date() == duty.day else f"{here.month}月{here.day}日 {here:%H:%M}"


def _away(duty: Duty, start: int, end: int, cause: str) -> str:
    number = cause.partition(":")[2]
    return f"{number} 号单 {clock(duty, start)}–{clock(duty, end)}"


def _edge(duty: Duty, edge: Edge) -> str:
    head = f"{SIDES[edge.side]} {clock(duty, edge.due)}："
    if edge.mark is None:
        lost = f"，旷工 {edge.minutes} 分钟" if edge.minutes else ""
        return f"{head}没有打卡{lost}" if edge.verdict is Verdict.ABSENT else f"{head}没有打卡，算缺卡"
    return f"{head}用 {clock(duty, edge.mark.at)} 这次打卡，{_verdict(duty.rule, edge)}"


def _verdict(rule: Rule, edge: Edge) -> str:
    late = "迟到" if edge.side is Side.IN else "早退"
    match edge.verdict:
        case Verdict.NORMAL if edge.minutes:
            return f"{late} {edge.minutes} 分钟，在宽限以内，算正常"
        case Verdict.NORMAL:
            return "正常"
        case Verdict.EXCUSED:
            return f"迟到 {edge.minutes} 分钟，在每月 {rule.tolerance.small_lates} 次的宽限以内，不计"
        case Verdict.VERY_LATE:
            return f"迟到 {edge.minutes} 分钟，超过 {rule.tolerance.serious_after} 分钟，算严重迟到"
        case Verdict.ABSENT:
            return f"{late} {edge.minutes} 分钟，超过 {rule.tolerance.absent_after} 分钟，算旷工"
        case Verdict.LATE | Verdict.LEFT_EARLY:
            return f"{late} {edge.minutes} 分钟"
        case Verdict.MISSING:
            return "算缺卡"


def rule_lines(rule: Rule) -> Iterator[str]:
    """The rule in words."""
    tolerance = rule.tolerance
    if rule.duties is Duties.TIMETABLE:
        yield _by_timetable(rule)
    else:
        yield "每段都打卡" if rule.punching is Punching.EACH else "每天首末两次打卡"
    if rule.duties is Duties.FLEXIBLE:
        yield f"弹性：可早到 {rule.flex_before} 分钟、晚到 {rule.flex_after} 分钟，下班相应提前或推后"
    yield f"迟到 {tolerance.grace} 分钟以内不算" if tolerance.grace else "迟到没有宽限"
    if tolerance.early_grace:
        yield f"早退 {tolerance.early_grace} 分钟以内不算"
    if tolerance.small_lates:
        yield f"每月 {tolerance.small_lates} 次 {tolerance.small_late} 分钟以内的迟到不计"
    if tolerance.serious_after:
        yield f"超过 {tolerance.serious_after} 分钟算严重迟到"
    if tolerance.absent_after:
        yield f"超过 {tolerance.absent_after} 分钟算旷工"


def _by_timetable(rule: Rule) -> str:
    """按课表，上课前 10 分钟到，每天第一次课前打卡."""
    where = "连着的课" if rule.punching is Punching.EACH else "当天的课"
    before = f"，上课前 {rule.before} 分钟到" if rule.before else ""
    match rule.asked:
        case Asked.IN:
            return f"按课表{before}，{where}第一节前打卡"
        case Asked.OUT:
            return f"按课表{before}，{where}上完打卡"
        case Asked.BOTH:
            return f"按课表{before}，{where}前后都打卡"


def head_of(record: DayRecord, day_said: str) -> str:
    """5月3日(周日)的考勤：迟到12分钟."""
    return f"{day_said}的考勤：{said(record)}"
