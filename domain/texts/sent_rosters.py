"""What HR reads about the roster and the files they send."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.roster_changes import Extent
from domain.sent_roster import SHOWN_FAULTS, FileState, SentRoster
from domain.texts.moments import clock

TITLE = "花名册"
FILE_TITLE = "花名册：{name}"
NOT_HR = "没有办理：花名册由{contact}的人事岗位维护。您的信息有变动，请联系{contact}。"
NOT_YOURS = "没有办理：这是人事的功能。"
NOT_NOW = "没有办理：这份名单已经不能这样处理了，请看卡片上的结果。"
TOO_LATE = "没有办理：这份名单已经过了有效时间，请再发一次文件。"
NONE_YET = "还没有导入过花名册"
SEND_IT = "请把名单（.xlsx 或 .csv）直接发到这里；企业微信里发不了文件，请点 打开页面 上传。先逐格检查，看过才写入。"
PAGE = "花名册的页面（下载模板和现在的名单、上传文件）：{address}"
FILE_PAGE = "这份名单的全部明细（可下载表格）：{address}"
FILE_COMES = "收到，正在检查名单，结果马上发给您。"
FILE_LOST = "没有取到您发的文件，没有导入。请再发一次，或发 花名册 后在页面上传。"
NO_SHEET = "没有收下：这里只收名单（.xlsx 或 .csv）。"
CHANGED = "检查之后登记的内容又有变化，没有写入，已重新检查；请再核对一次。"
NEW_DEPARTMENTS = "新部门"
WITH_WAY_IN = "可建帐号"  # has no account, and the file says how to reach them
OUR_FAULT = "程序出错，已告诉信息化管理员。"
FAULT = "花名册文件出错（第 {file} 份，{error}），没有写入。请查看日志。"


def checking(file: SentRoster) -> str:
    """While the loop works on it."""
    return "正在写入，写完会告诉您" if file.state is FileState.IMPORTING else "正在逐格检查，检查完会告诉您"


def bad(file: SentRoster) -> str:
    """The first cells by row and column."""
    more = f"\n另有 {file.fault_count - SHOWN_FAULTS} 处，都在标注的副本里。" if file.fault_count > SHOWN_FAULTS else ""
    return "\n".join(file.faults[:SHOWN_FAULTS]) + more


def bad_count(file: SentRoster) -> str:
    """Above the cells."""
    return f"有 {file.fault_count} 处要改，什么都没有写入；改好后再发一次"


def valid_until(file: SentRoster, campus: ZoneInfo) -> str:
    """Until when the buttons mean what they say."""
    return f"请核对，{clock(file.valid_until, campus)} 前有效，现在还没有写入"


def read(file: SentRoster) -> str:
    """How many, and what is taken for granted."""
    return f"{file.people:,} 人" + ("，其他人不动" if file.extent is Extent.PART else "")


def difference(file: SentRoster) -> str:
    """The most telling changes by name, after what is unusual about them."""
    warning = [f"注意：{'、'.join(file.excesses)}。请先核对名单是否完整。"] if file.excesses else []
    total = sum(count for kind, count in file.counts.items() if kind != WITH_WAY_IN)
    more = [f"共 {total} 处，其余请看明细。"] if total > len(file.sample) else []
    return "\n".join([*warning, *file.sample, *more])


def confirm(file: SentRoster) -> str:
    """Asked a second time."""
    how = "确认名单是完整的，才点 确认导入；只报变化的人，请返回后点 只更新这些人。"
    return f"请再确认：{'、'.join(file.excesses)}。{how}"


def ended(file: SentRoster, campus: ZoneInfo) -> tuple[str, str]:
    """The closing and the same in a word."""
    match file.state:
        case FileState.REFUSED:
            return file.trouble, "没有收下"
        case FileState.UNCHANGED:
            return f"与现有花名册一致（{file.people:,} 人），没有要写入的", "没有变化"
        case FileState.DROPPED:
            return f"{_by(file)}放弃，什么也没有改" if file.decider else "已由新的文件代替，什么也没有改", "已放弃"
        case FileState.IMPORTED:
            return f"{_by(file)}于 {clock(file.ended_at, campus)} 导入。{file.trouble}".rstrip("。"), "已导入"
        case _:
            return "超过 30 分钟没有导入，什么也没有改；请再发一次文件", "已过期"


def _by(file: SentRoster) -> str:
    return f"已由 {file.decider} "


def home(imported_at: datetime | None, campus: ZoneInfo) -> str:
    """When the roster was imported last."""
    return clock(imported_at, campus) if imported_at else NONE_YET


def effects(settled: int, moved: int, leavers: int) -> str:
    """What an import meant for people."""
    told = (
        (settled, "人的信息按“一数一源”改了"),
        (moved, "张单换了审批人"),
        (leavers, "位离职的人手上还有单，已告诉人事"),
    )
    return "".join(f"{count} {what}。" for count, what in told if count)
