"""Whether the leave is for somebody else: 帮李老师请假, 孩子明天请假."""

import re

_KIN = (
    "孩子|小孩|儿子|女儿|宝宝|老婆|老公|妻子|丈夫|爱人|媳妇|家人|家属|父亲|母亲|爸爸|妈妈|爸|妈|父母|同事|同学|学生|室友|舍友|朋友|"
    "班长|他们|她们|他|她|别人|人家"
)
_TITLE = "老师|主任|院长|书记|校长|处长|科长|部长|教授|师傅|阿姨"
# A name: up to three characters without the verbs that begin a reason (给老人办证请假) or the words for oneself.
_CHAR = (
    r"(?![我咱请休看办修送接买开搬做拿取交陪带去来补代帮替给为班课事病年假有在到因的了明后今昨上下周])[\u4e00-\u9fff]"
)
_NAME = rf"(?:{_CHAR}){{1,3}}?"
_PERSON = (
    rf"(?:(?:{_NAME})?(?:{_TITLE})|(?:我的|我们|我)?(?:{_KIN})|(?:同事|同学|学生)(?:{_CHAR}){{2,3}}|(?:{_CHAR}){{2,3}})"
)
_WHEN = (
    r"(?:[0-9一二三四五六七八九十两半]+(?:天|小时|个小时|月|日|号|点)|[今明后昨]天|大后天|[下这本]?周[一二三四五六日]|[上下]午|半天|全天|"
    r"个|一下|了|的| )*"
)
_LEAVE = rf"(?:想|要|需要)?(?:请|办)(?:个|一个|一下|了)?{_WHEN}(?:[事病年婚产丧公]假|调休|陪产假|探亲假|假)"

_ON_BEHALF = re.compile(rf"(?:帮忙?|替|代|给|为)(?P<whose>{_PERSON}){_WHEN}{_LEAVE}")
_SUBJECT = re.compile(rf"^(?P<whose>(?:我的|我们|我)?(?:{_KIN})|{_NAME}(?:{_TITLE})){_WHEN}{_LEAVE}")


def whose_leave(folded: str) -> re.Match[str] | None:
    """Its group "whose" names the one for whom it is; None where it is the speaker's own."""
    return _ON_BEHALF.search(folded) or _SUBJECT.search(folded)
