"""`run.py import` with real files: what is written, what is refused, and the copy that is left beside."""

import csv
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import text

from adapters.sheets.reading import SheetRefused, read_sheet
from bot.importing import Template, import_file, write_template
from bot.load import load_settings
from bot.sentences import Unable
from bot.wish import Wish
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.directory_plan import TooMuchAtOnce
from domain.events import Source
from domain.roster_changes import Extent
from domain.roster_columns import Column
from storage.directory import Guard, load
from tests.cli.program import run, write_configuration

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HEADING = [column.value for column in Column]
DEPARTMENTS = (
    ReadDepartment(id="1", parent_id=None, name="示例学院"),
    ReadDepartment(id="2", parent_id="1", name="教学工作部"),
    ReadDepartment(id="3", parent_id="1", name="总务处"),
)
PERSON = ReadMember(user_id="zs", name="张三", departments=("2",), staff_no="T0009")


@pytest.fixture
async def settings(database, address, tmp_path):
    async with database.begin(NOW) as tx:
        await load(tx, Source("wecom", "staff"), Directory(DEPARTMENTS, (PERSON,)))
    return load_settings(write_configuration(tmp_path, address))


def sound(number, **cells):
    row = {"工号": f"T{number:04d}", "姓名": f"教师{number}", "部门": "总务处", "在岗状态": "在岗"} | cells
    return [row.get(title) for title in HEADING]


