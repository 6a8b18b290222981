"""What people hear when the directory has changed: the mover, the old and the new head, IT."""

from collections.abc import Sequence
from typing import Protocol

NAMED = 10  # by name in one text


class Change(Protocol):
    """As much of a change as the words need."""

    @property
    def name(self) -> str:
        """Whom it is about."""
        ...

    @property
    def kind_word(self) -> str:
        """What kind it is, as the table prints it."""
        ...

    @property
    def before(self) -> str:
        """What was, in words."""
        ...

    @property
    def after(self) -> str:
        """What is now, in words."""
        ...


def you_moved(change: Change, contact: str) -> str:
    """To the mover."""
    return f"通讯录里您的部门已调整：{_change(change)}。之后的申请按新部门的流程走；不对请联系{contact}。"


def you_changed(change: Change, contact: str) -> str:
    """To whoever was given or has lost a post."""
    return f"通讯录里您的岗位已调整：{_change(change)}。不对请联系{contact}。"


def moved_away(change: Change) -> str:
    """To the old head."""
    return f"{change.name} 已调离您的部门：{_change(change)}。等其办理的单请留意。"


def moved_here(change: Change) -> str:
    """To the new head."""
    return f"{change.name} 已调入您的部门：{_change(change)}。之后的申请会送您审批。"


def joined(change: Change) -> str:
    """To the head of whoever is new."""
    return f"{change.name} 已加入您的部门，可以使用值铃了。"


def left(change: Change) -> str:
    """To the head of whoever has left."""
    return f"{change.name} 已从通讯录移除。等其办理的单已转给接替的人，没有接替的由人事交接。"


def for_it(changes: Sequence[Change]) -> str:
    """To IT: whose accounts elsewhere may need a hand."""
    lines = [
        f"{change.kind_word}：{change.name}{'，' if change.before or change.after else ''}{_change(change)}"
        for change in changes[:NAMED]
    ]
    more = [f"……共 {len(changes)} 人"] if len(changes) > NAMED else []
    return "\n".join(["通讯录有变动，请核对相关系统的权限：", *lines, *more])


def _change(change: Change) -> str:
    return " → ".join(part for part in (change.before, change.after) if part)
