"""One slip in a command: which word was meant, and when it is better to ask."""

from collections.abc import Iterator
from enum import IntEnum

from domain.command_words import BY_NAME, LONGEST_NAME, STARTING, Word
from domain.sentence.typos import is_alike

SHORTEST = 2
LONGEST = LONGEST_NAME + 1
_NEGATIONS = frozenset("不别没勿未莫非甭")

# Words of their own that differ in one character from a command: whoever types them means them.
_EVERYDAY_WORDS = """
    丧假 为了 事假 事情 产假 什么 休假 会议 余下 余地 你好 例假 做事 催化 公假 再见 制度 刷卡 办公 办卡 办好
    办完 办法 助手 卡片 历史 取件 取得 取暖 取走 取钱 同事 同仁 同学 同居 同志 同情 同时 同样 同步 同行 回去
    回复 回家 回来 因为 在吗 好的 婚假 学历 寒假 帮他 帮忙 帮我 年假 度过 待会 待命 待遇 您好 意见 我的 打印
    打字 打开 打扫 打球 打的 打车 打针 批评 拒收 撤离 撤走 收到 收获 放假 故事 早安 晚安 暑假 校区 校医 校卡
    关于 关注 关心 关闭 关门 关系 关键 联系
    校园 校庆 校服 校车 校长 消化 消失 消费 温度 病假 签名 签字 签约 简历 纠正 纠纷 组合 组员 组成 组长 编织
    考核 考试 补习 补休 补假 补充 补办 补助 补考 补请 补课 补贴 解决 解放 解散 解答 解除 请勿 请坐 请客 请教
    请柬 请求 请看 请示 请进 请问 谢谢 返工 返校 返程 返还 进修 进去 进来 进行 退休 退房 退课 通知 速度 释放
    销售 销毁 销量 错误 长假 额度 饭卡 驳斥
    推回 退货 退款 退学 退会 退订 召回 挽回 转角 转正 转账 转岗 转学 转发 转换 转专 上交 递交 社交 成交 外交
    加班 加油 加入 加强 加急 增加 面签 会签 标签 书签 续签 拒签 减少 减免 评价 评分 评审 评估 评比 评奖 评选 言论
    理论 讨论 结论 争论 抄写 抄袭 发送 赠送 接送 运送 配送 播送 管理 总理 助理 经理 护理 料理 修理 整理 处理 物理
    心理 道理 地理 代办 代表 代课 代替 代码 年代 时代 超过 经过 错过 路过 跳舞 跳绳 跳槽 留学 留校 留意
    终于 终身 终点 终端 停止 禁止 防止 改变 改革 改善 改期 改天 改成 改为 委员 委屈 委任 党派 指派 已经 已有 已办
    填补 填报 填空 填充 书写 改写 手写 抄写 交代 交流 交际 交通 交往 直接 间接 连接 迎接 对接 衔接
    查阅 审阅 传阅 订阅 批阅 借阅 阅读 转达 转让
"""
EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


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


def meant_word(said: str, furthest: Likeness = Likeness.OTHER) -> Word | None:
    """The one word that was surely meant: nothing else is as near, and a word that starts something is very near."""
    words, likeness = likely_words(said)
    if len(words) != 1 or likeness > furthest:
        return None
    return words[0] if likeness is Likeness.SLIP or words[0] not in STARTING else None


def _resembling(said: str) -> Iterator[tuple[Word, Likeness]]:
    for name, word in BY_NAME.items():
        if len(name) < SHORTEST or name.isascii() or abs(len(name) - len(said)) > 1:
            continue
        likeness = how_alike(said, name)
        if likeness is not None:
            yield word, likeness


def how_alike(said: str, name: str) -> Likeness | None:
    """How near a text is to another one that is about as long; None where more than one slip lies between."""
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
