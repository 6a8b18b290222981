"""Groups of an organisation and the robots in them."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Group:
    """`open_conversation_id` starts with "cid"; `robots` are robot codes that were put into the group."""

    open_conversation_id: str
    title: str
    members: set[str] = field(default_factory=set[str])
    robots: set[str] = field(default_factory=set[str])
    is_disbanded: bool = False
