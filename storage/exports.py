"""What leaves the house as a table: approvals, bookings of leave, days of attendance, deliveries, the audit chain."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text

from domain.attendance.day_record import STATUS_NAMES
from domain.leave_types import NAMES
from storage.database import Tx

Cell = str | int | datetime | Mapping[str, object] | None

STATES = {
    "draft": "草稿",
    "pending": "审批中",
    "returned": "已退回",
    "approved": "已同意",
    "rejected": "已驳回",
    "withdrawn": "已撤回",
    "expired": "已过期",
}
DELIVERY_STATES = {"pending": "待发送", "done": "已发送", "uncertain": "不确定", "dead": "已放弃"}
ACTIONS = {"approve": "同意", "reject": "驳回"}
CHANNELS = {"card": "卡片", "text": "文字", "page": "网页"}


class Export(StrEnum):
    """What can be exported."""

    APPROVALS = "approvals"
    LEAVE = "leave"
    ATTENDANCE = "attendance"
    DELIVERIES = "deliveries"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is stable and for programs, `title` for people; `words` translates codes."""

    name: str
    title: str
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[Column, ...]
    query: str


def _when(column: str) -> str:
    """The part of a query that keeps to the asked period."""
    return f"""{column} >= coalesce(cast(:start as timestamptz), '-infinity')
        and {column} < coalesce(cast(:end as timestamptz), 'infinity')"""


_PERSON = (Column("staff_no", "工号"), Column("person", "姓名"), Column("department", "部门"))

_TABLES: Mapping[Export, _Table] = {
    Export.APPROVALS: _Table(
        (
            Column("no", "申请号"),
            Column("form", "表单"),
            *_PERSON,
            Column("state", "状态", STATES),
            Column("submitted_at", "提交时间"),
            Column("finished_at", "结束时间"),
            Column("step", "第几步"),
            Column("step_label", "步骤"),
            Column("actor", "审批人"),
            Column("actor_staff_no", "审批人工号"),
            Column("on_behalf_of", "代谁审批"),
            Column("action", "决定", ACTIONS),
            Column("comment", "意见"),
            Column("channel", "方式", CHANNELS),
            Column("decided_at", "决定时间"),
            Column("fields", "申请内容"),
        ),
        f"""
        select r.no, r.form, p.staff_no, p.name, d.name, r.state, r.submitted_at, r.finished_at,
            c.step, coalesce(s.label, r.plan -> 'steps' -> (c.step - 1) ->> 'label'), actor.name, actor.staff_no,
            behalf.name, c.action, c.comment, c.channel, c.decided_at, r.fields
        from requests r
        join people p on p.id = r.applicant_id
        left join departments d on d.id = p.main_department_id
        left join report.decisions c on c.request_no = r.no
        left join steps s on s.request_no = c.request_no and s.ordinal = c.step
        left join people actor on actor.id = c.actor_id
        left join people behalf on behalf.id = c.on_behalf_of_id
        where r.submitted_at is not null and {_when("r.submitted_at")}
        order by r.no, c.decided_at, c.step
        """,  # noqa: S608 - no word of it comes from outside
    ),
    Export.LEAVE: _Table(
        (
            Column("id", "流水号"),
            *_PERSON,
            Column("leave_type", "假别", NAMES),
            Column("minutes", "分钟"),
            Column("reason", "事由"),
            Column("request_no", "申请号"),
            Column("booked_at", "记账时间"),
        ),
        f"""
        select l.id, p.staff_no, p.name, d.name, l.leave_type, l.minutes, l.reason, l.request_no, l.booked_at
        from leave_ledger l
        join people p on p.id = l.person_id
        left join departments d on d.id = p.main_department_id
        where {_when("l.booked_at")}
        order by l.id
        """,  # noqa: S608 - as above
    ),
    Export.ATTENDANCE: _Table(
        (
            *_PERSON,
            Column("day", "日期"),
            Column("status", "结果", {status.value: name for status, name in STATUS_NAMES.items()}),
            Column("late", "迟到分钟"),
            Column("early", "早退分钟"),
            Column("absent", "旷工分钟"),
            Column("group", "考勤组"),
            Column("punches", "打卡"),
            Column("computed_at", "算出时间"),
        ),
        # A day is no instant: its noon by UTC lies inside it wherever a campus is.
        f"""
        select p.staff_no, p.name, d.name, a.day::text, a.status, (a.detail ->> 'late')::int,
            (a.detail ->> 'early')::int, (a.detail ->> 'absent')::int, a.detail ->> 'group',
            (select string_agg(coalesce(e ->> 'at', '没有'), ' ' order by n)
                from jsonb_array_elements(a.detail -> 'edges') with ordinality as edges (e, n)),
            a.computed_at
        from attendance_days a
        join people p on p.id = a.person_id
        left join departments d on d.id = p.main_department_id
        where {_when("((a.day + time '12:00') at time zone 'UTC')")}
        order by p.staff_no, p.id, a.day
        """,  # noqa: S608 - as above
    ),
    Export.DELIVERIES: _Table(
        (
            Column("id", "流水号"),
            Column("platform", "平台"),
            Column("account", "账号"),
            Column("recipient", "接收人"),
            Column("kind", "种类", {"text": "文字", "card": "卡片", "recall": "撤回"}),
            Column("state", "状态", DELIVERY_STATES),
            Column("attempts", "次数"),
            Column("request_no", "申请号"),
            Column("created_at", "产生时间"),
            Column("sent_at", "发送时间"),
            Column("platform_message_id", "平台编号"),
            Column("error", "原因"),
        ),
        f"""
        select id, platform, account, recipient, kind, state, attempts, request_no, created_at, sent_at,
            platform_message_id, error
        from outbox where {_when("created_at")}
        order by id
        """,  # noqa: S608 - as above
    ),
    Export.AUDIT: _Table(
        (
            Column("seq", "序号"),
            Column("at", "时间"),
            Column("actor", "谁"),
            Column("action", "做了什么"),
            Column("object", "对什么"),
            Column("detail", "细节"),
            Column("previous_hash", "上一条的哈希"),
            Column("hash", "哈希"),
        ),
        f"""
        select seq, at, actor, action, object, detail, previous_hash, hash
        from audit where {_when("at")}
        order by seq
        """,  # noqa: S608 - as above
    ),
}


def columns_of(export: Export) -> tuple[Column, ...]:
    """The columns, in the order of each row's cells."""
    return _TABLES[export].columns


async def read(tx: Tx, export: Export, start: datetime | None, end: datetime | None) -> AsyncIterator[tuple[Cell, ...]]:
    """Row after row, not all at once. `start` belongs to the period, `end` does not."""
    found = await tx.conn.stream(text(_TABLES[export].query), {"start": start, "end": end})
    async for row in found:
        yield tuple(row)
