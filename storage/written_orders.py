"""Orders for a platform's directory as JSON. What is handed through and kept nowhere, is not in it."""

from dataclasses import asdict
from typing import Any

import msgspec

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

KINDS: dict[str, type[Order]] = {
    kind.__name__: kind
    for kind in (
        MakeMember,
        ChangeMember,
        MoveMember,
        DisableMember,
        MakeDepartment,
        RenameDepartment,
        MoveDepartment,
    )
}
KIND = "kind"
NOT_KEPT = frozenset({"mobile", "email"})


def written(order: Order) -> dict[str, object]:
    """For a column."""
    facts = {name: value for name, value in asdict(order).items() if name not in NOT_KEPT}
    return {KIND: type(order).__name__, **facts}


def order_from(stored: dict[str, Any]) -> Order:
    """The order that `written` wrote."""
    return msgspec.convert({name: value for name, value in stored.items() if name != KIND}, KINDS[stored[KIND]])
