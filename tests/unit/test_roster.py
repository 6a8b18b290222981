"""A roster file cell by cell: what is understood, what is refused, and how it is told."""

from datetime import date, datetime

import pytest

from domain.roster import Category, Entry, Standing
from domain.roster_cells import Formula
from domain.roster_changes import Extent, compare_rosters
from domain.roster_columns import Column, read_heading
from domain.roster_departments import DepartmentPaths, Unclear
from domain.roster_reading import Held, check_roster, letters_of
from domain.way_in import WayIn

TODAY = date(2026, 11, 24)
ROOT = "示例学院"
CHAINS = [
    (ROOT,),
    (ROOT, "教学工作部"),
    (ROOT, "招生就业处"),
    (ROOT, "招生就业处", "综合科"),
    (ROOT, "总务处"),
    (ROOT, "总务处", "综合科"),
    (ROOT, "高等职业教育研究所/学报编辑部"),
]
ALIASES = {"教学工作部": {"教学工作部", "教务处"}}
DEPARTMENTS = DepartmentPaths([(chain, chain[1:] or chain) for chain in CHAINS], lambda name: ALIASES.get(name, {name}))
HEADING = tuple(Column)


def check(*rows, heading=HEADING, numbers=(), today=TODAY, new=False):
    held = Held(DEPARTMENTS, frozenset(numbers), today, new)
    return check_roster(list(enumerate([heading, *rows], 1)), held)


def row(**cells):
    """A sound row with some cells changed, by the name of the column in the code."""
    sound = {
        "STAFF_NO": "T0001",
        "NAME": "张三",
        "DEPARTMENT": "教学工作部",
        "POSITION": "科员",
        "STANDING": "在岗",
        "CATEGORY": "在编",
        "JOINED_ON": "2019-09-01",
        "WORKING_SINCE": "2012-07-01",
        "LEFT_ON": None,
        "LEADER_NO": None,
        "LEADS": None,
        "MOBILE": None,
        "EMAIL": None,
    }
    return [(sound | cells)[column.name] for column in Column]


def entry(**cells):
    (found,) = check(row(**cells), numbers={"T0009"}).entries.values()
    return found


def fault(**cells):
    checked = check(row(**cells), numbers={"T0009"})
    (found,) = checked.faults
    assert checked.entries == {} or cells.keys() & {"LEADER_NO", "LEFT_ON", "STANDING", "WORKING_SINCE"}
    return found


def test_a_sound_row_becomes_an_entry():
    assert entry(LEADER_NO="T0009", LEADS="是") == Entry(
        staff_no="T0001",
        name="张三",
        department=("教学工作部",),
        position="科员",
        standing=Standing.ON_DUTY,
        category=Category.PERMANENT,
        joined_on=date(2019, 9, 1),
        working_since=date(2012, 7, 1),
        leader_no="T0009",
        leads=True,
    )


