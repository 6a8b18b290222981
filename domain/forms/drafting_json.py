"""The draft of a form between two answers, as it is kept: what is filled in, and what was asked last."""

from collections.abc import Mapping
from typing import cast

from domain.flow.case import State
from domain.forms.drafting import Draft
from domain.forms.typed import Named
from domain.forms.values import Stored


def draft_of(state: State, fields: Mapping[str, object], memory: Mapping[str, object]) -> Draft:
    """What was kept. Of a returned case the fields stay as the steps have seen them: new values lie in `memory`."""
    kept = memory.get("values", fields) if state is State.RETURNED else fields
    offered, said = memory.get("offered"), memory.get("said")
    return Draft(
        values=cast("Mapping[str, Stored]", kept),
        asked=str(memory.get("asked", "")),
        offered=tuple(_named(each) for each in offered) if isinstance(offered, list) else (),
        said=cast("Mapping[str, object]", said) if isinstance(said, dict) else {},
    )


def memory_of(draft: Draft, state: State) -> dict[str, object]:
    """What is kept beside the fields."""
    memory: dict[str, object] = {"asked": draft.asked} if draft.asked else {}
    if draft.offered:
        memory["offered"] = [{"id": each.id, "name": each.names[0], "note": each.note} for each in draft.offered]
    if draft.said:
        memory["said"] = dict(draft.said)
    if state is State.RETURNED:
        memory["values"] = dict(draft.values)
    return memory


def _named(kept: object) -> Named:
    offered = cast("Mapping[str, object]", kept)
    return Named(cast("int", offered["id"]), (str(offered["name"]),), str(offered["note"]))
