"""What must be true of the database at any time, as queries that find what is not.

Each returns one column, the subject of the violation, and nothing on a clean history.
"""

from dataclasses import dataclass
from enum import StrEnum

from storage.invariants_of_attendance import ATTENDANCE
from storage.invariants_of_cases import CASES
from storage.invariants_of_duties import DUTIES
from storage.invariants_of_leave import LOTS
from storage.invariants_of_quality import QUALITY


class Scope(StrEnum):
    """Whether work may be under way, or everything has come to rest."""

    LIVE = "live"
    DRAINED = "drained"


@dataclass(frozen=True, slots=True)
class Invariant:
    """`sentence` is for the operator; `:patience` in a query is how long work may wait."""

    name: str
    sentence: str
    query: str


QUEUES = (
    Invariant(
        "inbox-waiting",
        "有回调一直没有处理",
        "select id from inbox where state = 'pending' and available_at <= now() - cast(:patience as interval)",
    ),
    Invariant(
        "inbox-dead",
        "放弃的回调没有写明原因",
        "select id from inbox where state = 'dead' and error = ''",
    ),
    Invariant(
        "inbox-handled",
        "回调的状态与处理时间不符",
        "select id from inbox where (state = 'pending') <> (handled_at is null) or attempts > 4",
    ),
    Invariant(
        "outbox-waiting",
        "有内容一直没有发出",
        """
        select id from outbox
        where state = 'pending' and available_at <= now() - cast(:patience as interval)
          and (lease_until is null or lease_until <= now() - cast(:patience as interval))
        """,
    ),
    Invariant(
        "outbox-sent",
        "标为已发出的内容没有发送记录",
        """
        select id from outbox
        where sent_at is not null and (called_at is null or state <> 'done')
           or sent_at is null and state = 'done' and error = ''
        """,
    ),
    Invariant(
        "outbox-reason",
        "放弃或不确定的投递没有写明原因",
        "select id from outbox where state in ('dead', 'uncertain') and error = ''",
    ),
    Invariant(
        "outbox-lease",
        "已结束的投递仍被占用",
        "select id from outbox where state <> 'pending' and (lease_token is not null or lease_until is not null)",
    ),
    Invariant(
        "outbox-deadline",
        "过了时限的内容仍然发出了",
        "select id from outbox where called_at > deadline",
    ),
    Invariant(
        "run-once",
        "同一次定时作业有两条记录",
        "select job || ' ' || occurrence from job_runs group by job, occurrence having count(*) > 1",
    ),
    Invariant(
        "run-finished",
        "定时作业没有结束",
        """
        select job || ' ' || occurrence from job_runs
        where finished_at is null
          and lease_until <= now() - greatest(
              cast(:patience as interval), case when job like 'gap:%' then interval '1 hour' else interval '0' end
          )
        """,
    ),
)

