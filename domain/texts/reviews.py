"""What HR is told about accounts in doubt."""

from collections.abc import Sequence

from domain.account_review import SIGNS, Candidate, Review
from domain.platforms import platform_name

NOT_HR = "这是人事的功能，没有办理。"
NONE_OPEN = "没有要核对的帐号。"
NO_SUCH = "没有关联：没有编号 {number} 的待核对帐号，可能已经处理。发 核对帐号 再看一次。"
WHICH = "没有关联：请写明编号和人，例如 关联 1 T0001，或 关联 1 新人。发 核对帐号 可看编号。"
NO_SUCH_PERSON = "没有关联：没有工号为 {who} 的人。请核对后再发一次。"
HAS_ONE = "没有关联：{name}在这里已有帐号。不是同一人请发 关联 {number} 新人；是同一人请先停用旧帐号并同步。"


def waiting(count: int) -> str:
    """To HR, when a reading has found some."""
    return f"有 {count} 个帐号拿不准是谁的，没有登记，等您核对。请发 核对帐号。"


def described(review: Review) -> str:
    """The account as the platform tells of it, and whose it may be."""
    number = f"工号 {review.staff_no}" if review.staff_no else ""
    said = "，".join(part for part in (review.department, review.position, number) if part)
    head = f"{review.number}. {platform_name(review.source.platform)} {review.name}（帐号 {review.user_id}）"
    return "\n".join((f"{head}{'，' if said else ''}{said}", *_candidates(review.candidates)))


def _candidates(candidates: Sequence[Candidate]) -> list[str]:
    if not candidates:
        return ["  没有可能的人"]
    return [
        f"  {sign} {one.name}（{one.staff_no or '无工号'}{'，' if one.department else ''}{one.department}）"
        for sign, one in zip(SIGNS, candidates, strict=False)
    ]


def listed(reviews: Sequence[Review], total: int, following: int | None) -> str:
    """A page of them; `following` is the next page's number."""
    first = reviews[0].number
    more = f"下一页发 核对帐号 {following}。" if following else ""
    hint = f"是同一人请回复 关联 {first} 工号 或 关联 {first} 甲；都不是请回复 关联 {first} 新人。{more}"
    return "\n".join((f"要核对的帐号 {total} 个：", *map(described, reviews), hint))


def linked(review: Review, name: str, staff_no: str | None) -> str:
    """The account now acts for somebody who was there before."""
    where = platform_name(review.source.platform)
    return f"已关联：{where}帐号 {review.user_id} 是 {name}（{staff_no or '无工号'}）。本人会收到通知。"


def separate(review: Review) -> str:
    """The account is somebody's of whom nothing was known."""
    where = platform_name(review.source.platform)
    return f"已登记为新人：{where}帐号 {review.user_id}，{review.name}。部门等信息在下次同步时写入。"
