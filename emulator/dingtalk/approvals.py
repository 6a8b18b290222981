"""Approvals in DingTalk's own approval application, as far as a bot reads them. Source: docs, process instances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Approved is COMPLETED with the result "agree"."""

    RUNNING = "RUNNING"
    TERMINATED = "TERMINATED"
    COMPLETED = "COMPLETED"


@dataclass(slots=True, kw_only=True)
class Approval:
    """One instance with one step. `task_id` is that of the approver's step; `revokes` names an earlier instance."""

    instance_id: str
    process_code: str
    title: str
    originator: str
    approver: str
    business_id: str
    task_id: int
    created_at: datetime
    form: Mapping[str, str] = field(default_factory=dict[str, str])
    status: Status = Status.RUNNING
    result: str = ""
    finished_at: datetime | None = None
    biz_category: str = ""
    revokes: str = ""


class Approvals:
    """All instances of an organisation."""

    def __init__(self) -> None:
        self.by_id: dict[str, Approval] = {}

    def put(self, approval: Approval) -> None:
        """Keep an instance."""
        self.by_id[approval.instance_id] = approval

    def started(self, process_code: str, begin: datetime, end: datetime) -> list[Approval]:
        """Instances of that form, by the time they were started."""
        return [
            approval
            for approval in self.by_id.values()
            if approval.process_code == process_code and begin <= approval.created_at <= end
        ]
