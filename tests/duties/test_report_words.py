"""What follows 登记 is read as people write it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.duties.report_words import (
    Moving,
    TakingBack,
    Telling,
    TookPlace,
    departments_said,
    is_notice,
    read_instant,
    read_said,
    title_of,
)

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=CAMPUS)  # a Tuesday


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=CAMPUS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", None),
        ("收到数据采集通知 2026-11-20", Telling("收到数据采集通知", _at(2026, 11, 20), None, "")),
        ("收到数据采集通知11月20日", Telling("收到数据采集通知", _at(2026, 11, 20), None, "")),
        ("合同签订 昨天 HT-1024", Telling("合同签订", _at(2026, 11, 23), None, "HT-1024")),
        ("3 今天 实训楼漏水", Telling("3", NOW, None, "实训楼漏水")),
        (
            "收到上级文件 截止12月5日 关于安全检查的通知",
            Telling("收到上级文件", None, date(2026, 12, 5), "关于安全检查的通知"),
        ),
        ("论证会 12月1日 14:00 新专业", Telling("论证会", _at(2026, 12, 1, 14), None, "新专业")),
        ("发现安全隐患 东区楼梯", Telling("发现安全隐患", None, None, "东区楼梯")),
        ("撤销 17", TakingBack(17)),
        ("改期 17 12月3日", Moving(17, _at(2026, 12, 3))),
        ("改期 17 过些时候", Moving(17, None)),
        ("发生 17", TookPlace(17)),
    ],
)
def test_what_follows_the_word(said, meant):
    assert read_said(said, NOW) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("11月20日", _at(2026, 11, 20)),
        ("1月5日", _at(2027, 1, 5)),
        ("2027-11-20", _at(2027, 11, 20)),
        ("今天", NOW),
        ("今天 15:00", _at(2026, 11, 24, 15)),
        ("15:00", _at(2026, 11, 24, 15)),
        ("11月20日到25日", None),
        ("好的", None),
    ],
)
def test_without_a_year_a_day_is_the_nearest(said, meant):
    assert read_instant(said, NOW) == meant


def test_a_notice_is_known_by_its_words_and_called_by_its_title():
    notice = "各单位：\n现转发《关于开展2026年数据采集工作的通知》，请于12月5日前报送。"

    assert is_notice(notice)
    assert title_of(notice) == "关于开展2026年数据采集工作的通知"
    assert title_of("关于做好秋季招生宣传的通知 各学院") == "关于做好秋季招生宣传的通知"
    assert not is_notice("明天下午请假，家里有事")
    assert not is_notice("收到通知")


def test_departments_are_named_in_whole_or_in_part():
    known = ("教学工作部", "科技发展部", "保卫处")

    assert departments_said("全部", known) == known
    assert departments_said("只给科技发展部", known) == ("科技发展部",)
    assert departments_said("教学、保卫", known) == ("教学工作部", "保卫处")
    assert departments_said("财务处", known) == departments_said("保卫 财务", known) == ()
