"""The fixed menu below the chat. Source: developer documentation, path 90231."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from adapters.wecom.client import Reply, WecomClient

MOST_TOP = 3
MOST_SUB = 5
LONGEST_TOP_NAME = 16
LONGEST_SUB_NAME = 40
LONGEST_KEY = 128
LONGEST_URL = 1024


class EntryKind(StrEnum):
    """What pressing an entry does."""

    CLICK = "click"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """`target` is the key that comes back, or the address that opens."""

    name: str
    target: str
    kind: EntryKind = EntryKind.CLICK


@dataclass(frozen=True, slots=True)
class SubMenu:
    """Up to five entries under one name."""

    name: str
    entries: tuple[MenuEntry, ...]


async def create_menu(client: WecomClient, agent_id: int, menu: Sequence[MenuEntry | SubMenu]) -> None:
    """Replace the menu.

    Raises:
        ValueError: outside the platform's limits; the message says which.
        PlatformFailure: the platform did not take it.
    """
    body = {"button": [_top(one) for one in menu]}
    _check("顶级菜单个数", len(menu), MOST_TOP)
    await client.post("/cgi-bin/menu/create", body, {"agentid": str(agent_id)})


async def read_menu(client: WecomClient, agent_id: int) -> Reply:
    """The menu as the platform gives it. Raises PlatformFailure, PlatformRefused 46003 where there is none."""
    return await client.get("/cgi-bin/menu/get", {"agentid": str(agent_id)})


async def delete_menu(client: WecomClient, agent_id: int) -> None:
    """Take the menu away. Raises PlatformFailure."""
    await client.get("/cgi-bin/menu/delete", {"agentid": str(agent_id)})


def _top(one: MenuEntry | SubMenu) -> dict[str, object]:
    _check(f"菜单名称“{one.name}”的字节数", len(one.name.encode()), LONGEST_TOP_NAME)
    if isinstance(one, MenuEntry):
        return _entry(one)
    _check(f"菜单“{one.name}”的子菜单个数", len(one.entries), MOST_SUB)
    for entry in one.entries:
        _check(f"菜单名称“{entry.name}”的字节数", len(entry.name.encode()), LONGEST_SUB_NAME)
    return {"name": one.name, "sub_button": [_entry(entry) for entry in one.entries]}


def _entry(entry: MenuEntry) -> dict[str, object]:
    field, most = ("key", LONGEST_KEY) if entry.kind is EntryKind.CLICK else ("url", LONGEST_URL)
    _check(f"菜单“{entry.name}”的 {field} 字节数", len(entry.target.encode()), most)
    return {"type": entry.kind.value, "name": entry.name, field: entry.target}


def _check(subject: str, length: int, most: int) -> None:
    if not 1 <= length <= most:
        raise ValueError(f"{subject}应为 1 至 {most}")
