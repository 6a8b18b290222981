"""What HR reads about what is to be done in a platform's directory."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.platform_list import ListState, OrderState, PlatformList
from domain.platforms import platform_name
from domain.texts.moments import clock

TITLE = "平台待办：{account}"
ALREADY = "正在与平台核对，不用再发。"
NO_ACCOUNT = "没有核对：没有叫“{name}”的帐号。可发 花名册 核对 企业微信、花名册 核对 钉钉，或只发 花名册 核对。"
NOTHING_CONFIGURED = "没有核对：还没有配置企业微信或钉钉的帐号，请信息化部门配置后再发一次。"
NO_ROSTER = "还没有花名册，没有比较。请先发 花名册，把名单发过来。"
NOT_YOURS = "没有办理：这是人事的功能。"
NOT_NOW = "没有办理：这份清单已经不能这样处理了，请看卡片上的结果。"
TOO_LATE = "没有写到平台：这份清单已经过了有效时间。发 花名册 核对 重新比较。"
PAGE = "全部清单（可下载表格）：{address}"
OUR_FAULT = "程序出错，已告诉信息化管理员。"
FAULT = "写平台通讯录出错（第 {listed} 份清单，{error}）。请查看日志。"
MAY_NOT_WRITE = {
    "wecom": "没有写权限：请信息化部门填 contacts_secret（通讯录同步的 Secret），或按明细在企业微信管理后台办理。",
    "dingtalk": "没有写权限：请信息化部门在钉钉开发者后台开通“维护通讯录的接口访问权限”，或按明细在钉钉管理后台办理。",
}
HALTED = "写了一部分停下了；处理后点 继续写入"
BUSY = "平台一直繁忙，没有办成，请稍后点 花名册 核对 再比较一次"
UNCERTAIN = "平台没有回答，可能已经办成，请再比较一次"


def title_of(listed: PlatformList) -> str:
    """Of the card and the page."""
    source = listed.source
    return TITLE.format(account=f"{platform_name(source.platform)}（{source.account}）")


def under_way(listed: PlatformList) -> str:
    """While the loop works on it."""
    if listed.state is ListState.READING:
        return "正在读取平台通讯录，与花名册比较"
    tried = listed.count(OrderState.DONE, OrderState.REFUSED, OrderState.UNCERTAIN)
    return f"正在写到平台：{tried}/{listed.ours} 项"


def valid_until(listed: PlatformList, campus: ZoneInfo) -> str:
    """Until when the button means what it says."""
    return f"请核对，{clock(listed.valid_until, campus)} 前有效，平台上还没有改"


def difference(listed: PlatformList, reason: str) -> str:
    """The most telling lines, after what is unusual about them and why some are left to hands."""
    by_hand = listed.count(OrderState.BY_HAND)
    warning = [f"注意：{'、'.join(listed.excesses)}。请先核对名单是否完整。"] if listed.excesses else []
    total = sum(listed.counts.values())
    more = [f"共 {total} 项，其余请看明细。"] if total > len(listed.sample) else []
    hands = [f"其中 {by_hand} 项要手工办，怎么办写在明细里。"] if by_hand else []
    return "\n".join([*([reason] if reason else []), *warning, *listed.sample, *more, *hands])


def confirm(listed: PlatformList) -> str:
    """Asked a second time."""
    return f"请再确认：{'、'.join(listed.excesses)}。确认名单是完整的，才点 确认写入；写入平台后不能自动撤销。"


def result(listed: PlatformList) -> str:
    """How many lines came to what, and what to do about those that came to nothing."""
    failed = listed.count(OrderState.REFUSED, OrderState.UNCERTAIN)
    hands = listed.count(OrderState.BY_HAND)
    told = [f"写到平台 {listed.count(OrderState.DONE)} 项"]
    told += [f"没有办成 {failed} 项"] if failed else []
    told += [f"要手工办 {hands} 项"] if hands else []
    return "，".join(told)


def failures(listed: PlatformList) -> str:
    """By name, with what to do."""
    failed = listed.count(OrderState.REFUSED, OrderState.UNCERTAIN)
    more = [f"另有 {failed - len(listed.failures)} 项，见明细。"] if failed > len(listed.failures) else []
    return "\n".join([*listed.failures, *more])


def ended(listed: PlatformList, campus: ZoneInfo) -> tuple[str, str]:
    """The closing and the same in a word."""
    match listed.state:
        case ListState.FAILED:
            return f"{listed.trouble.rstrip('。')}。平台上什么也没有改", "没有比较"
        case ListState.AGREED:
            return "平台通讯录与花名册一致，没有要做的", "一致"
        case ListState.IGNORED:
            return f"{_by(listed)}于 {clock(listed.decided_at, campus)} 忽略，平台上什么也没有改", "已忽略"
        case ListState.WRITTEN:
            return f"{finished(listed, campus)}：{result(listed)}", "已写入"
        case _:
            return "超过 30 分钟没有写入，平台上什么也没有改；发 花名册 核对 重新比较", "已过期"


def finished(listed: PlatformList, campus: ZoneInfo) -> str:
    """Who had it written, and when it was; what came of it is told in rows."""
    return f"{_by(listed)}写入，{clock(listed.ended_at, campus)} 完成"


def _by(listed: PlatformList) -> str:
    return f"已由 {listed.decider} " if listed.decider else "已"


def standing(listed: PlatformList, now: datetime, campus: ZoneInfo) -> str:
    """How the list stands, in one line, for the page."""
    if listed.state in {ListState.READING, ListState.WRITING}:
        return under_way(listed)
    if listed.state is ListState.HALTED:
        return f"{HALTED}。{listed.trouble}"
    return valid_until(listed, campus) if listed.is_valid(now) else ended(listed, campus)[0]


def corrected(listed: PlatformList, subject: str) -> str:
    """To whoever put something right by hand: what became of it on the platform."""
    source = listed.source
    account = f"{platform_name(source.platform)}（{source.account}）"
    if listed.failures or listed.trouble:
        cause = listed.trouble or listed.failures[0].partition("：")[2]
        return f"没有写到{account}：{subject}，{cause.rstrip('。')}。请在平台后台同样改，否则平台上还是原来的。"
    return f"已写到{account}：{subject}。"
