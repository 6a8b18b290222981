"""Whether a sentence asks for leave, asks about it, takes it back, or only tells of it."""

import re

from domain.sentence.structure import Structure
from domain.sentence.tokens import Leave, Mark, Typed

_LEAVE = r"(?:[事病年婚产丧公]假|[补调倒]休|陪产假|探亲假|护理假|假)"
_SPOKEN_OF = re.compile(rf"请|{_LEAVE}|休")
_SHORT_ANSWER = 2  # 明天请假能不能批: hardly a word follows
_POLITE_TAIL = re.compile(r"(?:谢谢(?:您|老师|领导)?|多谢|麻烦(?:您|了)?|老师|领导|[ ,。!~.])+$")

_ENDS_ASKING = re.compile(r"(?:[吗么?]|呢|[能可行好](?:以)?不|(?:能|可以).*(?:嘛|不|没))$")
_ASKS_WHETHER = re.compile(
    r"能不能|可不可以|可以不可以|能否|可否|是否|是不是|行不行|好不好|要不要|用不用|需不需要|有没有|请问.*(?:能|可以)"
)
_ASKS_HOW = re.compile(
    r"(?:怎么|怎样|如何|咋)(?:请|休|申请|算|办)"
    rf"|{_LEAVE}的?(?:申请)?(?:要|需要|应该|该|是|得|到底)?(?:提前)?(?:怎么|怎样|如何|咋|找谁|多久|多少|几天|什么|哪|扣)"
    rf"|多少天的?{_LEAVE}|(?:能|可以|可|有|该)(?:请|休)?几天|还?(?:有|剩)(?:下|余)?(?:多少|几)|{_LEAVE}有几"
    r"|哪些假|什么假|啥假|哪种假"
)
_ASKS_ANYTHING = re.compile(r"怎么|怎样|如何|什么|哪里|哪儿|在哪|哪个|找谁|谁批|多久|多长时间|多少|几天内|为啥|为何")
_NO_QUESTION = re.compile(r"不知道?(?:怎么|什么|为什么)|(?:没|不)?怎么也|没什么|什么的|有什么事|无论如何|不怎么|几天假")

_WANTS_NOT = r"(?<![得要能是])(?:不|别|勿|甭|无需|不必)(?:用|想|要|需要|打算|准备|是|再|能|去|会)?(?:再|继续)?"
_NEGATES = re.compile(
    rf"{_WANTS_NOT}(?:请|休)(?:个|一个|了)?(?:$|了|假|{_LEAVE}|[,。! ]|[今明后]天|[上下]午)|{_WANTS_NOT}{_LEAVE}"
    rf"|(?:取消|撤销|作废)(?:了)?(?:[今明后昨]天的?)?(?:请假|{_LEAVE})"
    rf"|{_LEAVE}(?:就|先|也|都)?(?:不请|不休|不要|取消|作废|撤销)"
)
_DID_NOT = re.compile(rf"没有?(?:请|休)(?:过)?{_LEAVE}")
_TELLS = re.compile(
    rf"(?:已经?|刚)(?:[\u4e00-\u9fff]{{0,4}})(?:请|休)(?:过|了|好)?{_LEAVE}|请过{_LEAVE}|请了{_LEAVE}$"
    r"|请假(?:条|制度|流程|规定|记录|系统|审批|人员|人数|名单|表|成功|被)"
    rf"|(?:批准|同意|准|批|驳回|拒绝)了(?:[\u4e00-\u9fff]{{0,4}})的?(?:请假|{_LEAVE})"
    rf"|{_LEAVE}(?:工资|余额|天数|制度|规定|政策|条例|批了|通过了|没批)"
)


def asks_a_question(folded: str, found: Structure) -> bool:
    """明天能请假吗 asks, 明天请假去问问怎么报名 does not: there the question belongs to the reason."""
    text = _POLITE_TAIL.sub("", folded) or folded
    if not _SPOKEN_OF.search(text):
        return False
    if folded.rstrip(" ").endswith("?") or _ENDS_ASKING.search(text):
        return True
    if any(_is_ours(match, text, found) for match in _ASKS_WHETHER.finditer(text)):
        return True
    text = _NO_QUESTION.sub("", text)
    if _ASKS_HOW.search(text):
        return True
    return not found.times and _ASKS_ANYTHING.search(text) is not None


def _is_ours(match: re.Match[str], text: str, found: Structure) -> bool:
    """Behind the leave and its time, with more to follow, it is the reason that asks: 明天请假看能不能修好空调."""
    if not (found.anchors and found.times):
        return True
    said = max(found.anchors[0].end, found.times[0].end)
    return match.start() < said or match.end() + _SHORT_ANSWER >= len(text)


def negates(folded: str, found: Structure) -> bool:
    """不请了, 不用请假了, 我没请假; but 昨天没请假,补一下 asks for it after all."""
    if found.is_back_dated:
        return False
    if _NEGATES.search(folded):
        return True
    did_not = _DID_NOT.search(folded)
    return did_not is not None and not _SPOKEN_OF.search(folded[: did_not.start()] + folded[did_not.end() :])


def asks_for_leave(folded: str, found: Structure) -> bool:
    """Whether the words ask for leave, by themselves or beside a time."""
    if _TELLS.search(folded):
        return False
    words = {token.word for token in found.anchors}
    asking = words & {Leave.ASK, Leave.REST, Mark.BACK}
    if Leave.WORD in words or (asking and Leave.NOUN in words):
        return True
    if any(isinstance(word, Typed) for word in words):
        return bool(found.times) or found.is_plain or bool(asking)
    return bool(asking) and bool(found.times) and found.is_plain
