"""Commands are understood as people type them; what merely resembles one is asked about, never obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.command_words import ALIASES, BY_NAME, NUMBERED, PINYIN, STARTING, WITH_SUBJECT
from domain.text_fold import LONGEST, clean, fold, fold_text
from domain.word_slips import Likeness, likely_words
from domain.words import Command, LeaveSentence, Negation, Nothing, Question, Word, understand


@pytest.mark.parametrize("word", list(Word))
def test_every_command_of_the_contract_is_understood(word: Word):
    for said in (word.value, f"/{word}", f"／{word}", f" {word} 。"):
        assert understand(said) == Command(word)


@pytest.mark.parametrize("word", list(Word))
def test_pinyin_initials_and_full_pinyin_stand_for_the_word(word: Word):
    for letters in PINYIN[word].split():
        assert understand(letters) == understand(letters.upper()) == Command(word)


def test_no_alias_belongs_to_two_commands():
    names = [name for word in Word for name in (word.value, *ALIASES[word].split(), *PINYIN[word].split())]

    assert len(names) == len(set(names)) == len(BY_NAME)


@pytest.mark.parametrize("word", sorted(NUMBERED))
@pytest.mark.parametrize("number", ["3", "１０２４", "三", "一百零二"])
def test_a_number_may_follow_with_or_without_a_space(word: Word, number: str):
    values = {"3": 3, "１０２４": 1024, "三": 3, "一百零二": 102}

    assert understand(f"{word} {number}") == understand(f"{word}{number}") == Command(word, values[number])


@pytest.mark.parametrize("word", sorted(WITH_SUBJECT - {Word.WHY, Word.PROGRESS}))
def test_what_a_command_is_about_may_follow_it(word: Word):
    assert understand(f"{word} 出差") == understand(f"{word}出差") == Command(word, None, "出差")


def test_the_reason_of_a_refusal_is_kept_as_it_was_written():
    assert understand("駁回 3 人手不夠,下周再說!") == Command(Word.REJECT, 3, "人手不夠,下周再說!")


@pytest.mark.parametrize(
    "said", ["同意 3天", "同意 3、4", "同意 3 4", "同意 3-5", "同意 3.5", "同意 -3", "同意 3点", "同意 " + "9" * 30]
)
def test_what_is_not_surely_one_number_is_no_number(said: str):
    understood = understand(said)

    assert isinstance(understood, Command)
    assert understood.word is Word.AGREE
    assert understood.number is None
    assert understood.rest


@pytest.mark.parametrize(
    "said", ["别同意 3", "没驳回 3", "未撤回", "不催办 3", "同学 3", "同事 3", "请客", "请问", "进去"]
)
def test_words_that_only_resemble_a_command_do_nothing(said: str):
    assert isinstance(understand(said), Nothing)


def test_an_act_is_never_done_for_a_word_with_just_any_other_character():
    assert understand("同乙 3") == Command(Word.AGREE, 3)  # sounds alike
    assert understand("同人 3") == Nothing()
    assert understand("同人") == Nothing((Word.AGREE,))


def test_a_slip_that_fits_two_commands_is_asked_about():
    words, _ = likely_words("打假")

    assert len(words) > 1
    assert understand("打假") == Nothing(words)


@pytest.mark.parametrize("word", sorted(set(Word) - {Word.URGE}))
def test_swapped_neighbours_are_understood(word: Word):
    for place in range(len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        understood = understand(swapped)
        assert understood == Command(word) or isinstance(understood, LeaveSentence), swapped


@pytest.mark.parametrize("word", sorted(Word))
def test_a_doubled_character_is_understood(word: Word):
    assert understand(word[0] + word) in {Command(word), LeaveSentence(word[0] + word)}


@given(st.sampled_from(sorted(Word)), st.integers(0, 3), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_one_wrong_character_never_makes_another_command_act(word: Word, place: int, char: str):
    typed = word[: place % len(word)] + char + word[place % len(word) + 1 :]

    understood = understand(typed)

    if isinstance(understood, Command) and understood.word is not word and typed not in BY_NAME:
        words, likeness = likely_words(typed)
        assert words == (understood.word,)
        assert likeness is Likeness.SLIP or understood.word not in STARTING


def test_words_that_start_something_are_all_of_the_contract():
    assert {Word.AGREE, Word.REJECT, Word.WITHDRAW, Word.LEAVE} <= STARTING <= set(Word)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("明天能请假吗", Question),
        ("请假流程是什么", Question),
        ("不请了", Negation),
        ("不用请假了", Negation),
        ("明天下午请事假", LeaveSentence),
        ("组织学生活动明天请假", LeaveSentence),
        ("帮助同学明天下午请事假", LeaveSentence),
        ("取消明天的假", Negation),
        ("食堂几点开门", Nothing),
    ],
)
def test_sentences_are_told_from_questions_and_negations(said: str, kind: type):
    assert isinstance(understand(said), kind)


@given(st.text())
def test_any_text_is_understood_as_something(text: str):
    assert understand(text) is not None


def test_a_long_text_is_cut_before_it_is_looked_at():
    assert isinstance(understand("明" * 10_000_000), Nothing)


def test_invisible_and_directional_characters_are_taken_out_and_nothing_else():
    assert clean("请\u200b假\x00 \u202e明天\ud800\n\n下午\ufeff") == "请假 明天 下午"
    assert clean("家裡有事 Visa-面签 😀") == "家裡有事 Visa-面签 😀"
    assert len(clean("长" * 100_000)) == LONGEST
    assert clean("z" + "\u0301" * 10_000) == "z" + "\u0301" * 3


def test_folding_makes_full_width_traditional_and_capital_letters_alike():
    assert fold_text("請假１００２(ＡＢＣ)禮拜三後") == "请假1002(abc)礼拜三后"


@given(st.text())
def test_a_fold_knows_where_each_character_came_from(text: str):
    folded = fold(clean(text))

    assert len(folded.text) == len(folded.origin)
    assert folded.original(0, len(folded.text)) == folded.source[: (folded.origin[-1] + 1) if folded.origin else 0]


@pytest.mark.parametrize("said", ["同意 CC-1024", "同意CC1024", "cc-1024 同意", "同意 ＣＣ－1024"])
def test_a_number_may_be_written_with_the_letters_it_is_printed_with(said: str):
    assert understand(said) == Command(Word.AGREE, 1024)


@pytest.mark.parametrize(
    ("said", "is_loose"),
    [
        ("待办", False),
        ("审批", False),
        ("办事 出差", False),
        ("同意 3 意见", False),
        ("办事出差", True),  # no pause between
        ("审批 太慢", True),  # another name of the word, and more text
        ("报修", True),  # a slip of 报错
        ("带办", True),
    ],
)
def test_it_is_known_what_is_a_command_only_where_nothing_was_asked(said: str, is_loose: bool):
    understood = understand(said)

    assert isinstance(understood, Command)
    assert understood.is_loose is is_loose


def test_acts_that_name_somebody_keep_the_name():
    assert understand("转交 1024 张三") == Command(Word.TRANSFER, 1024, "张三")
    assert understand("代理 张三 11月25日到11月28日") == Command(Word.STAND_IN, None, "张三 11月25日到11月28日")
    assert understand("同意 全部") == Command(Word.AGREE_ALL)
    assert understand("退回 3 请补充") == Command(Word.SEND_BACK, 3, "请补充")