DECISIONS = (
    Invariant(
        "decision-entitled",
        "有人替没有轮到自己的申请做了决定",
        """
        select d.id from decisions d join requests r on r.no = d.request_no
        where d.actor_id = r.applicant_id or not exists (
            select from step_approvers a
            where a.request_no = d.request_no and a.ordinal = d.step
              and a.person_id in (d.actor_id, d.on_behalf_of_id)
        )
        """,
    ),
    Invariant(
        "decision-once",
        "一个步骤有两个决定",
        """
        select d.request_no || ' ' || d.step
        from decisions d join steps s on s.request_no = d.request_no and s.ordinal = d.step
        where s.mode = 'any' group by d.request_no, d.step having count(*) > 1
        """,
    ),
    Invariant(
        "decision-in-time",
        "申请结束之后仍有决定",
        """
        select d.id from decisions d join requests r on r.no = d.request_no
        where d.decided_at < r.submitted_at or r.submitted_at is null
           or r.state in ('withdrawn', 'expired') and d.decided_at > r.finished_at
        """,
    ),
    Invariant(
        "decision-audit",
        "决定与审计记录不一一对应",
        """
        select d.id from decisions d left join audit a
            on a.object = 'request:' || d.request_no and a.actor = 'person:' || d.actor_id
           and a.action = 'request.' || d.action and a.detail ->> 'step' = d.step::text
        group by d.id having count(a.seq) <> 1
        """,
    ),
    Invariant(
        "step-state",
        "步骤的状态与决定不符",
        """
        select s.request_no || ' ' || s.ordinal from steps s
        cross join lateral (
            select count(*) filter (where d.action = 'approve') as approved,
                   count(*) filter (where d.action = 'reject') as rejected
            from decisions d where d.request_no = s.request_no and d.step = s.ordinal
        ) decided
        where case s.state
            when 'approved' then approved = 0 or rejected > 0
            when 'rejected' then rejected = 0
            else s.mode = 'any' and approved + rejected > 0 or rejected > 0
        end
        """,
    ),
    Invariant(
        "request-state",
        "申请的状态与步骤不符",
        """
        select r.no from requests r
        where r.plan is null and case r.state
            when 'approved' then exists (select from steps s where s.request_no = r.no and s.state <> 'approved')
            when 'rejected' then not exists (select from steps s where s.request_no = r.no and s.state = 'rejected')
            when 'pending' then (select count(*) from steps s where s.request_no = r.no and s.state = 'pending') <> 1
            when 'draft' then exists (select from steps s where s.request_no = r.no)
            else exists (select from steps s where s.request_no = r.no and s.state in ('waiting', 'pending'))
        end
        """,
    ),
)

LEAVE = (
    Invariant(
        "ledger-approved",
        "已批准的请假没有恰好扣除一次（退回过的不算）",
        """
        select r.no from requests r left join leave_ledger l
            on l.request_no = r.no and l.cause_key not like 'adjust:%'
        where (r.plan is null or r.plan -> 'books' ? 'leave') and r.state = 'approved'
          and not exists (
              select from leave_ledger before where before.request_no = r.no and before.cause_key like 'adjust:%'
                and exists (select from leave_ledger l where l.request_no = r.no and l.cause_key like 'refund:%')
          )
        group by r.no having coalesce(sum(sign(l.minutes)), 0) <> -1 or sum(l.minutes) >= 0
        """,
    ),
    Invariant(
        "ledger-adjusted",
        "销假或重算以后，已批准的请假扣除的与占用的时间不一致",
        """
        select r.no from requests r
        join leave_ledger l on l.request_no = r.no join leave_periods p on p.request_no = r.no
        where r.state = 'approved' and p.minutes is not null
        group by r.no, p.minutes having sum(l.minutes) <> -p.minutes
        """,
    ),
    Invariant(
        "leave-returned",
        "已销假的请假没有批准，或者占用的时间没有到返回时为止",
        """
        select d.request_no from leave_returns d join requests r on r.no = d.request_no
        left join leave_periods p on p.request_no = d.request_no
        where d.state = 'done' and (
            r.state <> 'approved' or p.request_no is not null and upper(p.during) is distinct from d.until
        )
        """,
    ),
    Invariant(
        "ledger-others",
        "没有批准的请假在台账上留有余数",
        """
        select r.no from requests r join leave_ledger l on l.request_no = r.no
        where r.state <> 'approved' group by r.no having sum(l.minutes) <> 0
        """,
    ),
    Invariant(
        "ledger-person",
        "请假记在了别人的台账上",
        """
        select l.id from leave_ledger l join requests r on r.no = l.request_no where l.person_id <> r.applicant_id
        """,
    ),
    Invariant(
        "leave-overlap",
        "同一个人的两次请假时间重叠",
        """
        select a.request_no || ' ' || b.request_no from leave_periods a join leave_periods b
            on a.person_id = b.person_id and a.request_no < b.request_no and a.during && b.during
        where a.active and b.active
        """,
    ),
    Invariant(
        "leave-period",
        "请假占用的时间与申请的状态不符",
        """
        select r.no from requests r left join leave_periods p on p.request_no = r.no
        where (r.plan is null or r.plan -> 'books' ? 'leave')
          and (r.state in ('pending', 'approved')) <> coalesce(p.active, false)
        """,
    ),
)

