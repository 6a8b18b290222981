"""Sentences while a form is being filled in."""

from domain.ids import RequestNo

ASK_CHANGE = (
    "要改哪一项？请直接回复新的内容，例如：改成后天上午；改成病假；事由 带孩子看病。"
    "发 返回 则不改，发 取消 则放弃这张单。"
)
NO_CHANGE_READ = "没看出要改什么。请写新的类型、时间或事由，例如 改成后天上午，或 事由 带孩子看病。发 返回 则不改。"
CHANGED = "已改好，请核对上面的卡片，再点 提交。"
ANSWERED = "已补上，请核对上面的卡片，再点 提交。"
UNCHANGED = "好的，没有改动。请核对上面的卡片，再点 提交。"
BACK = "已退回上一步。请看上面的卡片。"
FIRST_STEP = "已经是第一步，没有可返回的。发 取消 可放弃这张单。"
NO_DRAFT = "您没有草稿。想请假可直接说，例如 请事假 明天下午 家里有事。"
ASKED_AGAIN = "没有提交：填好之后情况有变，还需要您确认一次。"


def kept(number: RequestNo, days: int) -> str:
    """Nothing was answered for a while."""
    return f"先帮您存着：填到一半的请假（单号 {number}）保留 {days} 天。直接回复就能接着填，不要了发 取消。"


def parked(number: RequestNo) -> str:
    """Another command came in between."""
    return f"填到一半的请假（单号 {number}）已存草稿，发 草稿 继续，发 取消 放弃。"
