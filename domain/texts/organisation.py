"""What is said about the organisation: departments, people, who stands in for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

HOW = (
    "找人发 组织 张三（全拼、首字母也行），看部门发 组织 教务处，找职务发 组织 院长 或 组织 教务处 干事，"
    "看今天谁代理谁发 组织 代理。"
)
NO_PLACE = "通讯录里没有写您的部门。"
ONE_LETTER = "一个字母能找到的人太多了，没有找。请至少写两个，例如 组织 zs。"
ONLY_OWN = "这里只显示您所在院系的教职工。"
NO_STAND_INS = "今天没有人请人代理审批。"
NOBODY_IN_CHARGE = "这里没有写负责人。"
PATH = " > "
MOST_BELOW = 30  # departments in one text
LONGEST = 20  # characters of what was typed, where it is said again


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One person as they are shown. `staff_no` is empty for whoever may not see it."""

    name: str
    department: str = ""
    titles: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    staff_no: str = ""


def line(seen: Seen) -> str:
    """张三，教务处，干事."""
    title = seen.titles[0] if seen.titles else ""
    leads = f"负责{seen.leads[0]}" + ("等" if len(seen.leads) > 1 else "") if seen.leads else ""
    number = f"工号 {seen.staff_no}" if seen.staff_no else ""
    return "，".join(filter(None, (seen.name, seen.department, title, leads, number)))


def one(seen: Seen, departments: Sequence[str], stand_ins: Sequence[str]) -> str:
    """The only person that was found."""
    rows = (
        ("部门", "；".join(departments)),
        ("职务", "、".join(seen.titles)),
        ("负责", "、".join(seen.leads)),
        ("工号", seen.staff_no),
        ("今天的代理人", "、".join(stand_ins)),
    )
    return "\n".join([seen.name, *(f"{label}：{value}" for label, value in rows if value)])


def several(people: Sequence[Seen], count: int) -> str:
    """Those that fit, and how many there are."""
    lines = [f"{place}. {line(each)}" for place, each in enumerate(people, 1)]
    if count == len(people):
        return "\n".join([f"找到 {count} 位：", *lines])
    more = f"还有 {count - len(people)} 位没有列出。请写得再具体些，例如加上部门：组织 教务处 张三。"
    return "\n".join([f"找到 {count:,} 位，先列 {len(people)} 位：", *lines, more])


def nobody(said: str, *, narrow: bool) -> str:
    """Nobody, or nobody who may be shown: the same words for both."""
    limit = ONLY_OWN if narrow else ""
    return f"没有找到“{short(said)}”。{limit}请换个写法，可写姓名、全拼、首字母、部门或职务，例如 组织 张三。"


def branch(
    path: Sequence[str], heads: Sequence[str], deputies: Sequence[str], below: Sequence[str], counts: str
) -> str:
    """One department. `heads` are empty where nobody leads it, or nobody who may be shown."""
    rows = (
        ("位置", PATH.join(path) if len(path) > 1 else ""),
        ("负责人", "、".join(heads)),
        ("副职", "、".join(deputies)),
        ("人数", counts),
        (f"下设 {len(below)} 个", listed(below)),
    )
    return "\n".join([path[-1], *(f"{label}：{value}" for label, value in rows if value)])


def counted(staff: int, others: int) -> str:
    """教职工 120 人，其他（学生等）3,400 人."""
    return f"教职工 {staff:,} 人" + (f"，学生等 {others:,} 人" if others else "")


def listed(names: Sequence[str]) -> str:
    """As many as are read."""
    more = f"等，其余 {len(names) - MOST_BELOW} 个请按名称查" if len(names) > MOST_BELOW else ""
    return "、".join(names[:MOST_BELOW]) + more


def own(branches: Sequence[str], tops: Sequence[str]) -> str:
    """组织 alone."""
    places = [f"您所在的部门：{each}" for each in branches] or [NO_PLACE]
    whole = [f"全校：{listed(tops)}"] if tops else []
    return "\n\n".join(["\n\n".join(places), *whole, HOW])


def departments(said: str, paths: Sequence[str], count: int) -> str:
    """More than one department that the words may mean."""
    lines = [f"{place}. {each}" for place, each in enumerate(paths, 1)]
    more = f"还有 {count - len(paths)} 个没有列出。" if count > len(paths) else ""
    example = f"请写全名，重名的写上级：组织 {paths[0].replace(' ', '')}。"
    return "\n".join([f"名称里有“{short(said)}”的部门 {count} 个：", *lines, more + example])


def stand_ins(lines: Sequence[str], count: int) -> str:
    """Who stands in for whom today."""
    more = f"还有 {count - len(lines)} 位没有列出，可发 组织 代理 加部门名称。" if count > len(lines) else ""
    return "\n".join(filter(None, ["今天的代理：", *lines, more]))


def stands_in(principal: str, department: str, stand_in: str, until: str) -> str:
    """张三（教务处）由李四代理，到11月28日."""
    place = f"（{department}）" if department else ""
    return f"{principal}{place}由{stand_in}代理，{until}"


def no_stand_ins(said: str) -> str:
    """Of a department."""
    return f"{short(said)}今天没有人请人代理审批。" if said else NO_STAND_INS


def short(said: str) -> str:
    """What was typed, as far as it is said again."""
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
