"""The campus in its term: a colleague who looks after a class, a student, lessons, punches, WeCom's own 打卡."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.importing import import_file
from bot.load import load_settings
from bot.wish import Wish
from emulator.dingtalk.people import Department as DingDepartment
from emulator.dingtalk.people import Member as DingMember
from emulator.wecom.people import Department, Member
from emulator.wecom.punches import Checkin, PunchGroup
from tests.campus.campus import AGENT_ID, DEAN, STAFF_NO, TEACHER, Campus, next_workday
from tests.nursery import command_line, fork

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")
COLLEAGUE, STUDENT = "teacher2", "student1"
DAY = timedelta(days=1)
TERM = "本学期"
CLASS = 30
ATTENDANCE = '\n[attendance]\naccounts = ["wecom:staff"]\n'
WHOLE_DAY = ("07:50", "18:05")


def today() -> date:
    return datetime.now(CAMPUS_TIME).date()


def said(day: date) -> str:
    return f"{day.month}月{day.day}日"


def day_off_lessons() -> date:
    """The day on which the teacher will be away: behind all other leave of these stories."""
    return next_workday(today() + 7 * DAY)


def last_month() -> date:
    """Its first day."""
    return (today().replace(day=1) - DAY).replace(day=1)


@dataclass
class TermCampus(Campus):
    """The directory has more people in it, and the files of a term are imported."""

    async def _read_directories(self) -> None:
        for corp in self.emulator.wecom.corps.values():
            corp.roster.put_department(Department(id=CLASS, name="机电2301", parent_id=2, leaders=(COLLEAGUE,)))
            corp.roster.put_member(_wecom(COLLEAGUE, "教师乙", "T0003", (2, CLASS), leads=(CLASS,), main_department=2))
            corp.roster.put_member(_wecom(STUDENT, "学生甲", "S0001", (CLASS,), position="学生"))
            group = PunchGroup(group_id=1, name="教师", users=frozenset({TEACHER, COLLEAGUE}))
            corp.checkin = Checkin(secret="checkin", callers=frozenset({AGENT_ID}), groups=[group])
        for org in self.emulator.dingtalk.orgs.values():
            place = DingDepartment(dept_id=CLASS, name="机电2301", parent_id=20, managers=(COLLEAGUE,))
            org.roster.put_department(place)
            org.roster.put_member(_ding(COLLEAGUE, "教师乙", "T0003", (20, CLASS), leads=(CLASS,)))
            org.roster.put_member(_ding(STUDENT, "学生甲", "S0001", (CLASS,), title="学生"))
        await super()._read_directories()
        for name, content in (("校历.toml", _calendar()), ("课表.csv", _timetable()), ("打卡.csv", _punches())):
            await self._import(name, content)

    def _configure(self, port: int) -> Path:
        file = super()._configure(port)
        if self.layout.wecom:
            file.write_text(file.read_text(encoding="utf-8") + ATTENDANCE, encoding="utf-8")
        return file

    async def _import(self, name: str, content: str) -> None:
        file, printed = self.folder / name, list[str]()
        file.write_text(content, encoding="utf-8")
        settings = load_settings(self.programs[0].configuration, {})
        assert await import_file(settings, file, Wish(), printed.append), printed

    def run_job(self, name: str, at: datetime) -> None:
        """As `run.py job run` does, in a program of its own."""
        words = ("job", "run", name, "--at", at.isoformat(), "--config", str(self.programs[0].configuration))
        ended = fork(command_line, *words, environment=os.environ).wait(30)
        assert ended == 0, f"{name} ended with {ended}"


def _wecom(user: str, name: str, number: str, departments: tuple[int, ...], **more: object) -> Member:
    return Member(user_id=user, name=name, departments=departments, extattr=(("工号", number),), **more)


def _ding(user: str, name: str, number: str, departments: tuple[int, ...], **more: object) -> DingMember:
    return DingMember(userid=user, name=name, job_number=number, dept_ids=departments, **more)


def _calendar() -> str:
    """One term around today, and eight periods a day."""
    first = today() - today().weekday() * DAY - 7 * DAY
    periods = [f'"{hour:02}:00-{hour:02}:45"' for hour in (8, 9, 10, 11, 14, 15, 16, 17)]
    bells = f'[[bells]]\nname = "全年"\nsince = "1-1"\nuntil = "12-31"\nperiods = [{", ".join(periods)}]\n'
    return f'[[term]]\nname = "{TERM}"\nfirst = {first}\nlast = {first + 20 * 7 * DAY - DAY}\n\n{bells}'


def _timetable() -> str:
    """The teacher has two lessons on the day of the leave."""
    weekday = "一二三四五六日"[day_off_lessons().weekday()]
    rows = (
        f"{TERM},{STAFF_NO[TEACHER]},机械制图,机电2301,周{weekday},{at},1-20,教1-10{at[0]}" for at in ("3-4", "5-6")
    )
    return "\n".join(("学期,工号,课程,班级,星期,节次,周次,教室", *rows, ""))


def _punches() -> str:
    """A week of last month, in which everybody came and went in time."""
    first = next_workday(last_month() + 7 * DAY)
    numbers: Sequence[str] = (STAFF_NO[TEACHER], STAFF_NO[DEAN], "T0003")
    rows = (f"{number},{first} {at}" for number in numbers for at in WHOLE_DAY)
    return "\n".join(("工号,打卡时间", *rows, ""))
