"""What HR reads about a run of the directory."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.org_run import UNDER_WAY, UNDO_FOR, OrgRun, RunState
from domain.texts.moments import clock

TITLE = "同步组织：{account}"
NOT_HR = "没有同步：同步组织由{contact}的人事岗位办理。您的信息有变动，请联系{contact}。"
NO_ACCOUNT = "没有同步：没有叫“{name}”的帐号。可发 同步组织 企业微信、同步组织 钉钉，或只发 同步组织。"
NOTHING_CONFIGURED = "没有同步：还没有配置企业微信或钉钉的帐号，请信息化部门配置后再发一次。"
ALREADY = "正在同步，不用再发。结果也会发给您。"
TOO_LATE = "没有办理：这次比较已经过了有效时间。发 同步组织 重新比较。"
NOT_NOW = "没有办理：这次同步已经不能这样处理了，请看卡片上的结果。"
NOT_YOURS = "没有办理：这是人事的功能。"
SHEET = "这次同步的全部明细（可下载表格）：{address}"
AGAIN = "比较之后通讯录又有变化，没有写入，正在重新比较；请看新的卡片。"
UNASKED = "例行核对通讯录：{account}有 {count} 处变化没有写入：{sample}。请发 同步组织 核对后应用。"
UNASKED_FAILED = "例行核对通讯录没有成功，什么也没有改：{account}，{trouble}"
DRIFT = "{account}刚才的变化没有自动写入：{cause}。请发 同步组织 核对后应用。"

OUR_FAULT = "程序出错，已告诉信息化管理员。"
NOT_UNDONE = "没有撤销：程序出错，已告诉信息化管理员。同步的内容还在，稍后可以再点 撤销。"
FAULT = "同步组织出错（第 {run} 次，{error}），这次没有写入。请查看日志。"
NOT_ROUTINE = "不是日常的小变动"
TOO_MANY_TODAY = "今天离开的人已经太多"


def under_way(run: OrgRun) -> str:
    """While the loop works on it."""
    match run.state:
        case RunState.APPLYING:
            return "正在写入，写完会告诉您"
        case RunState.UNDOING:
            return "正在撤销，完成后会告诉您"
        case _:
            return f"正在读取，已读 {run.progress:,} 人" if run.progress else "正在读取，读完会发给您核对"


def valid_until(run: OrgRun, campus: ZoneInfo) -> str:
    """Until when the buttons mean what they say."""
    return f"请核对，{clock(run.valid_until, campus)} 前有效，现在还没有写入" if run.valid_until else ""


def difference(run: OrgRun) -> str:
    """The most telling changes by name, after what is unusual about them."""
    warning = [f"注意：{'、'.join(run.excesses)}。请先核对平台上是否确实如此。"] if run.excesses else []
    total = sum(run.counts.values())
    more = [f"共 {total} 处，其余请看明细。"] if total > len(run.sample) else []
    return "\n".join([*warning, *run.sample, *more])


def confirm(run: OrgRun) -> str:
    """Asked a second time."""
    how = f"确认平台上确实如此，才点 确认应用；写入后 {UNDO_FOR.days} 天内可以撤销。"
    return f"请再确认：{'、'.join(run.excesses)}。{how}"


def applied(run: OrgRun, campus: ZoneInfo) -> str:
    """Who had it written, and how long there is a way back."""
    who = f"已由 {run.decider} 于 " if run.decider else "已于 "
    return f"{who}{clock(run.applied_at, campus)} 应用，{UNDO_FOR.days} 天内可以撤销"


def ended(run: OrgRun, campus: ZoneInfo) -> tuple[str, str]:
    """The closing and the same in a word."""
    match run.state:
        case RunState.UNCHANGED:
            return "与现有的一致，什么也没有改", "没有变化"
        case RunState.FAILED | RunState.REFUSED:
            return f"{run.trouble}什么也没有改，处理后再发 同步组织", "没有读成"
        case RunState.IGNORED if run.ready_at is None:
            return f"已由 {run.decider} 于 {clock(run.decided_at, campus)} 停止，什么也没有改", "已停止"
        case RunState.IGNORED:
            return f"已由 {run.decider} 于 {clock(run.decided_at, campus)} 忽略，下次同步还会列出", "已忽略"
        case RunState.STALE:
            return AGAIN, "已过时"
        case RunState.UNDONE:
            left = f"。{run.trouble}" if run.trouble else ""
            return f"已由 {run.undoer} 于 {clock(run.undone_at, campus)} 撤销{left}", "已撤销"
        case RunState.APPLIED:
            return f"{applied(run, campus).partition('，')[0]}", "已应用"
        case _:
            return "超过 30 分钟没有应用，什么也没有改；发 同步组织 重新比较", "已过期"


def standing(run: OrgRun, now: datetime, campus: ZoneInfo) -> str:
    """How the run stands, in one line, for the page."""
    if run.state in UNDER_WAY:
        return under_way(run)
    if run.is_valid(now):
        return valid_until(run, campus)
    if run.state is RunState.APPLIED and run.may_be_undone(now):
        return applied(run, campus)
    return ended(run, campus)[0]


def left_alone(subjects: Sequence[str]) -> str:
    """What an undoing did not put back."""
    return f"之后又有变动的没有动：{'、'.join(subjects)}" if subjects else ""
