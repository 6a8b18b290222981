"""What people do by hand elsewhere in DingTalk, and the events that follow: the console, the punch clock, approvals."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from emulator.dingtalk import contact_events, work_events
from emulator.dingtalk.approvals import Approval, Status
from emulator.dingtalk.attendance import Check, CheckType, TimeResult
from emulator.dingtalk.letter import Said
from emulator.dingtalk.org import CallbackAddress, Org
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.verification import Verification, verify
from emulator.dingtalk.world import World


class Admin:
    """The hand of one organisation's administrator."""

    def __init__(self, world: World, org: Org) -> None:
        self._world = world
        self._org = org

    async def save_callback(self, address: CallbackAddress) -> Verification:
        """Save where events go by HTTP if the address passes the check."""
        checked = await verify(self._world, self._org, address)
        if checked.is_passed:
            self._org.callback = address
        return checked

    def add_user(self, member: Member) -> None:
        """Somebody joins."""
        self._org.roster.put_member(member)
        self.announce(contact_events.member_added(member.userid, self._now))

    def modify_user(self, userid: str, changed: Member) -> None:
        """Somebody is written anew; becoming active or an administrator are events of their own."""
        old = self._member(userid)
        self._org.roster.put_member(replace(changed, userid=userid))
        self.announce(contact_events.member_changed(old, changed, self._now))
        if changed.is_active and not old.is_active:
            self.announce(contact_events.member_activated(userid))
        if changed.is_admin is not old.is_admin:
            self.announce(contact_events.admins_changed(userid, self._now, is_added=changed.is_admin))

    def leave_user(self, userid: str) -> None:
        """Somebody leaves."""
        self._member(userid)
        self._org.roster.drop_member(userid)
        self.announce(contact_events.member_left(userid, self._now))

    def create_department(self, department: Department) -> None:
        """A new department."""
        self._org.roster.put_department(department)
        self.announce(contact_events.department_created(department.dept_id))

    def modify_department(self, department: Department) -> None:
        """A department is renamed, moved, or gets another manager."""
        self._org.roster.put_department(department)
        self.announce(contact_events.department_modified(department.dept_id))

    def remove_department(self, dept_id: int) -> None:
        """A department is dissolved."""
        self._org.roster.drop_department(dept_id)
        self.announce(contact_events.department_removed(dept_id))

    def punch(
        self,
        userid: str,
        check_type: CheckType,
        *,
        planned_at: datetime,
        punched_at: datetime | None,
        time_result: TimeResult | None = None,
        arrived_at: datetime | None = None,
        invalid: str = "",
    ) -> Check:
        """Somebody comes or goes; None when nobody came, which is told to nobody. `planned_at` in the local zone.

        A device may tell of it later, and a place may be forged: neither is told by an event.
        """
        check = self._org.attendance.add(
            userid,
            check_type,
            planned_at=planned_at,
            punched_at=punched_at,
            time_result=time_result,
            arrived_at=arrived_at,
            invalid=invalid,
        )
        if punched_at and arrived_at is None and not invalid:
            self.announce(work_events.punched(check, self._org.corp_id))
        return check

    def start_approval(
        self,
        process_code: str,
        *,
        originator: str,
        approver: str,
        title: str,
        form: Mapping[str, str] | None = None,
        biz_category: str = "",
        revokes: str = "",
    ) -> Approval:
        """Somebody applies in DingTalk's own approval application."""
        number = len(self._org.approvals.by_id) + 1
        approval = Approval(
            instance_id=secrets.token_urlsafe(12),
            process_code=process_code,
            title=title,
            originator=originator,
            approver=approver,
            business_id=f"{self._now:%Y%m%d%H%M}{number:07d}",
            task_id=811_164 + number,
            created_at=self._now,
            form=form or {},
            biz_category=biz_category,
            revokes=revokes,
        )
        self._org.approvals.put(approval)
        self.announce(work_events.approval_changed(approval, "start"))
        self.announce(work_events.step_changed(approval, "start"))
        return approval

    def finish_approval(self, approval: Approval, result: str) -> None:
        """The approver decides: agree or refuse."""
        approval.status, approval.result, approval.finished_at = Status.COMPLETED, result, self._now
        self.announce(work_events.step_changed(approval, "finish"))
        self.announce(work_events.approval_changed(approval, "finish"))

    def terminate_approval(self, approval: Approval) -> None:
        """The applicant withdraws."""
        approval.status, approval.finished_at = Status.TERMINATED, self._now
        self.announce(work_events.step_changed(approval, "cancel"))
        self.announce(work_events.approval_changed(approval, "terminate"))

    def announce(self, event: Said) -> None:
        """Any event, told to the application."""
        self._world.tell_app(self._org, event)

    @property
    def _now(self) -> datetime:
        return self._world.clock()

    def _member(self, userid: str) -> Member:
        member = self._org.roster.member(userid)
        if member is None:
            raise KeyError(userid)
        return member
