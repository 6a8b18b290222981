"""What a person wants who types something: a command, leave in a sentence, or neither."""

import re
from dataclasses import dataclass, field

from domain.command_words import BY_NAME, LONGEST_NAME, NUMBERED, PINYIN, WITH_SUBJECT, Word
from domain.sentence.intent import asks_a_question, asks_for_leave, negates
from domain.sentence.numbers import CHINESE, LONGEST, read_whole
from domain.sentence.read import LONGEST_SENTENCE, take_apart
from domain.text_fold import Folded, clean, fold
from domain.word_slips import Likeness, likely_words, meant_word

__all__ = ["Command", "LeaveSentence", "Negation", "Nothing", "Question", "Understood", "Word", "understand"]

_TAIL = " 。.!,~;…"
_APART = " ,:;。!、#№/"
_PARTICLES = re.compile(r"(?:一下|吧|了|啊|呀|哦|哈|谢谢|[ 。.!,~;…])+$")  # 同意一下 is 同意
# 同意 3, 同意3号, 同意第三条, 驳回1024人手不够. A small number with a unit (同意3天) or a list (3、4) is not ours.
_UNIT = r"天(?![气冷热晚])|小时|个小时|[点月日节周分年元%]|号楼"
_NUMBER = re.compile(
    rf"[ ,:;#№第]*(?:no\.?|[a-z]{{1,6}}-?)?[ :#]*"  # CC-1024 as it is printed
    rf"(?:(?P<digits>[0-9]{{3,}}(?![0-9.])|[0-9]{{1,2}}(?![0-9.]|:[0-9]{{2}}|{_UNIT}))"
    r"(?! ?[、,和到至/~-] ?[0-9]| [0-9 ]+(?:[ 、,]|$))"
    rf"|(?P<chinese>[{CHINESE}]+)(?=[ ,。!:;]|[号条个单项]|$))"
    rf"(?:号|条|个|单|项|份)?(?P<rest>.*)$"
)
_NUMBER_FIRST = re.compile(r"^(?:第|[a-z]{1,6}-?)?(?P<number>[0-9]+)(?:号|条|个|单|项)? ?(?P<head>[^0-9 ]+)$")
_HEAD = re.compile(rf"^[^0-9 ,:;。!、#№/第{CHINESE}]+")
_LONG_HEAD = re.compile(r"^[^0-9 ,:;。!、#№/第]+")  # 同一 for 同意: the slip is a numeral
_HEAD_ONLY = re.compile(rf"^[^a-z0-9 ,:;。!、#№/第{CHINESE}]+")  # 同意CC-1024
_NUMBER_WORD = re.compile(r"(?:编号|单号|序号)$")


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `number` as the bot printed it, `rest` what follows, as it was written.

    `is_loose` where it is a command only as long as nothing else was asked: a slip, or more text right behind a word.
    """

    word: Word
    number: int | None = None
    rest: str = ""
    is_loose: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class LeaveSentence:
    """A sentence that asks for leave, cleaned; `read_leave` reads it."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about leave: 明天能请假吗. It starts nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Negation:
    """Leave not wanted (any more): 不请了. It starts nothing and withdraws nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing that we know; `candidates` are commands it may have been meant for."""

    candidates: tuple[Word, ...] = ()


Understood = Command | LeaveSentence | Question | Negation | Nothing


def understand(text: str) -> Understood:
    """What a text is, by its words alone; nothing is looked up and no date worked out."""
    folded = _without_slash(clean(text, LONGEST_SENTENCE))
    said = folded.text.strip(_TAIL)
    if not folded.text.strip(_APART + "?"):
        return Command(Word.HELP) if "?" in folded.text else Nothing()
    if word := BY_NAME.get(said.replace(" ", "")) or BY_NAME.get(_PARTICLES.sub("", said)):
        return Command(word)
    return _numbered(folded) or _about_leave(folded) or _with_rest(folded) or _slipped(said)


