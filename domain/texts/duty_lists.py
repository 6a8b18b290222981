"""职责: what posts owe, and what of it has no date."""

from collections.abc import Sequence
from datetime import date

NONE_OWN = "您现在担任的岗位没有登记职责。想看部门的，负责人可发 职责 加部门名称；岗位不对请联系{contact}。"
NOT_SEEN = "没有列出“{name}”的职责：没有这个部门，或者不归您看。本人的职责发 职责；部门的由负责人和质量管理办公室看。"
NOT_SUPERVISING = "没有列出：未排期的职责由质量管理办公室、学院办公室和人事查看。您自己的发 职责。"
ALL_SCHEDULED = "职责都排得出日期，没有未排期的。"


def own(count: int, lines: Sequence[str], first: int, following: str) -> str:
    """A person's own."""
    return _listed(f"您的职责 {count} 项，最近到期的在前：", lines, first, following)


def of_department(name: str, count: int, lines: Sequence[str], first: int, following: str) -> str:
    """A department's."""
    return _listed(f"{name}的职责 {count} 项，最近到期的在前：", lines, first, following)


def unscheduled(count: int, reasons: Sequence[str], lines: Sequence[str], first: int, following: str) -> str:
    """What has no date, with how many lack what."""
    return _listed(f"未排期的职责 {count} 项（{'，'.join(reasons)}）：", lines, first, following)


def line(title: str, post: str, due: date | None, why: str, rule: str, today: date) -> str:
    """One duty: when it is due next, else why it is not."""
    told = day(due, today) if due else why or "不提醒"
    holder = f"（{post}）" if post else ""
    return f"{told} {title}{holder}；{rule}" if due else f"{title}{holder}；{rule}；{told}"


def lacking(title: str, department: str, post: str, why: str) -> str:
    """One that has no date."""
    return f"{department} {post}：{title}。{why}"


def next_page(word: str, page: int) -> str:
    """How to see more."""
    return f"下一页发 {word} {page}。"


def year_link(address: str) -> str:
    """Where the whole year is."""
    return f"全年日历：{address}"


def day(when: date, today: date) -> str:
    """The year where it is another one."""
    return f"{when.month}月{when.day}日" if when.year == today.year else f"{when.year}年{when.month}月{when.day}日"


def _listed(heading: str, lines: Sequence[str], first: int, following: str) -> str:
    numbered = [f"{number}. {each}" for number, each in enumerate(lines, first)]
    return "\n".join([heading, *numbered, *([following] if following else [])])