CARDS = (
    Invariant(
        "card-shown",
        "卡片显示的不是最后送达的版本",
        """
        select c.id from cards c join outbox o on o.card_id = c.id
        where o.state = 'done' and o.sent_at is not null and o.payload ? 'version'
        group by c.id, c.shown_version having max((o.payload ->> 'version')::int) <> c.shown_version
        """,
    ),
    Invariant(
        "card-newest",
        "卡片的最新状态没有送出，也没有说明",
        """
        select c.id from cards c
        where c.shown_version > c.version or c.shown_version < c.version and not exists (
            select from outbox o where o.card_id = c.id
              and o.id >= (select max(last.id) from outbox last where last.card_id = c.id)
              and (o.state <> 'done' or o.sent_at is null)
        )
        """,
    ),
    Invariant(
        "card-handle",
        "一次性的更新凭证用了两次",
        """
        select o.card_id || ' ' || (o.payload ->> 'handle') from outbox o
        where o.state = 'done' and o.sent_at is not null and o.payload ->> 'handle' is not null
        group by o.card_id, o.payload ->> 'handle' having count(*) > 1
        """,
    ),
)

RECORDS = (
    Invariant(
        "paper-secret",
        "打印件上二维码的密钥不在数据库里，旧的打印件核验不了：请从备份恢复",
        "select 'paper_secret' where (select count(*) filter (where octet_length(secret) = 32) from paper_secret) <> 1",
    ),
)

SEARCH = (
    Invariant(
        "names-written",
        "有在岗的人按姓名查不到，或者离职的人还查得到",
        """
        select p.id from people p
        where p.id not in (select unnest(people) from unwritten_names) and (
            p.status = 'active' and p.name ~ '[一-龥]' and p.id not in (select person_id from name_forms)
            or p.status <> 'active' and p.id in (select person_id from name_forms)
        )
        """,
    ),
)

# What foreign keys would hold, were they not too dear for rows that come by the hundred thousand (ADR 0025).
_LEADING = (
    ("people", "main_department_id", "departments"),
    ("accounts", "person_id", "people"),
    ("memberships", "person_id", "people"),
    ("memberships", "department_id", "departments"),
    ("direct_leaders", "person_id", "people"),
    ("direct_leaders", "leader_id", "people"),
    ("org_changes", "person_id", "people"),
    ("org_changes", "run_id", "org_runs"),
)

DIRECTORY = (
    Invariant(
        "directory-leads",
        "通讯录中有内容指向不存在的人、部门或同步",
        " union all ".join(
            f"select '{table}.{column} ' || s.{column} from {table} s left join {target} t on t.id = s.{column}"  # noqa: S608 - ours
            f" where s.{column} is not null and t.id is null"
            for table, column, target in _LEADING
        ),
    ),
)

# A number that has done its service, or whose list is over, is nobody's to keep.
WAYS_IN = (
    Invariant(
        "ways-in-kept",
        "新人的手机或邮箱用完了还留着",
        """
        select w.list_id || ' ' || w.staff_no
        from ways_in w join directory_lists l on l.id = w.list_id
        where l.state not in ('reading', 'ready', 'writing', 'halted') or exists (
            select from directory_orders o
            where o.list_id = w.list_id and o.state in ('done', 'refused', 'uncertain')
                and o.written ->> 'kind' = 'MakeMember' and o.written ->> 'staff_no' = w.staff_no
        )
        """,
    ),
)

INVARIANTS = (
    *(QUEUES + DECISIONS + LEAVE + CARDS + RECORDS + SEARCH + DIRECTORY + WAYS_IN),
    *(Invariant(*each) for each in CASES + LOTS + ATTENDANCE + DUTIES + QUALITY),
)