@pytest.mark.parametrize(
    "written",
    [
        "2019-09-01",
        "2019/9/1",
        "2019.9.1",
        "2019年9月1日",
        "20190901",
        "２０１９－０９－０１",
        " 2019-09-01 00:00:00",
        datetime(2019, 9, 1),  # noqa: DTZ001 - as spreadsheets give it
        date(2019, 9, 1),
        43709,
        43709.0,
        20190901,
    ],
)
def test_a_date_is_understood_however_it_is_written(written):
    assert entry(JOINED_ON=written).joined_on == date(2019, 9, 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [("Ｔ０００１", "T0001"), ("'0012", "0012"), (12, "12"), (12.0, "12"), (" T 0001 ", "T0001"), ("a-1_b", "a-1_b")],
)
def test_a_staff_number_is_read_as_it_was_meant(written, read):
    assert entry(STAFF_NO=written).staff_no == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (13812345678, "13812345678"),
        ("138 1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("８６１３８１２３４５６７８", "13812345678"),
        ("'+852-98765432", "+852-98765432"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_read_as_platforms_take_it(written, read):
    ways = check(row(MOBILE=written)).ways_in
    assert ways.get("T0001", WayIn()).mobile == read


def test_what_is_no_number_or_address_or_somebody_elses_is_told_without_repeating_it():
    first = row(MOBILE="13812345678", EMAIL="zhang@example.edu.cn")
    other = row(STAFF_NO="T0002", MOBILE="13812345678", EMAIL="ZHANG@example.edu.cn")
    bad = row(STAFF_NO="T0003", MOBILE="021-5555555", EMAIL="zhang")

    checked = check(first, other, bad)

    assert [(each.row, each.column, each.cause, each.shown) for each in checked.faults] == [
        (3, "手机", "和第 2 行相同，平台上一个手机只能属于一个人", ""),
        (3, "邮箱", "和第 2 行相同，平台上一个邮箱只能属于一个人", ""),
        (4, "手机", "不是手机号；境外的请写成 +852-98765432", ""),
        (4, "邮箱", "不是邮箱地址", ""),
    ]
    assert "13812345678" not in repr(check(first))


def test_spaces_that_align_a_name_are_left_out_but_not_those_of_a_foreign_one():
    assert entry(NAME="张　三").name == "张三"
    assert entry(NAME=" 阿依古丽·买买提 ").name == "阿依古丽·买买提"
    assert entry(NAME="John  Smith").name == "John Smith"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("教学工作部", ("教学工作部",)),
        ("教务处", ("教学工作部",)),
        ("招生就业处>综合科", ("招生就业处", "综合科")),
        ("总务处／综合科", ("总务处", "综合科")),
        ("示例学院 / 总务处 > 综合科", ("总务处", "综合科")),
        ("示例学院", ("示例学院",)),
        ("高等职业教育研究所/学报编辑部", ("高等职业教育研究所/学报编辑部",)),
    ],
)
def test_a_department_is_found_by_name_other_name_and_path(written, path):
    assert entry(DEPARTMENT=written).department == path


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ({"STAFF_NO": None}, "不能为空"),
        ({"STAFF_NO": "T 0001!"}, "只能有字母、数字"),
        ({"STAFF_NO": 12345678901234567890}, "数字太长"),
        ({"STAFF_NO": date(2026, 1, 2)}, "改成了日期"),
        ({"STAFF_NO": Formula("=A1")}, "是公式"),
        ({"NAME": ""}, "不能为空"),
        ({"NAME": "=cmd|'/c calc'!A0"}, "当公式"),
        ({"NAME": "＝HYPERLINK(1)"}, "当公式"),
        ({"NAME": "@SUM(1)"}, "当公式"),
        ({"NAME": "123"}, "不是姓名"),
        ({"NAME": "张" * 51}, "最长 50 个字"),
        ({"POSITION": "#N/A"}, "没有算出"),
        ({"POSITION": "-1+1"}, "当公式"),
        ({"DEPARTMENT": None}, "不能为空"),
        ({"DEPARTMENT": "综合科"}, "有 2 个部门叫这个名字，请写出上级：招生就业处>综合科、总务处>综合科"),
        ({"DEPARTMENT": "教学工作处"}, "您要写的是不是 教学工作部"),
        ({"DEPARTMENT": "火星办"}, "通讯录里没有这个部门；确实是新部门，请按新部门收下（命令行加 --new-departments）"),
        ({"STANDING": "在岗吧"}, "您要写的是不是 在岗"),
        ({"STANDING": None}, "不能为空"),
        ({"CATEGORY": "正式"}, "只能写 在编"),
        ({"JOINED_ON": "去年"}, "不是日期"),
        ({"WORKING_SINCE": "2019-09-02"}, "晚于入职日期 2019-09-01"),
        ({"JOINED_ON": "2026-02-30"}, "没有这一天"),
        ({"JOINED_ON": "19-9-1"}, "不是日期"),
        ({"JOINED_ON": "2028-01-01"}, "应在"),
        ({"JOINED_ON": 3.5}, "不是日期"),
        ({"LEFT_ON": "2018-01-01", "STANDING": "离职"}, "早于入职日期"),
        ({"LEFT_ON": "2026-01-01", "STANDING": "在职"}, "离职日期已过"),
        ({"LEADER_NO": "T0001"}, "本人的工号"),
        ({"LEADER_NO": "T7777"}, "都没有这个工号"),
        ({"LEADS": "也许"}, "只能写 是、否"),
    ],
)
def test_a_bad_cell_is_told_with_its_place_and_an_example(cells, cause):
    found = fault(**cells)

    assert cause in found.cause
    assert found.row == 2
    assert found.column in {Column[name].value for name in cells}
    assert found.example


