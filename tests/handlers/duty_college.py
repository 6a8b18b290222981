"""The college of the tests with a catalogue of duties: a head, two teachers, the quality office, and everybody."""

from dataclasses import replace

from domain.duties.duty import Owed
from domain.duties.rules import (
    Annual,
    Continuous,
    Cycle,
    Daily,
    Every,
    ExternalDeadline,
    Monthly,
    OnEvent,
    PeriodicUnspecified,
    TermKind,
    TermWeek,
)
from domain.forms.posts import PostRule, Posts
from storage.duties import publish
from tests.duties.worlds import duty
from tests.handlers.college import College

POSTS = Posts(
    rules=(
        PostRule("teaching_head", "教务处处长", departments=("教务处",), leads=True),
        PostRule("teacher", "教师", staff_no=("T-李雷", "T-韩梅")),
        PostRule("quality_head", "质量管理办公室主任", staff_no=("T-吴老师",)),
        PostRule("all_staff", "全体教职工", everyone=True),
    )
)
TEACHING = "信息工程系"
DUTIES = (
    replace(duty(Annual(month=9, day=20), "J-1"), title="动态数据汇总", department="教务处"),
    replace(duty(Monthly(day=25), "J-2"), title="考勤核对", department="教务处"),
    replace(duty(ExternalDeadline(set_by="upper_document"), "J-3"), title="新专业上报", department="教务处"),
    replace(duty(Continuous(scope="website"), "J-4"), title="网站维护", department="教务处"),
    replace(duty(OnEvent(event="exam_ended"), "J-5"), title="考试归档", department="教务处"),
    replace(
        duty(TermWeek(term=TermKind.EACH, week=3), "X-1"), title="教案检查", department="信息工程系", post="teacher"
    ),
    replace(duty(PeriodicUnspecified(word="定期"), "X-2"), title="设备检查", department="信息工程系", post="teacher"),
    replace(duty(Daily(), "Q-1"), title="登录办公平台", department="全校", post="all_staff", owed=Owed.EACH),
    *(
        replace(duty(Cycle(every=Every.YEAR), f"Z-{number}"), title=f"年度材料{number}", department="教务处")
        for number in range(1, 8)
    ),
)


async def with_duties(college: College) -> College:
    college.office = replace(college.office, posts=POSTS, pages="https://bot.example.edu.cn")
    async with college.database.begin(college.now) as tx:
        await publish(tx, DUTIES)
    return college
