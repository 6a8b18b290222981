"""A file of granted leave: every bad cell is named with its place, and nothing of a bad file is used."""

from datetime import date

import pytest

from domain.lot_file import Checked, Held, check_lots, is_lot_file

HEADING = ("工号", "类型", "天数", "小时", "有效期至", "原因")
HELD = Held(frozenset({"T0001", "T0002"}), date(2026, 11, 25), 480)


def checked(*rows: tuple[object, ...], heading: tuple[str, ...] = HEADING) -> Checked:
    return check_lots(list(enumerate((heading, *rows), 1)), HELD)


def test_days_and_hours_become_minutes_and_other_words_name_the_same_type():
    found = checked(
        ("T0001", "调休", 1.5, None, date(2027, 6, 30), "国庆值班"),
        ("T0002", "补休", "", "3.5", "2027年1月1日", ""),
    )

    assert found.faults == ()
    assert [(each.kind.name, each.minutes, each.expires_on, each.reason) for each in found.given] == [
        ("调休", 720, date(2027, 6, 30), "国庆值班"),
        ("调休", 210, date(2027, 1, 1), "人事登记"),
    ]


@pytest.mark.parametrize(
    ("row", "place", "cause"),
    [
        (("T9999", "调休", 1, None, None, ""), 0, "没有这个工号"),
        (("", "调休", 1, None, None, ""), 0, "不能为空"),
        (("T0001", "事假", 1, None, None, ""), 1, "应是有额度的假"),
        (("T0001", "", 1, None, None, ""), 1, "不能为空"),
        (("T0001", "调休", 1, 8, None, ""), 2, "只能写一个"),
        (("T0001", "调休", None, None, None, ""), 2, "要写一个"),
        (("T0001", "调休", -1, None, None, ""), 2, "大于 0"),
        (("T0001", "调休", "一天", None, None, ""), 2, "不是数"),
        (("T0001", "调休", "nan", None, None, ""), 2, "大于 0"),
        (("T0001", "调休", None, 0.1, None, ""), 3, "最小到半小时"),
        (("T0001", "调休", 367, None, None, ""), 2, "不超过 366"),
        (("T0001", "调休", 1, None, "2026-11-24", ""), 4, "已经过去了"),
        (("T0001", "调休", 1, None, "2027-02-30", ""), 4, "没有这一天"),
        (("T0001", "调休", 1, None, None, "长" * 101), 5, "最长 100 个字"),
        (("T0001", "调休", 1, None, None, "=1+1"), 5, "公式"),
    ],
)
def test_a_bad_cell_is_named(row: tuple[object, ...], place: int, cause: str):
    found = checked(("T0002", "年假", 1, None, None, "好的一行"), row)

    assert [(fault.row, fault.place) for fault in found.faults] == [(3, place)]
    assert cause in found.faults[0].cause


def test_an_empty_or_foreign_file_is_told_from_one_of_grants():
    roster = [(1, ("工号", "姓名", "部门", "在岗状态"))]

    assert is_lot_file([(1, ("本月调休",)), (2, HEADING)])
    assert not is_lot_file(roster)
    assert checked().faults[0].cause == "表头下面没有内容"
