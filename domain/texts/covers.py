"""Asking colleagues to teach a lesson, and what comes of it, in words."""

from collections.abc import Iterable, Sequence

from domain.lessons import Session
from domain.texts.classes import names_of

NO_LEAVE = "没有要安排代课的请假：在填或已提交的请假期间没有课。"
LIST = "单号 {no} 期间的课：\n{lines}\n{offered}"
HOW = "请人代课发 代课 姓名，只代其中一次发 代课 序号 姓名，自己补课发 补课 序号。"
OFFERED = "有空的：{names}。\n"
NOBODY = "同教研室和教同一门课的人里，没有都有空的。\n"
NOT_FOUND = "没有找到“{name}”。请发全名或工号，例如 代课 张三。"
SEVERAL = "有 {count} 位{name}，请发工号，例如 代课 {number}。"
NOT_ONESELF = "不能请自己代课。自己另找时间上，请发 补课 序号。"
NO_SUCH = "没有第 {place} 次课，请先发 代课 看序号。"
ALL_ARRANGED = "这些课都安排好了。"
ASKED = "已问{name}，等其回复：\n{lessons}"
BUSY = "没有问{name}：{cause}。请换一位，或换一次课。"
SOME_BUSY = "另有 {count} 次没有问：{cause}。"
ASKED_BEFORE = "已经问过{name}了，还没有回复。"
TITLE = "{name}请您代课"
BODY = "{lessons}\n您愿意代课吗？答应以后由{name}办调停课手续。"
AGREED = "您已答应代课"
DECLINED = "您已回复不行"
OVER = "不用代了"
TOLD_AGREED = "{name}愿意代课：\n{lessons}"
TOLD_DECLINED = "{name}不行：\n{lessons}\n请发 代课 换一位。"
TAKEN = "没有记上：{cause}。已告诉{name}。"
TOLD_TAKEN = "{name}愿意，但{cause}，没有记上。请发 代课 另作安排。"
CLASH = "这个时间刚有了别的安排"
NOT_YOURS = "这张卡片是发给别人的，您不能代为回复。"
NO_LONGER = "{name}的课不用您代了：\n{lessons}"
CHANGE_TITLE = "代课已定"
MAKE_UP_TITLE = "补课已定"
CHANGE_BODY = "还要办调停课，经学院和教务同意。点 办调停课，内容已替您填好。"
CHANGE_BEGUN = "已开始办调停课"
NO_FORM = "没有开始：您现在不能办调停课，请联系{contact}。"
REASON = "请假，由{name}代课"
REASON_MAKE_UP = "请假，另行补课"
SAME_PLACE = "时间地点不变，由{name}代课"
MAKE_UP_OFFERED = "第 {place} 次课可以补在：\n{slots}\n请发 补课 {place} 和后面的字母，例如 补课 {place} A。"
NO_SLOT = "两周内没有教师、班级、教室都有空的时间。请联系教务安排。"
MADE_UP = "已记下补课：{slot}。"
WHICH = "请发 补课 序号，例如 补课 1。先发 代课 看序号。"


def offered(people: Iterable[tuple[str, str]]) -> str:
    """张三（同教研室）、李四（教同一门课）."""
    named = "、".join(f"{name}（{why}）" for name, why in people)
    return OFFERED.format(names=named) if named else NOBODY


def lessons(sessions: Sequence[Session]) -> str:
    return names_of(sessions)
