"""The fixed words of leave sentences and what each means. Longer words win; slips of the keyboard come last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.leave_types import Catalogue, catalogue
from domain.sentence.tokens import Leave, Mark, Part, Relative, Said, Typed, Vague
from domain.sentence.typos import slips
from domain.sentence.vocabulary import FILLERS, LEAVE_WORDS, NOT_OURS, REAL_WORDS, VAGUE

Words = tuple[Said, ...]

RELATIVE: Mapping[int, str] = {
    -3: "大前天",
    -2: "前天 前日",
    -1: "昨天 昨日 昨儿",
    0: "今天 今日 今儿 今儿个",
    1: "明天 明日 明儿 明儿个",
    2: "后天 后日 后儿",
    3: "大后天",
    4: "大大后天",
}

PARTS: Mapping[Part, str] = {
    Part.MORNING: "上午 早上 早晨 清早 一早 午前 上半天 前半天 一上午 一个上午 整个上午",
    Part.AFTERNOON: "下午 午后 下半天 后半天 一下午 一个下午 整个下午",
    Part.WHOLE: "全天 整天 一整天 全日",
    Part.NOON: "中午 正午 午间 午休",
    Part.EVENING: "晚上 晚间 夜里 夜间 傍晚 凌晨 半夜",
}

# Two words in one: 今早, 明下午, 明后天.
JOINED: Mapping[str, Words] = {
    "今早": (Relative(0), Part.MORNING),
    "今晨": (Relative(0), Part.MORNING),
    "明早": (Relative(1), Part.MORNING),
    "昨晚": (Relative(-1), Part.EVENING),
    "今晚": (Relative(0), Part.EVENING),
    "明晚": (Relative(1), Part.EVENING),
    "后晚": (Relative(2), Part.EVENING),
    "今上午": (Relative(0), Part.MORNING),
    "今下午": (Relative(0), Part.AFTERNOON),
    "明上午": (Relative(1), Part.MORNING),
    "明下午": (Relative(1), Part.AFTERNOON),
    "昨上午": (Relative(-1), Part.MORNING),
    "昨下午": (Relative(-1), Part.AFTERNOON),
    "今明天": (Relative(0), Mark.AND, Relative(1)),
    "今明两天": (Relative(0), Mark.AND, Relative(1)),
    "今明后三天": (Relative(0), Mark.TO, Relative(2)),
    "明后天": (Relative(1), Mark.AND, Relative(2)),
    "明后两天": (Relative(1), Mark.AND, Relative(2)),
}

MARKS: Mapping[Mark, str] = {
    Mark.TO: "到 至 直到 一直到 起至 起到 - -- — —— – ~ ~~ → > 止于",
    Mark.FROM: "从 自 自从 打",
    Mark.AFTER: "后 以后 之后 过后 起 开始 往后 起开始 开始往后 到下班 至下班 直到下班 到放学 到下班前",
    Mark.LEAVING: "走 就走 要走 先走 想走 离开 要离开 离校 下班",
    Mark.BEFORE: "前 之前 以前",
    Mark.AND: "和 与 及 以及 还有 加 加上 + 跟 、 & 外加 并",
    Mark.OR: "或 或者 或是 还是 要么 抑或",
    Mark.BACK: "补 补请 补一下 补报 补录 后补 补填 补办请假",
    Mark.RETURNING: "回来 回校 返校 返岗 回学校 复工 到岗 回来上班 回来上课",
    Mark.EARLY: "早退 早走 提前 提早 提前下班 提前走 提前离开 提前离校 提早下班 提早走 早点走 早下班",
    Mark.LATE: "迟到 晚到 晚来 迟来 晚点来 晚点到 推迟到校 晚到校 晚上班",
    Mark.BRACKET: "( )",
    Mark.EACH: "每 每天 每日 每个 每逢 逢 隔天 天天",
    Mark.BECAUSE: "因为 因 兹因 现因 特因 是因为 由于 原因 原因是 事由 事由是 理由 理由是 缘由 为了 请假原因 请假事由 "
    "请假理由",
    Mark.OF: "的 之",
    Mark.BREAK: ", 。 ; : ! ? . … \" ' “ ” ‘ ’ / | \\ * # @ _ = < [ ] 【 】 「 」 《 》 · •",
}

# Pinyin, in initials and in full, of the words that a hurried hand abbreviates.
PINYIN_OF: Mapping[str, str] = {
    "请假": "qj qingjia",
    "今天": "jt jintian",
    "明天": "mt mingtian",
    "后天": "ht houtian",
    "上午": "sw shangwu",
    "下午": "xw xiawu",
    "事假": "sj shijia",
    "病假": "bj bingjia",
    "年假": "nj nianjia",
    "调休": "tx tiaoxiu",
    "婚假": "hunjia",
    "产假": "chanjia",
    "丧假": "sangjia",
    "公假": "gongjia",
}

_SLIPPED = ("请假", "明天", "后天", "今天", "昨天", "上午", "下午", "全天", "调休", "年休", "公休", "补休")


def _spelt(types: Catalogue) -> Iterator[tuple[str, Words]]:
    for mark, words in MARKS.items():
        yield from ((word, (mark,)) for word in words.split())
    yield from ((word, (Mark.FILLER,)) for word in FILLERS.split())
    yield from ((word, (Vague(word),)) for word in VAGUE.split())
    yield from ((word, (Relative(days),)) for days, words in RELATIVE.items() for word in words.split())
    yield from ((word, (part,)) for part, words in PARTS.items() for word in words.split())
    yield from JOINED.items()
    yield from ((word, (Leave.WORD,)) for word in LEAVE_WORDS.split())
    yield from ((name, (Typed(each.code, name),)) for name, each in types.by_name.items())
    yield from ((verb, (Leave.ASK,)) for verb in ("请", "请了", "需请", "特请", "拟请", "欲请", "故请", "现请"))
    yield from ((verb, (Leave.REST,)) for verb in ("休", "歇", "休掉", "用掉", "用", "使用"))
    yield from ((word, (Mark.FREE,)) for word in NOT_OURS.split())
    yield from ((noun, (Leave.NOUN,)) for noun in ("假", "假期"))
    yield from ((word, (Mark.BACK, Leave.NOUN)) for word in ("补假", "补个假", "补一个假", "补请假", "补请个假"))
    yield (" ", (Mark.BREAK,))


def _with_slips(exact: Mapping[str, Words], types: Catalogue) -> dict[str, Words]:
    """The exact words, and under every likely slip of a short one what was meant."""
    named = tuple(dict.fromkeys(each.name for each in types.by_name.values()))
    meant: dict[str, Words] = {}
    real = frozenset(REAL_WORDS.split())
    for word in (each for each in (*_SLIPPED, *named) if each in exact):
        for slip in slips(word):
            if slip not in real:
                meant.setdefault(slip, exact[word])
    return meant | dict(exact)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All fixed words, the longest one's length, and what letters stand for."""

    types: Catalogue
    words: Mapping[str, Words]
    longest: int
    pinyin: Mapping[str, Words]


def _make(types: Catalogue) -> Lexicon:
    words = _with_slips(dict(_spelt(types)), types)
    spelt = {word: spellings for word, spellings in PINYIN_OF.items() if word in words}
    pinyin = {letters: words[word] for word, spellings in spelt.items() for letters in spellings.split()}
    return Lexicon(types, words, max(map(len, words)), pinyin)


_made: list[Lexicon] = []


def lexicon() -> Lexicon:
    """By the leave types that there are at present; made again when they have changed."""
    types = catalogue()
    if not _made or _made[-1].types is not types:
        _made[:] = [_make(types)]
    return _made[-1]
