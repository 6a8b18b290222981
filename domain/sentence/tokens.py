"""The words a sentence about leave is made of, each kind a value; a token is one of them at its place in the text."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Part(StrEnum):
    """Parts of a day as people name them."""

    MORNING = "上午"
    AFTERNOON = "下午"
    WHOLE = "全天"
    NOON = "中午"
    EVENING = "晚上"


class Unit(StrEnum):
    """What a stated length is counted in."""

    MINUTE = "分钟"
    HOUR = "小时"
    DAY = "天"
    WEEK = "周"
    MONTH = "个月"
    YEAR = "年"


class Mark(StrEnum):
    """Small words that join, bound or say nothing."""

    TO = "到"
    FROM = "从"
    AFTER = "后"
    BEFORE = "前"
    LEAVING = "走"  # 4点走: what follows an hour is leave
    AND = "和"
    OR = "或"
    BACK = "补"
    EACH = "每"
    RETURNING = "回来"  # 周三回来: no day of leave
    EARLY = "早退"  # with a length: it ends with the working day
    LATE = "迟到"  # with a length: it begins with the working day
    BRACKET = "("
    BECAUSE = "因为"
    OF = "的"
    FILLER = ""
    BREAK = "，"  # a pause: punctuation or a space
    FREE = "…"  # not ours: a reason, or noise


class Leave(StrEnum):
    """Words for taking leave; all but the first count only beside a time, a type or each other."""

    WORD = "请假"
    ASK = "请"
    REST = "休"
    NOUN = "假"


@dataclass(frozen=True, slots=True)
class Relative:
    """今天 is 0, 明天 1, 昨天 -1."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0. `week` counts from this one: 本周三 0, 下周三 1, a bare 周三 None. `term_week`: 12 in 第12周周三."""

    day: int
    week: int | None = None
    term_week: int | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """11月25日; `month` None for a bare 25号. `months_ahead` is 1 in 下月25号, `years_ahead` in 明年1月5日."""

    day: int
    month: int | None = None
    year: int | None = None
    months_ahead: int | None = None
    years_ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Vague:
    """月底, 过两天, 国庆: a time one can only ask about."""

    said: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said; whether 3点 is 15:00 depends on what stands beside it."""

    hour: int
    minute: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """第3–4节; `first` is None where only their number is said (两节课)."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stated length. `vague`: 两三天. `split`: 两个半天, which may be apart."""

    amount: Fraction
    unit: Unit
    vague: bool = False
    split: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """11-25 or 9到11 without a unit: a date (only if written with a dash), or two hours, as its neighbours decide."""

    first: int
    second: int
    dashed: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """A leave type by its code; `said` is the word for it in simplified writing, without a typo."""

    code: str
    said: str


Day = Relative | Weekday | Dated
Moment = Relative | Weekday | Dated | Vague | Part | Clock | Lesson | Stretch | Pair
Said = Moment | Mark | Leave | Typed


@dataclass(frozen=True, slots=True)
class Token:
    """A word and the folded text it covers, from `start` to before `end`."""

    word: Said
    start: int
    end: int
