"""Some members and departments read again, after an event said that something is new with them.

Source: developer documentation, topapi/v2/user/get and department/get. None of them counts towards the month's quota.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.members import read_department, read_single, untold
from adapters.politely import politely
from adapters.ports import PlatformFailure
from adapters.reread import climb, join_part, require_absence
from domain.directory import Part, ReadDepartment, ReadMember

MOST_AT_ONCE = 8

GONE_MEMBER = frozenset({"33012", "40003", "60121"})
GONE_DEPARTMENT = frozenset({"60003"})
OUT_OF_SIGHT = frozenset({"50002", "50004"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReader:
    """Reads one by one. User ids are told apart by case."""

    asking: Asking
    staff_no_from: str

    async def read(self, members: Collection[str], departments: Collection[str]) -> Part:
        """See `Platform.read_part`. Raises PlatformFailure.

        A fact that none of these few members has counts as untold: with one of them, an empty post and a post that may
        not be read look the same. Reading the whole tells them apart.
        """
        found: dict[str, ReadMember | None] = {}

        async def look(user_id: str) -> None:
            try:
                member = await self._member(user_id)
            except LookupError:
                return
            found[user_id.lower()] = member or found.get(user_id.lower())

        await politely(dict.fromkeys(members), look, at_once=MOST_AT_ONCE)
        present = [member for member in found.values() if member]
        stood_in = [department for member in present for department in member.departments]
        above = await climb([*departments, *stood_in], self._department, at_once=MOST_AT_ONCE)
        return replace(join_part(found, above, departments), untold=untold(present))

    async def _member(self, user_id: str) -> ReadMember | None:
        try:
            found = await self.asking.result("/topapi/v2/user/get", {"userid": user_id, "language": "zh_CN"})
        except PlatformFailure as failure:
            require_absence(failure, gone=GONE_MEMBER, hidden=OUT_OF_SIGHT)
            return None
        return read_single(found, self.staff_no_from)

    async def _department(self, department: str) -> ReadDepartment | None:
        body = {"dept_id": int(department), "language": "zh_CN"}
        try:
            found = await self.asking.result("/topapi/v2/department/get", body)
        except PlatformFailure as failure:
            require_absence(failure, gone=GONE_DEPARTMENT, hidden=OUT_OF_SIGHT)
            return None
        return read_department(department, found)
