"""Everything of the college's directory that the application may see, read whole before anything is done with it.

With the application's own secret: the secret of the address-book synchronisation gets ids only since August 2022.
Source: developer documentation, paths 90208, 90201, 90227 and 90196.
"""

from dataclasses import dataclass

from adapters.politely import politely
from adapters.ports import PlatformBusy, PlatformMisconfigured, Progress, RecipientUnreachable
from adapters.replies import objects, read_text
from adapters.wecom.asking import Asking
from adapters.wecom.members import merge_members, read_department, read_member, with_visible_parents
from domain.directory import Directory, ReadDepartment, ReadMember

MOST_AT_ONCE = 4

EMPTY = "读到的通讯录为空：请在企业微信管理后台“应用管理”中打开本应用，设置可见范围（部门），并确认使用的是应用 Secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryReader:
    """Reads politely: few calls at once, and patience with a busy platform.

    The platform tells nowhere how many members a department has (`user/list_id` is for another secret), so a list that
    is cut off cannot be known as such here; what it would remove is held up by the guard on leavers.
    """

    asking: Asking
    agent_id: int
    staff_no_attribute: str

    async def read(self, progress: Progress | None = None) -> Directory:
        """Raises PlatformFailure; also where nobody at all is visible, which is never an order to delete."""
        try:
            return await self._read(progress)
        except RecipientUnreachable as failure:
            hint = f"读取通讯录期间有部门或成员被撤销，本次读取作废，稍后自动重试：{failure.hint}"
            raise PlatformBusy(failure.code, hint) from failure

    async def _read(self, progress: Progress | None) -> Directory:
        departments = await self._departments()
        seen: set[str] = set()

        async def list_members(department: ReadDepartment) -> list[ReadMember]:
            found = await self._members_of(department)
            seen.update(member.user_id.lower() for member in found)
            if progress:
                progress(len(seen))
            return found

        pages = await politely(departments, list_members, at_once=MOST_AT_ONCE)
        members = [member for page in pages for member in page]
        singles = [user_id for user_id in await self._single_users() if user_id.lower() not in seen]
        members += await politely(singles, self._member, at_once=MOST_AT_ONCE)
        if not departments or not members:
            raise PlatformMisconfigured("empty", EMPTY)
        return Directory(with_visible_parents(departments), merge_members(members, departments))

    async def _departments(self) -> list[ReadDepartment]:
        reply = await self.asking.get("/cgi-bin/department/list")
        return [read_department(found) for found in objects(reply, "department")]

    async def _members_of(self, department: ReadDepartment) -> list[ReadMember]:
        reply = await self.asking.get("/cgi-bin/user/list", {"department_id": department.id})
        return [read_member(found, self.staff_no_attribute) for found in objects(reply, "userlist")]

    async def _single_users(self) -> list[str]:
        """Members whom the visible range names one by one: no department's list shows them."""
        reply = await self.asking.get("/cgi-bin/agent/get", {"agentid": str(self.agent_id)})
        return [read_text(user, "userid") for user in objects(reply, "allow_userinfos", "user")]

    async def _member(self, user_id: str) -> ReadMember:
        reply = await self.asking.get("/cgi-bin/user/get", {"userid": user_id})
        return read_member(reply, self.staff_no_attribute)
