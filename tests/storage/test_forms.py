"""Published forms in the database: versions are made when the content differs, and kept."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.publishing import publish_forms
from domain.forms.finding import Request, find
from domain.forms.posts import PostRule, Posts
from domain.forms.who import DepartmentHead, Leader, Post, Role, SectionHead
from storage.alerts import untold
from storage.database import Database
from storage.forms import content_of, form_of, newest, newest_forms, publish
from storage.posts import load_directory, load_surroundings

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SOUND = """
key = "{key}"
title = "{title}"
group = "测试"
[[fields]]
name = "reason"
label = "事由"
type = "text"
[[steps]]
key = "head"
label = "部门负责人"
who = "department_head"
when = "{when}"
"""


def write(folder: Path, key: str, title: str = "用车", when: str = "true") -> None:
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / f"{key}.toml").write_text(SOUND.format(key=key, title=title, when=when), encoding="utf-8")


async def versions(database: Database) -> dict[str, int]:
    async with database.begin(NOW) as tx:
        return {key: each.version for key, each in (await newest(tx)).items()}


async def alerts(database: Database) -> list[str]:
    async with database.begin(NOW) as tx:
        return [alert.text for alert in await untold(tx, 1)]


async def test_a_file_becomes_version_one_and_starting_again_makes_no_other(database, tmp_path):
    write(tmp_path, "car")

    await publish_forms(database, tmp_path)
    await publish_forms(database, tmp_path)

    assert await versions(database) == {"car": 1}


async def test_a_changed_file_is_a_new_version_and_the_old_one_stays_as_it_was(database, tmp_path):
    write(tmp_path, "car")
    await publish_forms(database, tmp_path)
    write(tmp_path, "car", title="公务用车")

    await publish_forms(database, tmp_path)

    async with database.begin(NOW) as tx:
        first, second = await form_of(tx, "car", 1), await form_of(tx, "car", 2)
        offered = await newest_forms(tx)
    assert first
    assert second
    assert (first.title, first.version, second.title, second.version) == ("用车", 1, "公务用车", 2)
    assert offered["car"].version == 2


async def test_a_remark_in_the_file_makes_no_version(database, tmp_path):
    write(tmp_path, "car")
    await publish_forms(database, tmp_path)
    file = tmp_path / "forms" / "car.toml"
    file.write_text("# 说明\n" + file.read_text(encoding="utf-8"), encoding="utf-8")

    await publish_forms(database, tmp_path)

    assert await versions(database) == {"car": 1}


@pytest.mark.parametrize("broken", ["key = ", 'key = "car"', SOUND.format(key="car", title="用车", when="raeson == 1")])
async def test_a_broken_file_leaves_the_published_version_and_all_others_and_it_is_told(database, tmp_path, broken):
    write(tmp_path, "car")
    await publish_forms(database, tmp_path)
    (tmp_path / "forms" / "car.toml").write_text(broken, encoding="utf-8")
    write(tmp_path, "room")

    await publish_forms(database, tmp_path)

    assert await versions(database) == {"car": 1, "room": 1}
    assert ["car.toml" in text for text in await alerts(database)] == [True]


async def test_the_alert_goes_when_the_file_is_mended(database, tmp_path):
    write(tmp_path, "car", when="nothing > 1")
    await publish_forms(database, tmp_path)
    write(tmp_path, "car")

    await publish_forms(database, tmp_path)

    assert await alerts(database) == []
    assert await versions(database) == {"car": 1}


async def test_two_replicas_that_publish_at_once_make_one_version(database, tmp_path):
    write(tmp_path, "car")

    await asyncio.gather(publish_forms(database, tmp_path), publish_forms(database, tmp_path))

    assert await versions(database) == {"car": 1}


async def test_a_published_version_cannot_be_rewritten_or_removed(database):
    async with database.begin(NOW) as tx:
        await publish(tx, {"car": {"title": "用车", "settings": {"limit": 0.5, "名": "“引号”<b>@all</b>"}}})

    async with database.engine.connect() as conn:
        for statement in ("update forms set version = 7", "delete from forms", "truncate forms"):
            with pytest.raises(Exception, match="append-only"):
                await conn.exec_driver_sql(statement)
            await conn.rollback()
    async with database.begin(NOW) as tx:
        kept = await content_of(tx, "car", 1)
    assert kept == {"title": "用车", "settings": {"limit": 0.5, "名": "“引号”<b>@all</b>"}}


async def test_a_version_that_nobody_published_is_none(database):
    async with database.begin(NOW) as tx:
        assert await form_of(tx, "car", 1) is None


COLLEGE = """
    insert into departments (platform, account, external_id, parent_id, name) overriding user value values
        ('wecom', 'staff', '1', null, '示例学院');
    insert into departments (platform, account, external_id, parent_id, name) values
        ('wecom', 'staff', '2', 1, '人事处'), ('wecom', 'staff', '3', 2, '考勤科');
    insert into people (name, staff_no, main_department_id, position, status) values
        ('院长甲', 'T1', 1, '院长', 'active'), ('处长乙', 'T2', 2, '处长', 'active'),
        ('科长丙', 'T3', 3, '科长', 'active'), ('干事丁', 'T4', 3, '考勤管理岗', 'active'),
        ('前处长', 'T5', 2, '处长', 'left'),
        ('没有帐号', 'T6', 2, '处长', 'active'), ('别人', 'T7', 1, '教师', 'active');
    insert into accounts (person_id, platform, account, user_id, user_key)
        select id, 'wecom', 'staff', staff_no, lower(staff_no) from people where staff_no <> 'T6';
    insert into memberships (department_id, person_id, leads) values
        (1, 1, true), (2, 2, true), (3, 3, true), (3, 4, false), (2, 5, false), (2, 6, false), (1, 7, false);
    insert into direct_leaders (person_id, leader_id) values (4, 3), (3, 2), (2, 1);
"""
POSTS = Posts(
    rules=(
        PostRule("hr_head", "人事处处长", departments=("组织人事处",), positions=("处长",)),
        PostRule("checker", "核对人", staff_no=("T7",)),
        PostRule("top", "院长", departments=("示例学院",), leads=True),
    ),
    aliases={"人事处": ("组织人事处",)},
)


async def college(database: Database) -> None:
    async with database.engine.begin() as conn:
        for statement in filter(str.strip, COLLEGE.split(";")):
            await conn.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        (DepartmentHead(), ["处长乙"]),
        (SectionHead(), ["科长丙"]),
        (Leader(1), ["科长丙"]),
        (Leader(3), ["院长甲"]),
        (Post("hr_head"), ["处长乙"]),
        (Post("checker"), ["别人"]),
        (Post("top"), ["院长甲"]),
        (Role("admin"), ["别人"]),
    ],
)
async def test_the_directory_answers_whole_or_in_part_alike(database, who, names):
    await college(database)
    roles = {"admin": ("staff_no:T7",)}

    async with database.begin(NOW) as tx:
        whole = await load_directory(tx, POSTS, roles)
        part = await load_surroundings(tx, POSTS, roles, [4])

    for directory in (whole, part):
        request = Request(applicant=directory.members[4], values={}, directory=directory)
        assert [asked.member.person.name for asked in find([who], request)] == names
