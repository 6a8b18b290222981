"""Changing the platform's address book. It needs the permission qyapi_manage_addresslist.

Source: developer documentation, topapi/v2/user/create, user/update, department/create and department/update.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from adapters.dingtalk.answers import Reply
from adapters.dingtalk.asking import Asking
from adapters.dingtalk.members import EXTENSION, ROOT, read_department, read_id, read_single
from adapters.ports import (
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)
from domain.directory_orders import (
    ChangeMember,
    DisableMember,
    MakeDepartment,
    MakeMember,
    MoveDepartment,
    MoveMember,
    Order,
    RenameDepartment,
)

MAKE_MEMBER = "/topapi/v2/user/create"
CHANGE_MEMBER = "/topapi/v2/user/update"
GET_MEMBER = "/topapi/v2/user/get"
MAKE_DEPARTMENT = "/topapi/v2/department/create"
CHANGE_DEPARTMENT = "/topapi/v2/department/update"
GET_DEPARTMENT = "/topapi/v2/department/get"

SUPERIOR = "manager_userid"
MANAGERS = "dept_manager_userid_list"
FORCED = "force_update_fields"  # names the fields that an empty value shall clear
ADDED_TO_THE_PROFILE = 1  # instead of taking the place of the whole profile

NO_RIGHT = frozenset({"60011"})
NO_RIGHT_HINT = (
    "应用没有修改钉钉通讯录的权限，没有写入：请在钉钉开发者后台“权限管理”中开通“维护通讯录的接口访问权限”"
    "（qyapi_manage_addresslist），并重新发布应用"
)
NO_MOBILE = "钉钉要求新成员有手机号，没有新增：请补上手机号，或在钉钉管理后台“通讯录”中手工添加"
NO_DISABLING = "钉钉没有停用成员的接口，没有写入：请在钉钉管理后台“通讯录”中为此人办理离职"
NUMBER_IS_ID = "本账号的工号就是钉钉的员工 UserID，平台不允许修改，没有写入"


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkContacts:
    """Implements `adapters.ports.Contacts`. One order after the other, at the pace that is allowed."""

    asking: Asking
    staff_no_from: str
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def write(self, order: Order) -> str:
        """See `Contacts`.

        Who leads a department is kept with the department, so that some orders are several calls. Each but the one
        that makes something new may be done twice; what is left undone is done when the order comes again.
        """
        async with self._turn:
            try:
                return await self._write(order)
            except PlatformFailure as failure:
                failed = failure
        raise _told(failed) from None

    async def _write(self, order: Order) -> str:
        match order:
            case MakeMember():
                return await self._make(order)
            case ChangeMember():
                await self.asking.ask(CHANGE_MEMBER, {"userid": order.user_id, **self._changes(order)})
                return order.user_id
            case MoveMember():
                return await self._move(order)
            case DisableMember():
                raise PlatformRefused("no disabling", NO_DISABLING)
            case MakeDepartment():
                return await self._make_department(order)
            case RenameDepartment():
                await self.asking.ask(CHANGE_DEPARTMENT, {"dept_id": _number(order.id), "name": order.name})
                return order.id
            case MoveDepartment():
                parent = _number(order.parent_id or ROOT)
                await self.asking.ask(CHANGE_DEPARTMENT, {"dept_id": _number(order.id), "parent_id": parent})
                return order.id
            case _:
                assert_never(order)

    async def _make(self, order: MakeMember) -> str:
        if not order.mobile:
            raise PlatformRefused("no mobile", NO_MOBILE)
        told = {"title": order.position, SUPERIOR: order.direct_leader, "email": order.email}
        body = {
            "userid": order.user_id,
            "name": order.name,
            "mobile": order.mobile,
            "dept_id_list": _joined(order.departments),
            **{name: value for name, value in told.items() if value},
            **(self._staff_no(order.user_id, order.staff_no) if order.staff_no else {}),
        }
        await self._make_anew(MAKE_MEMBER, body)
        for department in order.leads:
            await self._lead(department, order.user_id, leads=True)
        return order.user_id

    async def _make_department(self, order: MakeDepartment) -> str:
        body = {"name": order.name, "parent_id": _number(order.parent_id or ROOT)}
        found = (await self._make_anew(MAKE_DEPARTMENT, body)).get("result")
        if not isinstance(found, dict):
            raise PlatformUncertain("answer", "钉钉没有返回新部门的编号，可能已经新建：请重新读取通讯录后核对")
        return read_id(found, "dept_id")

    def _changes(self, order: ChangeMember) -> dict[str, object]:
        changes: dict[str, object] = {
            name: value for name, value in (("name", order.name), ("title", order.position)) if value is not None
        }
        if order.direct_leader is not None:
            changes[SUPERIOR] = order.direct_leader
            changes |= {} if order.direct_leader else {FORCED: SUPERIOR}
        if order.staff_no is not None:
            changes |= self._staff_no(order.user_id, order.staff_no)
        return changes

    def _staff_no(self, user_id: str, number: str) -> dict[str, object]:
        """Where the college keeps it. Of the profile only this one field, the others stay."""
        if self.staff_no_from.startswith(EXTENSION):
            profile = {self.staff_no_from.removeprefix(EXTENSION): number}
            written = json.dumps(profile, ensure_ascii=False)
            return {"extension": written, "ext_attrs_update_mode": ADDED_TO_THE_PROFILE}
        if self.staff_no_from != "userid":
            return {self.staff_no_from: number}
        if number != user_id:
            raise PlatformRefused("staff number", NUMBER_IS_ID)
        return {}

    async def _move(self, order: MoveMember) -> str:
        """A department that a member leaves is one that they lead no longer."""
        found = await self.asking.result(GET_MEMBER, {"userid": order.user_id})
        led = read_single(found, self.staff_no_from).leads
        leads = led if order.leads is None else order.leads
        places = {"userid": order.user_id, "dept_id_list": _joined(order.departments)}
        await self.asking.ask(CHANGE_MEMBER, places)
        for department in dict.fromkeys((*led, *leads)):
            is_leader = department in leads and department in order.departments
            await self._lead(department, order.user_id, leads=is_leader)
        return order.user_id

    async def _lead(self, department: str, user_id: str, *, leads: bool) -> None:
        """Whether this member is one of the department's managers; the others stay."""
        found = await self.asking.result(GET_DEPARTMENT, {"dept_id": _number(department)})
        managers = read_department(department, found).leaders
        if (user_id in managers) is leads:
            return
        wanted = [*managers, user_id] if leads else [manager for manager in managers if manager != user_id]
        body = {"dept_id": _number(department), MANAGERS: ",".join(wanted), FORCED: MANAGERS}
        await self.asking.ask(CHANGE_DEPARTMENT, body)

    async def _make_anew(self, path: str, body: Mapping[str, object]) -> Reply:
        await self.asking.pace.turn(path)
        return await self.asking.client.oapi(path, body, repeatable=False)


def _joined(departments: tuple[str, ...]) -> str:
    if not departments:
        raise PlatformRefused("no department", "成员至少要属于一个部门，没有写入：请补上部门")
    return ",".join(str(_number(department)) for department in departments)


def _number(department: str) -> int:
    if not (department.isascii() and department.isdigit()):
        raise PlatformRefused("department", "部门编号不是钉钉的部门编号，没有写入：请核对部门")
    return int(department)


def _told(failure: PlatformFailure) -> PlatformFailure:
    """Here a code is about an order and not about a delivery."""
    if isinstance(failure, PlatformMisconfigured) and failure.code in NO_RIGHT:
        return PlatformMisconfigured(failure.code, NO_RIGHT_HINT)
    if isinstance(failure, RecipientUnreachable):
        return PlatformRefused(failure.code, failure.hint)
    return failure
