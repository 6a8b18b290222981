"""What HR is told about the posts of departments."""

from collections.abc import Iterable, Sequence

from domain.post_claims import Claim

NOT_HR = "没有办理：岗位归哪个部门，由{contact}的人事岗位定。"
NOTHING = "岗位都在原来的部门，没有等您定的。"
TITLES_SHOWN = 3
SHOWN = 20


def _titles(titles: Sequence[str]) -> str:
    more = f" 等 {len(titles)} 个岗位" if len(titles) > TITLES_SHOWN else ""
    return f"{'、'.join(titles[:TITLES_SHOWN])}{more}"


def waiting(claim: Claim) -> str:
    """A department has come to the name of an office."""
    return (
        f"部门 {claim.path} 现在的名称对应岗位 {_titles(claim.titles)}。岗位不随名称走，现在还不归它。"
        f"确实归它，请发 岗位 交给 {claim.department.name}；不归它，不用处理。"
    )


def listed(claims: Iterable[Claim]) -> str:
    """Those that wait for HR's word."""
    waiting_ones = [each for each in claims if not each.is_granted]
    if not waiting_ones:
        return NOTHING
    lines = [f"{each.path}：{_titles(each.titles)}" for each in waiting_ones[:SHOWN]]
    more = [f"还有 {len(waiting_ones) - SHOWN} 处没有列出。"] if len(waiting_ones) > SHOWN else []
    hint = f"确实归它，请发 岗位 交给 {waiting_ones[0].department.name}；要收回，请发 岗位 收回 加部门名称。"
    return "\n".join(["名称对应岗位、但岗位不归它的部门：", *lines, *more, hint])


def which(meant: Sequence[Claim], *, is_granting: bool) -> str:
    """None of that name, or several."""
    act = "交给" if is_granting else "收回"
    paths = list(dict.fromkeys(each.path for each in meant))
    if len(paths) > 1:
        return f"没有办理：叫这个名称的部门有几个（{'、'.join(paths)}）。请写全，例如 岗位 {act} {paths[0]}。"
    if paths:
        return f"没有办理：有几个部门都是 {paths[0]}，分不清是哪一个。请先在平台后台改名，再办。"
    return "没有办理：没有这样的部门。请发 岗位 查看，写部门现在的名称。"


def moved(claims: Sequence[Claim], *, is_granting: bool) -> str:
    """Said to whoever has decided it."""
    titles = _titles([title for each in claims for title in each.titles])
    path = claims[0].path
    return f"已办理：岗位 {titles} 现在归 {path}。" if is_granting else f"已收回：岗位 {titles} 不再归 {path}。"
