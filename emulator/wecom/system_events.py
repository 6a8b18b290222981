"""Events of WeCom's own applications that a self-built one may be told. Source: paths 90240 and 91815."""

from dataclasses import dataclass
from datetime import datetime

from emulator.wecom.said import Said, event
from emulator.wecom.xml import Node

ANY_ONE_IN_RECORD = 1
ALL_IN_RECORD = 2
# The newer list numbers the same two the other way round.
ALL_IN_LIST = 1
ANY_ONE_IN_LIST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approval in WeCom's own approval application. `cause` is the StatuChangeEvent; `needs_all` is 会签."""

    number: str
    applicant: str
    approvers: tuple[str, ...]
    status: int
    cause: int
    applied_at: datetime
    form_name: str = "请假"
    template_id: str = "3TkaH5KFbrG9heEQWLJjhgpFwmqAFB4dLEnapaB7aaa"
    needs_all: bool = False


def approval_changed(approval: Approval) -> Said:
    """sys_approval_change, with the old and the new list of approvers."""
    details = [_detail(user_id, approval.status) for user_id in approval.approvers]
    record: list[Node] = [
        ("SpStatus", approval.status),
        ("ApproverAttr", ALL_IN_RECORD if approval.needs_all else ANY_ONE_IN_RECORD),
        *details,
    ]
    node: list[Node] = [
        ("NodeType", 1),
        ("SpStatus", approval.status),
        ("ApvRel", ALL_IN_LIST if approval.needs_all else ANY_ONE_IN_LIST),
        *(_sub_node(user_id, approval.status) for user_id in approval.approvers),
    ]
    return event(
        "sys_approval_change",
        (
            "ApprovalInfo",
            [
                ("SpNo", int(approval.number)),
                ("SpNoStr", approval.number),
                ("SpName", approval.form_name),
                ("SpStatus", approval.status),
                ("TemplateId", approval.template_id),
                ("ApplyTime", int(approval.applied_at.timestamp())),
                ("Applyer", [("UserId", approval.applicant), ("Party", "1")]),
                ("SpRecord", record),
                ("ProcessList", [("NodeList", node)]),
                ("StatuChangeEvent", approval.cause),
            ],
        ),
    )


def _detail(user_id: str, status: int) -> Node:
    return (
        "Details",
        [("Approver", [("UserId", user_id)]), ("Speech", ""), ("SpStatus", status), ("SpTime", 0)],
    )


def _sub_node(user_id: str, status: int) -> Node:
    return (
        "SubNodeList",
        [("UserInfo", [("UserId", user_id)]), ("Speech", ""), ("SpYj", status), ("Sptime", 0)],
    )


def batch_finished(job_id: str, job_type: str, code: int = 0, text: str = "ok") -> Said:
    """batch_job_result: an asynchronous import has ended."""
    return event(
        "batch_job_result",
        ("BatchJob", [("JobId", job_id), ("JobType", job_type), ("ErrCode", code), ("ErrMsg", text)]),
    )
