"""纠错: what people read."""

from collections.abc import Iterable, Sequence

HEAD = "各项信息以谁为准："
USAGE = "\n人事更正归手工的项目，请发：纠错 工号 项目 更正为 原因，例如 纠错 T0001 职务 副处长 组〔2026〕12 号。"
BY_HR = "没有更正：这一项由人事手工更正，请联系人事处。"
NO_REASON = "没有更正：请写明原因，例如 组〔2026〕12 号。"


def owners(rows: Iterable[tuple[str, str]]) -> str:
    """Fields of one owner stand together."""
    by_owner: dict[str, list[str]] = {}
    for label, owner in rows:
        by_owner.setdefault(owner, []).append(label)
    return "\n".join([HEAD, *(f"{'、'.join(labels)}：{owner}" for owner, labels in by_owner.items())])


def no_such_field(label: str, labels: Iterable[str]) -> str:
    """The field is none that can be corrected."""
    return f"没有更正：没有“{label}”这一项，可以更正：{'、'.join(labels)}。"


def nobody(staff_no: str) -> str:
    """Nobody has that staff number."""
    return f"没有更正：没有工号为 {staff_no} 的人，请核对工号。"


def bad(label: str, cause: str) -> str:
    """The value cannot be."""
    return f"没有更正：{label}{cause}。"


def done(who: str, label: str, value: str) -> str:
    """It stands."""
    return f"已更正：{who}的{label}为“{value}”，同步不会覆盖。"


def elsewhere(queued: Sequence[str], by_hand: Sequence[str]) -> str:
    """What becomes of it on the platforms."""
    told = [f"已排队写到{'、'.join(queued)}。"] if queued else []
    rest = "不能由程序改，请在平台后台同样改；没改以前 花名册 核对 会列出。"
    return "".join([*told, *([f"{'、'.join(by_hand)}{rest}"] if by_hand else [])])
