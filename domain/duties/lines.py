"""A line of what somebody is told in the morning, whatever it comes from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LineAct(StrEnum):
    """What may be done about a line from where it is read."""

    DONE = "done"
    LATER = "later"
    NOT_TODAY = "nottoday"
    HAND_ON = "handon"
    NOT_MINE = "notmine"
    OPEN = "open"

    @property
    def label(self) -> str:
        """Chinese, for a button."""
        return _LABELS[self]


_LABELS = {
    LineAct.DONE: "完成",
    LineAct.LATER: "稍后",
    LineAct.NOT_TODAY: "今日不再",
    LineAct.HAND_ON: "转给",
    LineAct.NOT_MINE: "不归我",
    LineAct.OPEN: "去办",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`source` is what kind of thing it is ("duty", "case", "finding"), `key` which one, the same every day
    ("obligation:123", "case:1024"). `link` is a page of ours under the office's address, or a whole address.
    """

    source: str
    key: str
    text: str
    due_at: datetime | None = None
    is_blocking: bool = False
    acts: tuple[LineAct, ...] = ()
    link: str | None = None
