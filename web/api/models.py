"""What goes in and out of /api/v1 below people and requests: the shapes that are checked are those that are described.

Limits stand here once; texts are the description's, in Chinese.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.flow.case import State
from handlers.case_acts import LONGEST_WORDS

PAGE_SIZE, LARGEST_PAGE = 50, 200  # entries of a list; 200 requests are some 100 kB
MOST_DAYS = 62  # of attendance in one answer: two months
MOST_FIELDS = 200  # of a form in one submission
LONGEST_STAFF_NO = 64  # characters; as the roster takes them
LARGEST_NUMBER = 2**53 - 1  # what every JSON reader keeps exactly

StaffNo = Annotated[str, Meta(min_length=1, max_length=LONGEST_STAFF_NO, description="工号或学号")]
Number = Annotated[int, Meta(ge=1, le=LARGEST_NUMBER)]
Cursor = Annotated[str, Meta(pattern="^[0-9a-f]{1,14}$", description="上一页的 next，原样送回")]
Limit = Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="一页最多几条")]
Instant = Annotated[datetime, Meta(tz=True)]
Key = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[a-z0-9_]+$")]


class Paged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """分页。"""

    after: Cursor | None = None
    limit: Limit = PAGE_SIZE


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """没有参数。"""


# --- people and departments


class Account(Struct, frozen=True, kw_only=True):
    """在平台上的帐号。"""

    platform: str
    account: str
    user_id: str


class Somebody(Struct, frozen=True, kw_only=True):
    """一个人。"""

    staff_no: str | None
    name: str


class Person(Struct, frozen=True, kw_only=True):
    """通讯录里的一个人。`accounts` 只给有 accounts 权限的令牌。"""

    staff_no: str | None
    name: str
    position: str
    department: Annotated[int | None, Meta(description="主部门的编号")]
    active: bool
    accounts: list[Account] | UnsetType = UNSET


class People(Struct, frozen=True, kw_only=True):
    """一页人员，按登记先后。"""

    people: list[Person]
    next: str | None


class PeopleAsked(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要哪些人。"""

    department: Annotated[Number | None, Meta(description="部门编号，只含直属")] = None
    active: bool | None = None


class Department(Struct, frozen=True, kw_only=True):
    """一个部门。"""

    id: int
    name: str
    parent: int | None
    active: bool
    leaders: list[Somebody]


class Departments(Struct, frozen=True, kw_only=True):
    """一页部门，按编号。"""

    departments: list[Department]
    next: str | None


# --- requests


class Waiting(Struct, frozen=True, kw_only=True):
    """等谁办哪一步。"""

    step: str
    label: str
    person: Somebody
    since: datetime


class Request(Struct, frozen=True, kw_only=True):
    """一张单。`version` 每办一步加一，代办时要写上看到的那一个。"""

    no: int
    form: str
    state: State
    version: int
    applicant: Somebody
    submitted_at: datetime | None
    finished_at: datetime | None
    waiting: list[Waiting]


class Requests(Struct, frozen=True, kw_only=True):
    """一页申请，新的在前。"""

    requests: list[Request]
    next: str | None


class Act(Struct, frozen=True, kw_only=True):
    """办过的一步。`words` 只给有 contents 权限的令牌。"""

    at: datetime
    kind: str
    actor: Somebody | None
    on_behalf_of: Somebody | None
    step: str
    words: str | UnsetType = UNSET


class FullRequest(Request, frozen=True, kw_only=True):
    """一张单和它的经过。`fields` 只给有 contents 权限的令牌，不含保密的栏目。"""

    acts: list[Act]
    fields: dict[str, Any] | UnsetType = UNSET


class RequestsAsked(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要哪些申请；草稿不在内。"""

    state: State | None = None
    form: Key | None = None
    applicant: StaffNo | None = None
    since: Annotated[Instant | None, Meta(description="在此以后提交的（含）")] = None
    until: Annotated[Instant | None, Meta(description="在此以前提交的")] = None


class Submission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """代人提交。人员写工号，部门写编号，金额写分，时刻写带时区的 ISO 8601，起止写 {"start", "end"}。"""

    form: Key
    applicant: StaffNo
    fields: Annotated[dict[str, Any], Meta(max_length=MOST_FIELDS)]


class Verdict(StrEnum):
    AGREE = "agree"
    REFUSE = "refuse"


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """代人同意或驳回。`version` 是做决定时看到的；已经变了就不办。"""

    person: StaffNo
    decision: Verdict
    version: Number
    step: Annotated[str, Meta(max_length=64, description="一人有几步待办时写哪一步")] = ""
    words: Annotated[str, Meta(max_length=LONGEST_WORDS, description="意见；驳回时是理由")] = ""


# --- webhooks


class CallState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Attempt(Struct, frozen=True, kw_only=True):
    """一次发送：done 收下，refused 答错误，redirected 要跳转，forbidden 不许发，unreachable 连不上，slow 超时。"""

    at: datetime
    outcome: str
    status: int | None
    took_ms: int


class Call(Struct, frozen=True, kw_only=True):
    """一条通知。`replay_of` 是它重发的那一条。"""

    id: int
    webhook: str
    subject: str
    topic: str
    state: CallState
    made_at: datetime
    ended_at: datetime | None
    replay_of: int | None
    attempts: list[Attempt]


class Calls(Struct, frozen=True, kw_only=True):
    """一页通知，新的在前。"""

    calls: list[Call]
    next: str | None


class CallsAsked(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要哪些通知。"""

    webhook: Annotated[str | None, Meta(description="名称")] = None
    state: CallState | None = None


class Replayed(Struct, frozen=True, kw_only=True):
    """重发的编号。"""

    id: int


# --- leave and attendance


class Balance(Struct, frozen=True, kw_only=True):
    """一种假。都是工作时间的分钟数。"""

    type: str
    name: str
    left: Annotated[int, Meta(description="账上余额")]
    free: Annotated[int, Meta(description="今天起还能请多少：除去待批的、已到期的")]


class Balances(Struct, frozen=True, kw_only=True):
    """一个人有额度的各种假。"""

    minutes_per_day: int
    balances: list[Balance]


class DaysAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """哪几天，都含，最多两个月。"""

    first: date
    last: date


class Day(Struct, frozen=True, kw_only=True):
    """一天的结果。"""

    day: date
    status: str
    computed_at: datetime


class Days(Struct, frozen=True, kw_only=True):
    """有结果的各天。"""

    days: list[Day]
