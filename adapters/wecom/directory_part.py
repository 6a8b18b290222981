"""Some members and departments read again, after an event said that something is new with them.

Source: developer documentation, paths 90196 and 95351.
"""

from collections.abc import Collection
from dataclasses import dataclass

from adapters.politely import politely
from adapters.ports import PlatformFailure, PlatformRefused
from adapters.reread import climb, join_part, require_absence
from adapters.wecom.asking import Asking
from adapters.wecom.members import read_department, read_member
from domain.directory import Part, ReadDepartment, ReadMember

MOST_AT_ONCE = 4

GONE_MEMBER = frozenset({"40003", "46004", "60111"})
GONE_DEPARTMENT = frozenset({"60003", "60123"})
OUT_OF_SIGHT = frozenset({"50002", "60011", "60021"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReader:
    """Reads one by one, with the application's own secret."""

    asking: Asking
    staff_no_attribute: str

    async def read(self, members: Collection[str], departments: Collection[str]) -> Part:
        """See `Platform.read_part`. Raises PlatformFailure."""
        found: dict[str, ReadMember | None] = {}

        async def look(user_id: str) -> None:
            try:
                member = await self._member(user_id)
            except LookupError:
                return
            found[user_id.lower()] = member or found.get(user_id.lower())

        await politely(dict.fromkeys(members), look, at_once=MOST_AT_ONCE)
        stood_in = [department for member in found.values() if member for department in member.departments]
        above = await climb([*departments, *stood_in], self._department, at_once=MOST_AT_ONCE)
        return join_part(found, above, departments)

    async def _member(self, user_id: str) -> ReadMember | None:
        try:
            reply = await self.asking.get("/cgi-bin/user/get", {"userid": user_id})
        except PlatformFailure as failure:
            require_absence(failure, gone=GONE_MEMBER, hidden=OUT_OF_SIGHT)
            return None
        return read_member(reply, self.staff_no_attribute)

    async def _department(self, department: str) -> ReadDepartment | None:
        try:
            reply = await self.asking.get("/cgi-bin/department/get", {"id": department})
        except PlatformFailure as failure:
            require_absence(failure, gone=GONE_DEPARTMENT, hidden=OUT_OF_SIGHT)
            return None
        found = reply.get("department")
        if not isinstance(found, dict):
            raise PlatformRefused("schema", "企业微信通讯录返回的数据缺少 department，本次读取作废")
        return read_department(found)
