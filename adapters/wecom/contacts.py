"""Changing the platform's address book, with the secret of the address-book synchronisation: no other one may.

Source: developer documentation, paths 90195, 90197, 90205 and 90206.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from adapters.ports import PlatformFailure, PlatformMisconfigured, PlatformRefused, RecipientUnreachable
from adapters.replies import read_text
from adapters.wecom.client import Reply, WecomClient
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

ROOT = "1"

# What refuses a secret that may not write.
NO_RIGHT = frozenset({"48002", "60011"})
NO_RIGHT_HINT = (
    "通讯录同步 Secret 没有编辑权限，没有修改企业微信通讯录：请在企业微信管理后台“管理工具”的“通讯录同步”中"
    "开启“API 编辑通讯录”，并核对配置中的 contacts_secret"
)
NO_WAY_IN = "企业微信要求新成员有手机号或邮箱，没有新增：请补上手机号，或在企业微信管理后台“通讯录”中手工添加"
NUMBER_IS_ID = "本账号的工号就是成员账号，不能单独修改，没有写入：请在企业微信管理后台“通讯录”中修改成员账号"


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomContacts:
    """Implements `adapters.ports.Contacts`. One order after the other: two at once may make a department twice."""

    client: WecomClient
    staff_no_attribute: str
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def write(self, order: Order) -> str:
        """See `Contacts`."""
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
                return await self._update_member(order.user_id, self._changes(order))
            case MoveMember():
                return await self._update_member(order.user_id, _places(order.departments, order.leads))
            case DisableMember():
                return await self._update_member(order.user_id, {"enable": 0})
            case MakeDepartment():
                body = {"name": order.name, "parentid": _number(order.parent_id or ROOT)}
                return read_text(await self._post("department/create", body), "id")
            case RenameDepartment():
                return await self._update_department(order.id, {"name": order.name})
            case MoveDepartment():
                return await self._update_department(order.id, {"parentid": _number(order.parent_id or ROOT)})
            case _:
                assert_never(order)

    async def _make(self, order: MakeMember) -> str:
        if not order.mobile and not order.email:
            raise PlatformRefused("no mobile", NO_WAY_IN)
        told = {
            "mobile": order.mobile,
            "email": order.email,
            "position": order.position,
            "direct_leader": [order.direct_leader] if order.direct_leader else [],
        }
        body = {
            "userid": order.user_id,
            "name": order.name,
            **_places(order.departments, order.leads),
            **{name: value for name, value in told.items() if value},
            **(self._staff_no(order.user_id, order.staff_no) if order.staff_no else {}),
        }
        await self._post("user/create", body)
        return order.user_id

    def _changes(self, order: ChangeMember) -> dict[str, object]:
        changes: dict[str, object] = {
            name: value for name, value in (("name", order.name), ("position", order.position)) if value is not None
        }
        if order.direct_leader is not None:
            changes["direct_leader"] = [order.direct_leader] if order.direct_leader else []
        if order.staff_no is not None:
            changes |= self._staff_no(order.user_id, order.staff_no)
        return changes

    def _staff_no(self, user_id: str, number: str) -> dict[str, object]:
        if self.staff_no_attribute:
            attribute = {"type": 0, "name": self.staff_no_attribute, "text": {"value": number}}
            return {"extattr": {"attrs": [attribute]}}
        if number.lower() != user_id.lower():
            raise PlatformRefused("staff number", NUMBER_IS_ID)
        return {}

    async def _update_member(self, user_id: str, changes: Mapping[str, object]) -> str:
        await self._post("user/update", {"userid": user_id, **changes})
        return user_id

    async def _update_department(self, department: str, changes: Mapping[str, object]) -> str:
        await self._post("department/update", {"id": _number(department), **changes})
        return department

    async def _post(self, path: str, body: Mapping[str, object]) -> Reply:
        return await self.client.post(f"/cgi-bin/{path}", body)


def _places(departments: tuple[str, ...], leads: tuple[str, ...] | None) -> dict[str, object]:
    """The flags of leaders stand in the order of the departments. Raises PlatformRefused without a department."""
    if not departments:
        raise PlatformRefused("no department", "成员至少要属于一个部门，没有写入：请补上部门")
    places: dict[str, object] = {
        "department": [_number(department) for department in departments],
        "main_department": _number(departments[0]),
    }
    if leads is not None:
        places["is_leader_in_dept"] = [int(department in leads) for department in departments]
    return places


def _number(department: str) -> int:
    if not (department.isascii() and department.isdigit()):
        raise PlatformRefused("department", "部门编号不是企业微信的部门编号，没有写入：请核对部门")
    return int(department)


def _told(failure: PlatformFailure) -> PlatformFailure:
    """Here a code is about an order and not about a delivery."""
    if isinstance(failure, PlatformMisconfigured) and failure.code in NO_RIGHT:
        return PlatformMisconfigured(failure.code, NO_RIGHT_HINT)
    if isinstance(failure, RecipientUnreachable):
        return PlatformRefused(failure.code, failure.hint)
    return failure
