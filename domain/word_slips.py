"""One slip in a command: which word was meant, and when it is better to ask."""

from collections.abc import Iterator
from enum import IntEnum

from domain.command_words import ACTING, BY_NAME, Word
from domain.sentence.typos import is_alike

SHORTEST = 2
LONGEST = max(map(len, BY_NAME)) + 1
_NEGATIONS = frozenset("不别没勿未莫非甭")

# Words of their own that differ in one character from a command: whoever types them means them.
EVERYDAY = frozenset(
    "请问 请客 请教 请进 请坐 请看 请示 请求 请柬 请勿 同学 同事 同时 同样 同步 同仁 同行 返校 返工 返还 返程 校长 校车 校园 校区 校服 校医 校庆 "
    "组长 组员 办公 办法 办完 办好 待会 待遇 待命 余地 余下 进来 进去 进行 进修 打球 打车 打的 打字 打针 打扫 打印 取钱 取件 取走 补课 补考 "
    "补休 补助 补贴 补充 补习 补办 补假 补请 我的 帮忙 帮我 帮他 助手 解决 解除 解散 解放 为了 因为 通知 通过 退休 退房 退课 撤离 撤走 催促 "
    "催化 事假 病假 年假 婚假 产假 丧假 公假 暑假 寒假 放假 休假 长假 例假 销售 销毁 销量 纠正 纠纷 额度 回来 回复 回家 回去 撤回 驳斥 "
    "意见 同情 解答 释放 错误 组成 组合 编织 历史 学历 简历 卡片 饭卡 校卡 办卡 刷卡 度过 温度 速度 制度 消化 消失 消费 取得 取暖 什么 故事 "
    "做事 同居 同志 服务 事情 批评 签字 签名 签约 考试 考核 打开 会议 拒收 收到 收获 好的 你好 您好 谢谢 再见 早安 晚安 在吗".split()
) - set(BY_NAME)


class Likeness(IntEnum):
    """How near a text is to a word; nearer is smaller."""

    SLIP = 0  # swapped or doubled characters, or one that sounds or looks alike
    LETTER = 1  # one character more or less in a longer word
    OTHER = 2  # some other character in one place


def likely_words(said: str) -> tuple[tuple[Word, ...], Likeness]:
    """The words nearest to a folded text and how near; none where nothing is one slip away."""
    found: dict[Word, Likeness] = {}
    if SHORTEST <= len(said) <= LONGEST and said not in EVERYDAY:
        for word, likeness in _resembling(said):
            found[word] = min(likeness, found.get(word, likeness))
    nearest = min(found.values(), default=Likeness.OTHER)
    return tuple(word for word, likeness in found.items() if likeness is nearest), nearest


def meant_word(said: str) -> Word | None:
    """The one word that was surely meant: nothing else is as near, and a word that acts is very near."""
    words, likeness = likely_words(said)
    if len(words) != 1 or (likeness is not Likeness.SLIP and words[0] in ACTING):
        return None
    return words[0]


def _resembling(said: str) -> Iterator[tuple[Word, Likeness]]:
    for name, word in BY_NAME.items():
        if len(name) < SHORTEST or name.isascii() or abs(len(name) - len(said)) > 1:
            continue
        likeness = _likeness(said, name)
        if likeness is not None:
            yield word, likeness


def _likeness(said: str, name: str) -> Likeness | None:
    if len(said) == len(name):
        return _with_one_changed(said, name)
    if len(said) == len(name) + 1:
        return _with_one_more(said, name)
    return Likeness.LETTER if len(name) > SHORTEST and _is_name_without_one(name, said) else None


def _with_one_changed(said: str, name: str) -> Likeness | None:
    places = [place for place in range(len(name)) if said[place] != name[place]]
    if len(places) == 1:
        place = places[0]
        return Likeness.SLIP if is_alike(said[place], name[place]) else Likeness.OTHER
    first, last = places[0], places[-1]
    swapped = len(places) == SHORTEST and last == first + 1 and said[first] == name[last] and said[last] == name[first]
    return Likeness.SLIP if swapped else None


def _with_one_more(said: str, name: str) -> Likeness | None:
    for place, extra in enumerate(said):
        if said[:place] + said[place + 1 :] == name:
            if extra in said[max(0, place - 1) : place] + said[place + 1 : place + 2]:
                return Likeness.SLIP
            return None if extra in _NEGATIONS else Likeness.LETTER if len(name) > SHORTEST else Likeness.OTHER
    return None


def _is_name_without_one(name: str, said: str) -> bool:
    return any(name[:place] + name[place + 1 :] == said for place in range(len(name)))