def _without_slash(text: str) -> Folded:
    return fold(text.lstrip("/／ "))


def _numbered(folded: Folded) -> Command | None:
    """同意 3, 驳回1024 人手不够, 3 同意."""
    if first := _NUMBER_FIRST.match(folded.text.strip(_TAIL)):
        word, number = _word_of(first["head"]), _number(first["number"])
        return Command(word, number) if word and word in NUMBERED and number is not None else None
    for pattern in (_LONG_HEAD, _HEAD, _HEAD_ONLY):
        head = pattern.match(folded.text)
        word = _word_of(head[0]) if head else None
        if head and word and word in NUMBERED:
            return _with_number(folded, word, head)
    return None


def _with_number(folded: Folded, word: Word, head: re.Match[str]) -> Command | None:
    match = _NUMBER.match(folded.text, head.end())
    number = _number(match["digits"] or match["chinese"]) if match else None
    if match is None or number is None:
        return _said_apart(folded, word, head) if _is_apart(folded, head.end()) else None
    return Command(word, number, _rest(folded, match.start("rest")), is_loose=head[0] not in BY_NAME)


def _said_apart(folded: Folded, word: Word, head: re.Match[str]) -> Command:
    """A word and, after a pause, more: 办事 出差. Other names of a word also begin plain sentences: 审批 太慢."""
    return Command(word, None, _rest(folded, head.end()), is_loose=head[0] not in {word.value, *PINYIN[word].split()})


def _is_apart(folded: Folded, place: int) -> bool:
    """Whether something other than a letter follows the head: a space, a sign, a digit that is no number."""
    return folded.text[place : place + 1] in {*_APART, *"0123456789"}


def _number(said: str) -> int | None:
    """None for what nobody's number can be: more digits than were ever printed."""
    return read_whole(said) if len(said) <= LONGEST else None


def _word_of(head: str) -> Word | None:
    """The word before a number or more text; there only a clear slip is overlooked."""
    head = _NUMBER_WORD.sub("", head.strip(_TAIL))
    return BY_NAME.get(head) or meant_word(head, Likeness.SLIP)


def _rest(folded: Folded, place: int) -> str:
    """In the person's own writing, without the pause before it."""
    return folded.original(place, len(folded.text)).lstrip(_APART + "：，；").rstrip()


def _about_leave(folded: Folded) -> Understood | None:
    """Before a command with more text: 帮助同学明天请假 is leave, 帮助 请假 is not."""
    head = _HEAD.match(folded.text)
    known = BY_NAME.get(head[0]) if head else None
    if head and known and known not in {Word.LEAVE, Word.CANCEL} and _is_apart(folded, head.end()):
        return None
    parts = take_apart(folded.source)
    if negates(folded.text, parts.structure):
        return Negation(folded.source)
    if asks_a_question(folded.text, parts.structure):
        return Question(folded.source)
    return LeaveSentence(folded.source) if asks_for_leave(folded.text, parts.structure) else None


def _with_rest(folded: Folded) -> Command | None:
    """办事 出差, 解释5月3日: the longest word that the text begins with."""
    head = _HEAD.match(folded.text)
    if head and _is_apart(folded, head.end()) and (word := _word_of(head[0])):
        return _said_apart(folded, word, head)
    for end in range(min(len(folded.text) - 1, LONGEST_NAME), 1, -1):
        word = BY_NAME.get(folded.text[:end])
        if word and word in WITH_SUBJECT and not folded.text[:end].isascii():
            # 考勤总汇 is 考勤汇总 with a slip, not 考勤 and more.
            whole = meant_word(folded.text.strip(_TAIL))
            return Command(whole or word, None, "" if whole else _rest(folded, end), is_loose=True)
    return None


def _slipped(said: str) -> Command | Nothing:
    compact = said.replace(" ", "")
    if word := meant_word(compact):
        return Command(word, is_loose=True)
    return Nothing(likely_words(compact)[0])