def write_csv(path, rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


async def take(settings, file, **wish):
    said = []
    is_sound = await import_file(settings, file, Wish(**wish), said.append)
    return is_sound, "\n".join(said)


async def rows(database, query="select staff_no, name, department, gone_at is null from roster order by 1"):
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_a_sound_file_becomes_the_roster_and_the_same_again_changes_nothing(database, settings, tmp_path, ending):
    write = {"csv": write_csv, "xlsx": write_xlsx}[ending]
    file = write(tmp_path / f"roster.{ending}", [HEADING, sound(1), sound(2, 部门="教学工作部", 主管工号="T0009")])

    first = await take(settings, file)
    again = await take(settings, file)

    assert await rows(database) == [
        ("T0001", "教师1", ["总务处"], True),
        ("T0002", "教师2", ["教学工作部"], True),
    ]
    assert "新增 2 人" in first[1]
    assert "已写入花名册" in first[1]
    assert "与现有花名册一致" in again[1]
    assert await rows(database, "select count(*) from roster_imports") == [(1,)]
    assert await rows(database, "select count(*) from people") == [(1,)]


async def test_one_bad_cell_and_nothing_is_written(database, settings, tmp_path):
    file = write_xlsx(tmp_path / "名单.xlsx", [HEADING, sound(1), sound(2, 部门="火星办", 入职日期="=TODAY()")])

    is_sound, said = await take(settings, file)

    assert not is_sound
    assert "名单.xlsx 有 2 处要改，没有写入" in said
    assert "第 3 行 C 列（部门）“火星办”" in said
    assert await rows(database) == []
    assert await rows(database, "select count(*) from roster_imports") == [(0,)]


async def test_the_marked_copy_colours_and_explains_the_bad_cells_and_computes_nothing(settings, tmp_path):
    file = write_xlsx(tmp_path / "名单.xlsx", [["人员一览"], HEADING, sound(1, 入职日期="=TODAY()"), ["T1"]])
    before = file.read_bytes()

    await take(settings, file)

    copy = openpyxl.load_workbook(tmp_path / "名单-要改的.xlsx")
    page, listed = copy.worksheets
    assert page["G3"].value == "=TODAY()"
    assert page["G3"].data_type == "s"
    assert page["G3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "是公式" in page["G3"].comment.text
    assert page["A3"].comment is None
    assert "不能为空" in page["E4"].comment.text
    assert [cell.value for cell in listed[2]][:4] == [3, "G", "入职日期", "=TODAY()"]
    assert listed.max_row == 5
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []


async def test_a_csv_as_excel_saves_it_in_china_is_read_and_gets_a_marked_copy_too(database, settings, tmp_path):
    sound_file = write_csv(tmp_path / "gbk.csv", [HEADING, sound(1)], "gb18030")
    bad_file = write_csv(tmp_path / "bad.csv", [HEADING, sound(1, 姓名="=1+1")], "utf-16")

    assert (await take(settings, sound_file))[0]
    assert not (await take(settings, bad_file))[0]

    assert await rows(database, "select name from roster") == [("教师1",)]
    assert openpyxl.load_workbook(tmp_path / "bad-要改的.xlsx").worksheets[0]["B2"].value == "=1+1"


async def test_zeros_in_front_that_a_sheet_only_shows_are_kept(database, settings, tmp_path):
    file = tmp_path / "zeros.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page, zeros = book.add_worksheet(), book.add_format({"num_format": "000000"})
        page.write_row(0, 0, HEADING)
        page.write_row(1, 0, sound(1))
        page.write_number(1, 0, 417, zeros)
        page.write_datetime(1, 6, datetime(2019, 9, 1), book.add_format({"num_format": "yyyy/m/d"}))  # noqa: DTZ001

    assert (await take(settings, file))[0]

    assert await rows(database, "select staff_no, joined_on from roster") == [("000417", date(2019, 9, 1))]


async def test_who_is_missing_from_the_whole_roster_is_gone_and_comes_back_as_the_same(database, settings, tmp_path):
    everybody = write_csv(tmp_path / "all.csv", [HEADING, *(sound(n) for n in range(4))])
    fewer = write_csv(tmp_path / "fewer.csv", [HEADING, *(sound(n) for n in range(3))])
    await take(settings, everybody)

    part = await take(settings, fewer, extent=Extent.PART)
    whole = await take(settings, fewer)
    gone = await rows(database, "select staff_no from roster where gone_at is not null")
    await take(settings, everybody)

    assert "与现有花名册一致" in part[1]
    assert "不在名单里 1 人" in whole[1]
    assert gone == [("T0003",)]
    assert await rows(database, "select count(*) from roster where gone_at is null") == [(4,)]


async def test_half_a_roster_needs_a_word(database, settings, tmp_path):
    await take(settings, write_csv(tmp_path / "all.csv", [HEADING, *(sound(n) for n in range(40))]))
    half = write_csv(tmp_path / "half.csv", [HEADING, *(sound(n) for n in range(20))])

    with pytest.raises(TooMuchAtOnce, match=r"没有写入：20 人.*--force"):
        await take(settings, half)
    looked = await take(settings, half, guard=None)
    before = await rows(database, "select count(*) from roster where gone_at is null")
    await take(settings, half, guard=Guard.FORCED)

    assert "写入时会被拒绝" in looked[1]
    assert before == [(40,)]
    assert await rows(database, "select count(*) from roster where gone_at is null") == [(20,)]


async def test_a_new_department_is_taken_only_where_somebody_said_so(settings, tmp_path):
    file = write_csv(tmp_path / "new.csv", [HEADING, sound(1, 部门="总务处>新能源科")])

    assert not (await take(settings, file))[0]
    assert "通讯录里还没有的部门 1 个：总务处>新能源科" in (await take(settings, file, takes_new_departments=True))[1]


async def test_the_template_is_understood_and_left_alone_if_it_is_there(settings, tmp_path):
    for name in ("t.xlsx", "t.csv"):
        write_template(Template.ROSTER, tmp_path / name)
        with pytest.raises(Unable, match="已经有了"):
            write_template(Template.ROSTER, tmp_path / name)
        assert "表头下面没有人员" in (await take(settings, tmp_path / name))[1]
    with pytest.raises(Unable, match="结尾"):
        write_template(Template.ROSTER, tmp_path / "t.pdf")

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["名单", "填写说明"]
    assert [cell.value for cell in book["名单"][1]] == HEADING
    assert book["名单"]["A1"].comment


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"part{number}", bytes(1024**2))


def laughing(path):
    write_xlsx(path, [HEADING])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz/>')


@pytest.mark.parametrize(
    ("name", "make", "cause"),
    [
        ("a.pdf", lambda path: path.write_bytes(b"%PDF"), "不是 .xlsx 或 .csv"),
        ("a.xlsx", lambda path: path.write_bytes(b"not a zip"), "打不开"),
        ("a.xlsx", lambda path: path.write_bytes(b""), "打不开"),
        ("a.xlsx", lambda path: zipfile.ZipFile(path, "w").close(), "打不开"),
        ("a.xlsx", laughing, "不该有的声明"),
        ("a.xlsx", bomb, "解压后太大"),
        ("a.csv", lambda path: path.write_bytes(b"\xff\xff\xff\x81"), "编码认不出来"),
        ("a.csv", lambda path: path.write_text('工号,姓名\n"' + "x" * 200_000, encoding="utf-8"), "引号没有成对"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(tmp_path, monkeypatch, name, make, cause):
    monkeypatch.setattr("adapters.sheets.reading.LARGEST_UNPACKED", 2 * 1024**2)
    file = tmp_path / name
    make(file)

    with pytest.raises(SheetRefused, match=cause):
        read_sheet(file.name, file.read_bytes())


def test_nothing_that_looks_like_a_sheet_ends_in_a_trace(tmp_path):
    whole = write_xlsx(tmp_path / "whole.xlsx", [HEADING, sound(1)]).read_bytes()
    file = tmp_path / "cut.xlsx"
    for size in range(0, len(whole), 97):
        file.write_bytes(whole[:size] + b"x" * (size % 7) + whole[size + 3 :])
        with suppress(SheetRefused):
            read_sheet(file.name, file.read_bytes())


async def test_the_command_says_what_it_did_and_ends_with_one_on_a_bad_cell(address, settings, tmp_path):
    config = ["--config", str(write_configuration(tmp_path, address))]
    good = write_csv(tmp_path / "good.csv", [HEADING, sound(1)])
    bad = write_csv(tmp_path / "bad.csv", [HEADING, sound(1, 工号="")])

    template = await run("import", "--template", "roster", str(tmp_path / "empty.xlsx"))
    done = await run("import", str(good), *config)
    refused = await run("import", str(bad), *config)
    missing = await run("import", str(tmp_path / "none.csv"), *config)

    assert (template.status, done.status, refused.status, missing.status) == (0, 0, 1, 1)
    assert "已写入花名册" in done.out
    assert "第 2 行 A 列（工号）：不能为空。例如 T0001" in refused.out
    assert "bad-要改的.xlsx" in refused.out
    assert "找不到" in missing.err


async def test_whoever_imports_by_command_is_told_that_numbers_are_used_from_the_chat_only(settings, tmp_path):
    file = write_csv(tmp_path / "名单.csv", [HEADING, sound(1, 手机="13800138001"), sound(2)])

    said = (await take(settings, file))[1]

    assert "1 名还没有帐号的人的手机或邮箱，没有保存" in said
    assert "请人事在单聊发 花名册" in said
    assert "13800138001" not in said
