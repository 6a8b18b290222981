"""代理 张三 11月25日到11月28日: what is understood, and what is asked back."""

from datetime import datetime

import pytest

from domain.forms.directory import Directory
from domain.shift import Shift
from domain.stand_in_words import Unclear, Wish, read_wish
from tests.unit.test_forms_simulate import COLLEGE, NOW, PLACES, POSTS, member

TEACHER, STUDENT = 5, 7


def at(month, day, hour=0, year=2026):
    return datetime(year, month, day, hour, tzinfo=NOW.campus)


def read(said, who=TEACHER, directory=COLLEGE):
    return read_wish(said, directory.members[who], directory, NOW.instant, Shift())


@pytest.mark.parametrize(
    ("said", "name", "starts", "ends"),
    [
        ("考勤", "考勤", None, None),
        ("T3", "考勤", None, None),
        ("考勤 11月26日到11月28日", "考勤", at(11, 26), at(11, 29)),
        ("考勤11月26日到11月28日", "考勤", at(11, 26), at(11, 29)),
        ("考勤，明天", "考勤", at(11, 26), at(11, 27)),
        ("考勤 11月26日下午到11月27日上午", "考勤", at(11, 26, 14), at(11, 27, 12)),
        ("学院长 1月4日到1月5日", "学院长", at(1, 4, year=2027), at(1, 6, year=2027)),
        ("考勤 今天到11月28日", "考勤", at(11, 25, 10), at(11, 29)),  # from now on
        ("考勤 11月23日到11月28日", "考勤", at(11, 25, 10), at(11, 29)),  # what has begun is taken as it is left
    ],
)
def test_name_and_period_are_understood(said, name, starts, ends):
    wish = read(said)

    assert isinstance(wish, Wish), wish
    assert (wish.stand_in.name, wish.starts_at, wish.ends_at) == (name, starts, ends)
    assert (wish.form, wish.most_fen) == ("", None)


@pytest.mark.parametrize(
    ("said", "form", "fen", "dated"),
    [
        ("考勤 只限出差", "出差", None, False),
        ("考勤 5000元以内", "", 5_000_00, False),
        ("考勤 不超过1.5万元 11月26日到11月28日", "", 15_000_00, True),
        ("考勤 11月26日到11月28日 只限 出差 5000元以内", "出差", 5_000_00, True),
        ("考勤 11月26日到11月28日，仅办合同会签，最多 99.5 元", "合同会签", 99_50, True),
    ],
)
def test_limits_of_form_and_amount_are_understood(said, form, fen, dated):
    wish = read(said)

    assert isinstance(wish, Wish), wish
    assert (wish.form, wish.most_fen, wish.starts_at is not None) == (form, fen, dated)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("路人 明天", "没有找到叫“路人”的人"),
        ("明天到后天", "没有找到叫“明天到后天”的人"),
        ("教师 明天", "不能请自己代理"),
        ("学生 明天", "身份不同"),
        ("考勤 11月2日到11月3日", "已经过去"),
        ("考勤 11月26日到2028年11月26日", "没有设代理"),
        ("考勤 过几天", "请写起止日期"),
        ("考勤 什么时候都行", "请写起止日期"),
        ("考勤 11月28日到11月26日", "没有设代理"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_to_send(said, answer):
    unclear = read(said)

    assert isinstance(unclear, Unclear), unclear
    assert answer in unclear.sentence
    assert unclear.sentence.endswith("。")


def test_two_of_one_name_are_told_apart():
    twin = member(9, "考勤", "干事", 3, set(), ())
    twins = Directory(COLLEGE.members | {9: twin}, {d.id: d for d in COLLEGE.departments.values()}, POSTS)

    unclear, meant = read("考勤 明天", directory=twins), read("T9 明天", directory=twins)

    assert isinstance(unclear, Unclear)
    assert "同名的有 2 位：人事处，工号 T3；一学院，工号 T9。请改写工号。" in unclear.sentence
    assert isinstance(meant, Wish)
    assert meant.stand_in.id == twin.person.id


def test_a_longer_name_is_not_taken_for_a_shorter_one():
    longer = member(9, "考勤员", "干事", 3, set(), ())
    both = Directory(COLLEGE.members | {9: longer}, dict(COLLEGE.departments), POSTS)

    wish = read("考勤员明天", directory=both)

    assert isinstance(wish, Wish)
    assert wish.stand_in.name == "考勤员"


def test_students_may_name_students():
    other = member(9, "同学", "学生", 5, set(), ())
    both = Directory(
        COLLEGE.members | {9: other}, {number: COLLEGE.departments[number] for number, *_ in PLACES}, POSTS
    )

    assert isinstance(read("同学 明天", STUDENT, both), Wish)
