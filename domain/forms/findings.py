"""What is wrong with a form that its file alone does not show, or that only this college's directory shows."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """The kinds of findings."""

    EMPTY = "empty"
    OWN = "own"
    OWN_STAND_IN = "own_stand_in"
    SIGNS_TWICE = "signs_twice"
    UNREACHABLE = "unreachable"
    NO_ROUTE = "no_route"
    NO_VALUE = "no_value"
    CONTRADICTION = "contradiction"
    UNKNOWN = "unknown"
    RAISED = "raised"
    TOP = "top"
    UNUSED = "unused"
    NO_HEAD = "no_head"


TITLES = {
    Wrong.EMPTY: "没有人办",
    Wrong.OWN: "审批自己",
    Wrong.OWN_STAND_IN: "代理审批自己",
    Wrong.SIGNS_TWICE: "代理后一人两签",
    Wrong.UNREACHABLE: "走不到",
    Wrong.NO_ROUTE: "没有人审批",
    Wrong.NO_VALUE: "条件无结果",
    Wrong.CONTRADICTION: "自相矛盾",
    Wrong.UNKNOWN: "没有定义",
    Wrong.RAISED: "改由他人办",
    Wrong.TOP: "上面没有人",
    Wrong.UNUSED: "没人能申请",
    Wrong.NO_HEAD: "部门无负责人",
}
# What is told but lets a form be used: somebody is found after all, or nobody is meant. A stand-in is appointed for a
# time, which is no fault of the form, and the engine gives no stand-in a request of their own.
HARMLESS = frozenset(
    {Wrong.RAISED, Wrong.TOP, Wrong.UNUSED, Wrong.NO_HEAD, Wrong.OWN_STAND_IN, Wrong.SIGNS_TWICE},
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is a step or a key of the file, `whom` the applicants it concerns, in Chinese; empty for all."""

    form: str
    wrong: Wrong
    place: str
    cause: str
    whom: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the form must not be used like this."""
        return self.wrong not in HARMLESS
