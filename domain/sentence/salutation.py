"""The greeting a sentence may begin with, 王主任您好 or 早上好老师: no reason, and nobody whose leave it is."""

import re

_TITLE = "老师|主任|院长|书记|校长|处长|科长|部长|组长|队长|所长|领导|总"
_HELLO = "您好|你好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|打扰了|请问|不好意思|在吗|在不在|好"
_END = r"(?=[ ,。!:;、?.~]|我|本人|$)"
# A name holds none of the characters that a time or a reason begins with: 明天找领导我请假 greets nobody.
_NAME = r"(?:(?![今明后昨天周号日月点上下午请假休找跟和给帮替去见接送陪看])[\u4e00-\u9fff]){0,3}?"
_NAMED = rf"(?:尊敬的)?{_NAME}(?:{_TITLE})们?(?:{_HELLO})?{_END}"
_MYSELF = r"(?:我是|我叫|本人是?)(?:(?![请休假今明后昨天因由于要想])[\u4e00-\u9fff]){2,10}(?=[ ,。:;、]|因|由于|于)"
_SALUTATION = re.compile(rf"^(?:{_NAMED}|{_MYSELF}|(?:{_HELLO})(?:(?:{_TITLE})们?)?{_END})[ ,。!:;、.~]*")


def salutation_end(folded: str) -> int:
    """How many characters the greeting takes, 0 without one; a second greeting belongs to it."""
    end = 0
    while match := _SALUTATION.match(folded[end:]):
        if not match.end():
            break
        end += match.end()
    return end
