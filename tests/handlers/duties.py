"""A small catalogue for the college of the handler tests: what starts with events, and what lacks a date."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.content_file import read_content
from bot.duty_files import EVENTS
from bot.event_kinds import event_kinds_of
from domain.duties.duty import Duty
from domain.duties.event_file import load_events
from domain.duties.event_kinds import EventKinds
from domain.duties.rules import (
    AfterEvent,
    Annual,
    DayType,
    ExternalDeadline,
    Immediate,
    Lapse,
    OnEvent,
    PeriodicUnspecified,
    Unit,
)
from storage.duties import publish
from tests.handlers.college import College

CONTENT = Path(__file__).resolve().parents[2] / "content"
TWO_WORKING_DAYS = Lapse(Unit.WORKING_DAYS, 2)


def duty(code: str, title: str, rule, *, post: str = "info_data", department: str = "教务处", **more) -> Duty:
    return Duty(code=code, department=department, section="综合科", post=post, title=title, rule=rule, **more)


DUTIES = (
    duty(
        "T-1",
        "数据采集工作方案",
        AfterEvent(event="data_collection_notice_received", lapse=Lapse(Unit.DAYS, 3)),
        checker="quality_head",
    ),
    duty(
        "T-2",
        "申报通知下发",
        AfterEvent(event="upper_document_received", lapse=TWO_WORKING_DAYS, day_type=DayType.WORKING),
    ),
    duty(
        "T-3",
        "文件研讨",
        AfterEvent(event="upper_document_received", lapse=TWO_WORKING_DAYS, or_as_document=True),
        post="security_head",
        department="信息工程系",
    ),
    duty("T-4", "隐患整改", Immediate(event="hazard_found"), post="security_head", department="信息工程系"),
    duty("T-5", "论证材料", OnEvent(event="review_meeting"), post="security_head", department="信息工程系"),
    duty("T-6", "实训基地制度", ExternalDeadline(set_by="college_schedule"), post="info_data"),
    duty("T-7", "查看校情数据", PeriodicUnspecified(word="定期"), post="info_data"),
    duty("T-8", "成果奖材料", ExternalDeadline(set_by="upper_document"), post="legal_adviser", department="信息工程系"),
    duty("T-9", "年度总结", Annual(month=12, day=20), post="info_data"),
)


def known_kinds() -> EventKinds:
    """As the content has them."""
    return event_kinds_of(CONTENT, read_content(CONTENT, EVENTS, load_events, {}))


async def with_duties(college: College, duties: Sequence[Duty] = DUTIES) -> College:
    """The same college with these duties, which knows every kind of event."""
    college.office = replace(college.office, event_kinds=known_kinds())
    async with college.database.begin(college.now) as tx:
        await publish(tx, duties)
    return college
