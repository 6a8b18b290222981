"""What of a row is wrong, by every kind of check; and what a file of systems or checks is told of its mistakes."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters.json_rows import NoRows, rows_in
from adapters.sheet_rows import BadSheet, read_table
from bot.form_files import read_posts
from domain.forms.posts import Posts
from domain.ids import PersonId, RequestNo
from domain.ownership import load_owners
from domain.quality.amendment import Amendment, Sighting, Stage, Verdict, verdict_of
from domain.quality.check import Check
from domain.quality.checks_file import load_checks
from domain.quality.judging import NoAnswer, Row, judge
from domain.quality.standing import Looked, Repaired, Standing, length, percent, standings_of_departments
from domain.quality.system import Registry
from domain.quality.systems_file import load_systems

CONTENT = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 23)
ROWS: list[Row] = [
    {"no": "1", "name": "张三", "unit": "教务处", "title": "教授", "on": "2026-11-01", "age": 40},
    {"no": "2", "name": "李四", "unit": "教务处", "title": "教受", "on": "2024/01/05", "age": 80},
    {"no": "3", "name": "", "unit": "科技处", "title": "", "on": "", "age": 30},
]
BASE = {
    "key": "c",
    "title": "检查",
    "system": "directory",
    "source": {"from": "file"},
    "columns": ["no", "name", "unit", "title", "on", "age"],
    "row": "no",
    "department": "unit",
    "say": "{no} {name}",
}


def posts() -> Posts:
    found = read_posts(CONTENT)
    assert isinstance(found, Posts)
    return found


def registry() -> Registry:
    owners = load_owners("ownership.toml", tomllib.loads((CONTENT / "ownership.toml").read_text(encoding="utf-8")))
    raw = tomllib.loads((CONTENT / "systems.toml").read_text(encoding="utf-8"))
    found = load_systems("systems.toml", raw, posts=posts(), owners=owners)
    assert isinstance(found, Registry), [str(each) for each in found]
    return found


def check(**more: object) -> Check:
    found = load_checks("c.toml", {"checks": [{**BASE, **more}]}, registry=registry(), posts=posts())
    assert isinstance(found[0], Check), [str(each) for each in found]
    return found[0]


def wrong(**more: object) -> list[tuple[str, str]]:
    judged = judge(check(**more), ROWS, [{"number": "1", "said": "教授"}, {"number": "2", "said": "教授"}], TODAY)
    return [(each.subject, each.words) for each in judged.found]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"kind": "missing", "column": "title"}, [("3", "3 （空）")]),
        (
            {"kind": "stale", "column": "on", "days": 365},
            [("2", "2 李四（最近更新 2024-01-05）"), ("3", "3 （空）（没有日期）")],
        ),
        ({"kind": "code", "column": "title", "codes": ["教授", "讲师"]}, [("2", "2 李四（教受）")]),
        (
            {
                "kind": "differs",
                "column": "title",
                "against": {"source": {"from": "file"}, "key": "number", "column": "said", "lacks_too": True},
            },
            [("2", "2 李四（来源里是“教授”）"), ("3", "3 （空）（来源里没有）")],
        ),
        ({"kind": "rule", "rule": "age < 65 || title == '教授'"}, [("2", "2 李四")]),
        ({"kind": "rule", "rule": "name.nonsense > 1 || true"}, []),
        ({"kind": "found"}, [("1", "1 张三"), ("2", "2 李四"), ("3", "3 （空）")]),
    ],
)
def test_each_kind_finds_what_it_is_for(more: Mapping[str, object], found: list[tuple[str, str]]):
    assert wrong(**more) == found


def test_rows_are_counted_by_department():
    judged = judge(check(kind="missing", column="title"), ROWS, [], TODAY)

    assert {name: (count.rows, count.wrong) for name, count in judged.counts.items()} == {
        "教务处": (2, 0),
        "科技处": (1, 1),
    }


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ([], "来源只给了 0 行，至少应有 1 行"),
        ([{"no": "1", "name": "张三"}], "来源缺少这些列：unit、title、on、age"),
        ([{**ROWS[0], "no": " "}], "有的行里 no 是空的，分不清是哪一行"),
    ],
)
def test_what_is_no_answer_is_never_fine(rows: list[Row], cause: str):
    with pytest.raises(NoAnswer, match=cause):
        judge(check(kind="missing", column="title"), rows, [], TODAY)


def problems(**more: object) -> list[str]:
    found = load_checks("c.toml", {"checks": [{**BASE, **more}]}, registry=registry(), posts=posts())
    return [f"{each.key}：{each.cause}" for each in found if not isinstance(each, Check)]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "missing"}, "column：missing 要写明看哪一列"),
        ({"kind": "missing", "column": "titel"}, "column：columns 里没有 titel，您要写的是不是 title"),
        ({"kind": "stale", "column": "on"}, "days：要写明多少天没有更新算过期"),
        ({"kind": "code", "column": "title"}, "codes：要写明可以用哪些代码"),
        ({"kind": "rule", "rule": "agee < 65"}, "rule：没有 agee 这个名字，您要写的是不是 age"),
        ({"kind": "rule", "rule": "age <"}, "rule："),
        ({"kind": "found", "say": "{nmae}"}, "say：columns 里没有 nmae，您要写的是不是 name"),
        ({"kind": "found", "say": "{name"}, "say：花括号没有成对"),
        (
            {"kind": "found", "system": "direktory"},
            "system：系统登记（systems.toml）里没有 direktory，您要写的是不是 directory",
        ),
        ({"kind": "found", "owner": "post:info_date"}, "owner：岗位表里没有 info_date，您要写的是不是 info_data"),
        ({"kind": "found", "owner": "person"}, "person：要写明哪一列"),
        ({"kind": "found", "source": {"from": "sql", "sql": "delete from people"}}, "source.sql：只能是一条查询"),
        (
            {"kind": "found", "source": {"from": "sql", "sql": "select set_config('a','b',false)"}},
            "source.sql：不能用 set_config()",
        ),
        ({"kind": "found", "source": {"from": "http", "url": "ftp://x"}}, "source.url：应是以 https:// 开头"),
        ({"kind": "found", "source": {"from": "mail"}}, "source.from：不认识 mail"),
        ({"kind": "found", "key": "away"}, "key：away 已经有别的用处"),
        ({"kind": "found", "colour": "red"}, "colour：没有这一项"),
        (
            {
                "kind": "found",
                "owner": "person",
                "person": "no",
                "question": {"text": "？", "field": "directory.titel"},
            },
            "question.field：系统登记里没有 directory.titel 这一项",
        ),
    ],
)
def test_a_mistake_in_a_check_is_told_with_its_place(more: Mapping[str, object], told: str):
    assert any(told in each for each in problems(**more)), problems(**more)


def test_the_checks_of_the_content_are_sound():
    for file in sorted((CONTENT / "checks").glob("*.toml")):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        found = load_checks(file.name, raw, registry=registry(), posts=posts())
        assert [str(each) for each in found if not isinstance(each, Check)] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ('owner = "hr_directory"', 'owner = "hr_directorie"'),
            "岗位表里没有 hr_directorie，您要写的是不是 hr_directory",
        ),
        (('of = "staff_no"', 'of = "position"'), "人员的 position 写在两个系统里，一项只能有一个来源"),
        (('source = "platform"', 'source = "hand"'), "ownership.toml 里职务以 platform 为准，和这个系统（hand）不一致"),
        (('section = "岗位聘任"', ""), "走个人档案更新的项目，要写明属于哪个档案项"),
        (('code = "roster"', 'code = "directory"'), "有两个系统的 code 都是 directory"),
        (('aliases = ["花名册", ', 'aliases = ["通讯录", '), "有两个系统都叫 通讯录"),
    ],
)
def test_a_mistake_in_the_registry_is_told(change: tuple[str, str], told: str):
    written = (CONTENT / "systems.toml").read_text(encoding="utf-8")
    assert change[0] in written
    owners = load_owners("ownership.toml", tomllib.loads((CONTENT / "ownership.toml").read_text(encoding="utf-8")))
    raw = tomllib.loads(written.replace(*change, 1))

    found = load_systems("systems.toml", raw, posts=posts(), owners=owners)

    assert not isinstance(found, Registry)
    assert any(told in each.cause for each in found), [str(each) for each in found]


AGREED = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sighting", "verdict"),
    [
        (Sighting("讲 师", None), Verdict.SHOWN),
        (Sighting("助教", AGREED - timedelta(hours=1)), Verdict.NOT_YET),
        (Sighting("助教", None), Verdict.NOT_YET),
        (Sighting("助教", AGREED + timedelta(hours=1)), Verdict.STILL_OLD),
        (None, Verdict.NOT_YET),
    ],
)
def test_only_a_reading_after_the_agreement_shows_that_it_was_not_carried_out(sighting, verdict):
    asked = Amendment(
        id=1,
        person=PersonId(1),
        name="",
        staff_no="T1",
        field="directory.position",
        label="职务",
        value="讲师",
        request=RequestNo(1),
        stage=Stage.AGREED,
        asked_at=AGREED,
        agreed_at=AGREED,
    )

    assert verdict_of(asked, sighting) is verdict


def test_a_department_is_complete_only_where_nothing_is_wrong():
    checks = {"c": check(kind="missing", column="title"), "f": check(kind="found", key="f")}
    looked = [Looked("c", "教务处", 3000, 1), Looked("f", "教务处", 5, 5), Looked("c", "科技处", 10, 0)]
    mended = [Repaired("f", "教务处", 5, AGREED, 2, 2 * 1440 * 3)]

    first, second = standings_of_departments(checks, looked, mended)

    assert (first.name, percent(first.complete), first.open, length(first.repair)) == ("教务处", "99.9%", 5, "3.0 天")
    assert (second.name, percent(second.complete), length(second.repair)) == ("科技处", "100%", "—")
    assert percent(Standing(name="x").complete) == "—"


def test_json_is_read_by_the_way_to_its_list():
    body = '{"result": {"list": [{"no": 1, "tags": ["a"]}, {"name": "张三"}]}}'.encode()

    assert rows_in(body, "result.list") == [
        {"no": 1, "tags": '["a"]', "name": None},
        {"no": None, "tags": None, "name": "张三"},
    ]
    for bad, way in ((b"<html>", ""), (body, "result.rows"), (b'["x"]', ""), (b"[" * 100_000, "")):
        with pytest.raises(NoRows):
            rows_in(bad, way)


def test_an_uploaded_file_is_read_by_its_heads():
    assert read_table("a.csv", "工号,学历\nT1,硕士\n,\n".encode()) == [{"工号": "T1", "学历": "硕士"}]
    for bad in (
        "",
        "工号,工号\n1,2",
    ):
        with pytest.raises(BadSheet):
            read_table("a.csv", bad.encode())
