"""Everything of the college's directory that the application may see, read whole before anything is done with it.

Source: developer documentation, topapi/v2/department/listsub, department/get, user/list and user/get. None of these
calls counts towards the month's quota.
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from adapters.dingtalk.asking import Asking, incomplete
from adapters.dingtalk.members import (
    ROOT,
    merge_members,
    read_department,
    read_flag,
    read_id,
    read_member,
    read_superiors,
    untold,
)
from adapters.politely import politely
from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused, Progress, RecipientUnreachable
from adapters.replies import objects, read_whole, values
from domain.directory import Directory, ReadDepartment, ReadMember

PAGE = 100  # most members of one answer
MOST_PAGES = 1000  # of one department; beyond it, the platform is turning in a circle

MOST_AT_ONCE = 8

LIST_CHILDREN = "/topapi/v2/department/listsub"
GET_DEPARTMENT = "/topapi/v2/department/get"
LIST_MEMBERS = "/topapi/v2/user/list"
GET_MEMBER = "/topapi/v2/user/get"

LIST_IDS = "/topapi/user/listid"

OUT_OF_RANGE = "50004"
NO_MEMBER = "60121"
UNKNOWN_COUNT = -1

# So many members may leave while we read, or one in so many.
FEW = 5
FEW_OF = 100
VANISHED = "读取通讯录期间有 {gone} 名成员消失，本次读取作废，没有改动任何人员，稍后自动重试"

EMPTY = "读到的通讯录为空：请在钉钉开发者后台“权限管理”中开通通讯录读权限，并把权限范围设为全部员工"
CUT_OFF = (
    "钉钉返回的部门“{name}”成员名单不完整，少 {lacking} 人，本次读取作废，没有改动任何人员。请稍后重新发送“同步组织”；"
    "仍然出现时，请在钉钉开发者后台“权限管理”核对通讯录权限范围，并联系钉钉客服"
)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A department and who is directly in it."""

    department: ReadDepartment
    members: list[ReadMember]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryReader:
    """Reads politely: few calls at once, none faster than allowed, and patience with a busy platform."""

    asking: Asking
    staff_no_from: str

    async def read(self, progress: Progress | None = None) -> Directory:
        """Raises PlatformFailure; also where nobody at all is visible, which is never an order to delete."""
        try:
            found = await self._walk(progress or (lambda _: None))
            members = await self._with_superiors(merge_members(one for branch in found for one in branch.members))
        except RecipientUnreachable as failure:
            hint = f"读取通讯录期间有部门或成员被撤销，本次读取作废，稍后自动重试：{failure.hint}"
            raise PlatformBusy(failure.code, hint) from failure
        if not members:
            raise PlatformMisconfigured("empty", EMPTY)
        return Directory(tuple(branch.department for branch in found), members, untold(members))

    async def _walk(self, progress: Progress) -> list[_Branch]:
        """Level by level from the root; each once, whatever the platform says of its children.

        All that is asked of a department is asked on the way: each interface has a pace of its own, so that three of
        them side by side take no longer than one.
        """
        branches: dict[str, _Branch | None] = {}
        people: set[str] = set()

        async def look(department: str) -> list[str]:
            below = await self._children(department)
            branch = branches[department] = await self._branch(department)
            people.update(member.user_id.lower() for member in (branch.members if branch else ()))
            progress(len(people))
            return below

        level = [ROOT]
        while level:
            branches |= dict.fromkeys(level)
            answers = await politely(level, look, at_once=MOST_AT_ONCE)
            level = list(dict.fromkeys(one for answer in answers for one in answer if one not in branches))
        return [branch for branch in branches.values() if branch]

    async def _children(self, department: str) -> list[str]:
        reply = await self.asking.ask(LIST_CHILDREN, {"dept_id": int(department), "language": "zh_CN"})
        if not isinstance(reply.get("result", []), list):
            raise incomplete()
        return [read_id(child, "dept_id") for child in objects(reply, "result")]

    async def _branch(self, department: str) -> _Branch | None:
        """None for a root out of sight: an application's range may begin below it."""
        try:
            found = await self.asking.result(GET_DEPARTMENT, {"dept_id": int(department), "language": "zh_CN"})
        except PlatformMisconfigured as failure:
            if department == ROOT and failure.code == OUT_OF_RANGE:
                return None
            raise
        read = read_department(department, found)
        return _Branch(read, await self._everybody_of(read, read_whole(found, "member_count", UNKNOWN_COUNT)))

    async def _with_superiors(self, members: tuple[ReadMember, ...]) -> tuple[ReadMember, ...]:
        """The documentation's pages disagree whether lists tell superiors. If they do not, everybody is asked for.

        With thousands of people that takes so long that somebody leaves meanwhile: a few may.
        """
        if any(member.direct_leaders for member in members):
            return members
        found = await politely(members, self._with_superior, at_once=MOST_AT_ONCE)
        present = tuple(member for member in found if member)
        if (gone := len(members) - len(present)) > max(FEW, len(members) // FEW_OF):
            raise PlatformBusy("gone", VANISHED.format(gone=gone))
        return present

    async def _with_superior(self, member: ReadMember) -> ReadMember | None:
        """None for who is not there any longer. Who has not joined yet is not on the staff, with or without one."""
        if not member.is_active:
            return member
        try:
            found = await self.asking.result(GET_MEMBER, {"userid": member.user_id, "language": "zh_CN"})
        except RecipientUnreachable as failure:
            if failure.code == NO_MEMBER:
                return None
            raise
        return replace(member, direct_leaders=read_superiors(found))

    async def _everybody_of(self, department: ReadDepartment, count: int) -> list[ReadMember]:
        """Its members, if none is missing. A list that ends too early would read as people who have left.

        Whether `member_count` also counts who is further down is not documented: where it differs from the pages, the
        list of ids decides, which has no pages. Somebody may have joined in between: they are looked for once more.
        """
        members = await self._members_of(department.id)
        if len(members) == count or not _lacking(members, await self._ids_of(department.id)):
            return members
        members = await self._members_of(department.id)
        if lacking := _lacking(members, await self._ids_of(department.id)):
            raise PlatformRefused("incomplete", CUT_OFF.format(name=department.name, lacking=lacking))
        return members

    async def _ids_of(self, department: str) -> set[str]:
        found = await self.asking.result(LIST_IDS, {"dept_id": int(department)})
        return {str(user_id) for user_id in values(found, "userid_list")}

    async def _members_of(self, department: str) -> list[ReadMember]:
        members: list[ReadMember] = []
        cursor = 0
        for _ in range(MOST_PAGES):
            body = {"dept_id": int(department), "cursor": cursor, "size": PAGE, "language": "zh_CN"}
            page = await self.asking.result(LIST_MEMBERS, body)
            members += [read_member(found, department, self.staff_no_from) for found in objects(page, "list")]
            if not read_flag(page, "has_more"):
                return members
            cursor = read_whole(page, "next_cursor", cursor + PAGE)
        raise PlatformRefused("schema", "钉钉通讯录的分页没有尽头，本次读取作废")


def _lacking(members: Collection[ReadMember], listed: AbstractSet[str]) -> int:
    return len(listed - {member.user_id for member in members})