def test_a_fault_reads_as_a_sentence():
    assert str(fault(JOINED_ON="去年")) == (
        "第 2 行 G 列（入职日期）“去年”：不是日期，请写成 2026-09-01。例如 2019-09-01"
    )
    assert [letters_of(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_every_bad_cell_of_a_row_is_told_at_once():
    faults = check(row(STAFF_NO=None, NAME=1, STANDING="x", JOINED_ON="y")).faults

    assert [one.column for one in faults] == ["工号", "姓名", "在岗状态", "入职日期"]


def test_a_number_used_twice_is_told_where_it_comes_again_whatever_its_case():
    checked = check(row(STAFF_NO="t1"), row(STAFF_NO="T2"), row(STAFF_NO="T1"))

    assert [(one.row, one.cause) for one in checked.faults] == [(4, "和第 2 行重复，一个工号只能有一行")]


def test_nobody_is_led_by_somebody_who_left_nor_in_a_circle():
    left = check(row(STAFF_NO="A", STANDING="退休", NAME="老王"), row(STAFF_NO="B", LEADER_NO="A"))
    circle = check(
        row(STAFF_NO="A", NAME="甲", LEADER_NO="B"),
        row(STAFF_NO="B", NAME="乙", LEADER_NO="A"),
        row(STAFF_NO="C", NAME="丙", LEADER_NO="A"),
    )

    assert [one.cause for one in left.faults] == ["老王已退休，请换成在岗的人"]
    assert [one.cause for one in circle.faults] == ["主管关系成了一个圈：甲、乙"]


def test_a_new_department_is_taken_below_the_one_that_is_there_if_so_wished():
    checked = check(row(DEPARTMENT="教务处>实训科"), new=True)

    assert checked.faults == ()
    assert checked.made == (("教学工作部", "实训科"),)


def test_headings_are_recognised_by_other_names_below_a_title_and_in_any_order():
    title = ["示例学院在岗人员一览表", None]
    rows = [title, [], ["* 姓 名", "职工号（必填）", "所在部门", "状态", "身份证号"]]
    checked = check_roster(
        [*enumerate([*rows, ["李四", "7", "总务处", "试用", "11010119900101001X"]], 1)],
        Held(DEPARTMENTS, frozenset(), TODAY),
    )

    assert checked.faults == ()
    assert checked.unused == ("身份证号",)
    assert [(one.staff_no, one.name, one.standing) for one in checked.entries.values()] == [("7", "李四", "试用")]


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ([["一", "二"], ["三"]], "没有找到表头"),
        ([], "没有找到表头"),
        ([["工号", "姓名", "部门"]], "缺少“在岗状态”这一列"),
        ([["工号", "姓名", "部门", "状态", "人员状态"]], "这一列有两个"),
        ([["工号", "姓名", "部门", "状态"]], "表头下面没有人员"),
        ([["工号", "姓名", "部门", "状态"], [None, "", None]], "表头下面没有人员"),
    ],
)
def test_a_sheet_that_is_no_roster_says_so(rows, cause):
    checked = check_roster(list(enumerate(rows, 1)), Held(DEPARTMENTS, frozenset(), TODAY))

    assert cause in checked.faults[0].cause
    assert checked.entries == {}


def test_a_short_row_and_unknown_headings_do_no_harm():
    assert check(["T1", "张三", "总务处", None, "在岗"]).faults == ()
    assert read_heading([None, 3, "工号", "备注"]).unknown == ("备注",)


def test_departments_that_nobody_can_mean_are_unclear():
    assert DEPARTMENTS.find(">") == Unclear()
    assert DEPARTMENTS.find("") == Unclear()
    assert not DepartmentPaths([], lambda name: {name})


def roster_of(size, **fields):
    return {f"T{n}": Entry(staff_no=f"T{n}", name=f"教师{n}", department=("总务处",), **fields) for n in range(size)}


def test_the_same_roster_changes_nothing_and_a_part_leaves_the_others():
    held = roster_of(20)

    assert not compare_rosters(held, held, Extent.WHOLE)
    assert not compare_rosters(held, roster_of(3), Extent.PART)
    assert len(compare_rosters(held, roster_of(19), Extent.WHOLE).gone) == 1


def test_half_a_roster_is_more_likely_a_filtered_sheet_than_the_truth():
    changes = compare_rosters(roster_of(100), roster_of(50), Extent.WHOLE)
    retired = compare_rosters(roster_of(100), roster_of(100, standing=Standing.RETIRED), Extent.PART)

    assert changes.excesses == ("50 人离职、退休或不在名单里了（共 100，一次最多 5）",)
    assert retired.excesses == ("100 人离职、退休或不在名单里了（共 100，一次最多 5）",)


def test_changes_are_told_in_words():
    held = roster_of(1)
    moved = Entry(staff_no="T0", name="教师0", department=("招生就业处", "综合科"), leads=True, joined_on=TODAY)
    (line,) = compare_rosters(held, {"T0": moved}, Extent.WHOLE).lines()

    assert (line.kind, line.subject) == ("变化", "教师0（T0）")
    assert line.before == "部门 总务处；部门负责人 否"
    assert line.after == "部门 招生就业处>综合科；入职日期 2026-11-24；部门负责人 是"
