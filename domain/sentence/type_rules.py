"""Which leave type is meant, and which to offer where none is named."""

import re
from collections.abc import Sequence

from domain.leave_types import ANNUAL, CARE, COMP_OFF, PATERNITY, PERSONAL, SICK
from domain.sentence.tokens import Typed

_ILL = re.compile(
    r"感冒|发烧|发热|低烧|高烧|头疼|头痛|肚子疼|肚子痛|胃疼|胃痛|牙疼|牙痛|腰疼|腰痛|拉肚子|腹泻|呕吐|咳嗽|过敏|不舒服|生病|病了|"
    r"看病|住院|手术|骨折|扭伤|摔伤|受伤|烫伤|肠胃炎|阑尾|肺炎|流感|新冠|阳了|中暑|痛经|晕|输液|打点滴|打吊针|挂水|急诊|医院|复诊|复查|"
    r"就医|就诊|病$|^因病"
)
_RELATIVE = re.compile(
    r"孩子|小孩|儿子|女儿|宝宝|老婆|妻子|爱人|媳妇|老公|丈夫|对象|家人|家属|家里人|父亲|母亲|爸|妈|父母|老人|爷爷|奶奶|姥|外公|外婆|"
    r"公公|婆婆|岳父|岳母|哥|姐|弟|妹|亲戚|同事|学生|朋友|陪"
)
_BIRTH = re.compile(
    r"生孩子|生小孩|生娃|生产|分娩|顺产|剖|临产|待产|预产|要生(?!病)|刚生(?!病)|生了|快生|出生|二胎|三胎|新生儿|坐月子|产后|产房|生宝宝|生二宝"
)

_USUAL = (PERSONAL, SICK, ANNUAL, COMP_OFF)


def named_types(types: Sequence[Typed], text: str) -> tuple[str, ...]:
    """The codes that were named. 护理假 is that of a father where a birth is told of, else one of two."""
    codes = tuple(dict.fromkeys(each.code for each in types))
    if codes == (CARE.code,) and not any(each.said.endswith("女护理假") or each.said == "父母护理假" for each in types):
        return (PATERNITY.code,) if _BIRTH.search(text) else (PATERNITY.code, CARE.code)
    return codes


def likely_types(reason: str | None) -> tuple[str, ...]:
    """What to offer where no type is named: 病假 first for an illness of one's own."""
    codes = [each.code for each in _USUAL]
    if reason and _ILL.search(reason) and not _RELATIVE.search(reason):
        codes.sort(key=lambda code: code != SICK.code)
    return tuple(codes)
