"""What the empty files for imports say: their columns, what belongs into them, and what is to be minded."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import lot_file, timetable_sheet
from domain.attendance import filed

TEACHING = timetable_sheet.Column
LOTS = lot_file.Column
PUNCHING = filed.Column


@dataclass(frozen=True, slots=True)
class Heading:
    """One column. `choices` are offered in a list."""

    name: str
    explanation: str
    example: str
    is_needed: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """One kind of file."""

    title: str
    headings: Sequence[Heading]
    notes: Sequence[str]


def _teaching(column: timetable_sheet.Column, explanation: str) -> Heading:
    is_needed = column in timetable_sheet.NEEDED
    return Heading(column, explanation, timetable_sheet.EXAMPLES[column], is_needed)


def _lots(column: lot_file.Column, explanation: str, *, is_needed: bool = True) -> Heading:
    return Heading(column, explanation, lot_file.EXAMPLES[column], is_needed)


def _filed(column: filed.Column, explanation: str, *, is_needed: bool = True, choices: tuple[str, ...] = ()) -> Heading:
    return Heading(column, explanation, filed.EXAMPLES[column], is_needed, choices)


TIMETABLE = Empty(
    "课表",
    (
        _teaching(TEACHING.TERM, "校历里的学期名称"),
        _teaching(TEACHING.STAFF_NO, "任课教师的工号；两人同上一课写两行"),
        _teaching(TEACHING.COURSE, "课程名称"),
        _teaching(TEACHING.CLASSES, "几个班合上用顿号隔开"),
        _teaching(TEACHING.WEEKDAY, "一到日，或 1 到 7"),
        _teaching(TEACHING.PERIODS, "第几节到第几节"),
        _teaching(TEACHING.WEEKS, "第几周到第几周，可以写单周、双周"),
        _teaching(TEACHING.ROOM, "教室；同一时间只能有一门课"),
        _teaching(TEACHING.CAMPUS, "有几个校区作息不同时要写"),
    ),
    ("一行是一门课的一个时间。按学期整体替换：文件里有的学期，原来的课表全部换掉。",),
)
LEAVE = Empty(
    "假期额度",
    (
        _lots(LOTS.STAFF_NO, "发给谁"),
        _lots(LOTS.TYPE, "有额度的假的名称"),
        _lots(LOTS.DAYS, "天数和小时写一个", is_needed=False),
        _lots(LOTS.HOURS, "天数和小时写一个，最小半小时", is_needed=False),
        _lots(LOTS.UNTIL, "过了这天作废；不写就不过期", is_needed=False),
        _lots(LOTS.REASON, "为什么发"),
    ),
    ("一行发一笔。同一个文件导两次不会发两次。",),
)
PUNCHES = Empty(
    "打卡",
    (
        _filed(PUNCHING.STAFF_NO, "谁打的"),
        _filed(PUNCHING.AT, "校园时间，日期可以另放一列“日期”"),
        _filed(PUNCHING.PLACE, "在哪里", is_needed=False),
        _filed(PUNCHING.DEVICE, "哪台机器", is_needed=False),
        _filed(PUNCHING.SIDE, "机器知道方向的才写", is_needed=False, choices=("上班", "下班")),
    ),
    ("一行是一次打卡，次序不限。同一个文件导两次不会多出来。",),
)
SHIFTS = Empty(
    "排班",
    (
        _filed(PUNCHING.STAFF_NO, "谁的班"),
        _filed(PUNCHING.DAY, "哪天开始的班；夜班写开始那天"),
        _filed(PUNCHING.SHIFT, "content/attendance.toml 里的班次名称；休息写“休”"),
    ),
    ("一行是一个人一天。以后再导入的，同一个人同一天以后导的为准。",),
)
