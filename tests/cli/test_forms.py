"""`run.py forms`: what is published, and what is wrong before it is."""

from pathlib import Path

import asyncpg

from tests.cli.program import free_port, run, write_configuration
from tests.storage.cases import add_everybody
from tests.unit.flow_college import LI, WANG

FORM = """
key = "car"
title = "用车申请"
group = "后勤"
assumed = ["部门负责人这一步是示例"]
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
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def configure(folder: Path, database: str, when: str = "true") -> str:
    content = folder / "content"
    (content / "forms").mkdir(parents=True)
    (content / "calendar").mkdir()
    (content / "calendar" / "china.toml").write_text("", encoding="utf-8")
    (content / "forms" / "car.toml").write_text(FORM.format(when=when), encoding="utf-8")
    file = write_configuration(folder, database, free_port())
    file.write_text(f'content_dir = "{content}"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    return str(file)


async def test_migrating_publishes_and_the_list_shows_version_and_assumptions(address, tmp_path):
    config = configure(tmp_path, address)
    empty = await run("forms", "list", "--config", config)

    await run("migrate", "--config", config)
    listed = await run("forms", "list", "--config", config)

    assert (empty.status, listed.status) == (0, 0)
    assert "还没有发布表单" in empty.out
    assert "car   用车申请  后勤  1" in listed.out
    assert "  - 部门负责人这一步是示例" in listed.out


async def test_a_sound_form_passes_the_check(address, tmp_path):
    checked = await run("forms", "check", "--config", configure(tmp_path, address))

    assert checked.status == 0, checked.said
    assert "没有要改的" in checked.out


async def test_a_finding_that_blocks_ends_with_one(address, tmp_path):
    checked = await run(
        "forms", "check", "--config", configure(tmp_path, address, when="reason == 'a' && reason == 'b'")
    )

    assert checked.status == 1
    assert "走不到" in checked.out


async def test_a_stand_in_who_would_approve_their_own_request_is_listed_with_the_pair(address, tmp_path):
    config = configure(tmp_path, address)
    form = tmp_path / "content" / "forms" / "car.toml"
    form.write_text(form.read_text(encoding="utf-8").replace("department_head", "leader:1"), encoding="utf-8")
    await add_everybody(address, (LI, WANG))
    conn = await asyncpg.connect(address)
    await conn.execute("insert into direct_leaders (person_id, leader_id) values ($1, $2)", LI.id, WANG.id)
    await conn.execute(
        "insert into stand_ins (principal_id, stand_in_id, cause, created_at) values ($1, $2, 'said:1', now())",
        WANG.id,
        LI.id,
    )
    await conn.close()

    checked = await run("forms", "check", "--config", config)

    assert "代理审批自己（可用）" in checked.out
    assert "直属领导 王主任 的代理人 李雷 就是申请人，不得代办" in checked.out


async def test_without_a_database_the_files_are_checked_alone(tmp_path):
    checked = await run("forms", "check", "--config", configure(tmp_path, NOWHERE, when="raeson != null"))

    assert checked.status == 1
    assert "car.toml 的 steps[1]（head）.when：没有 raeson 这个名字，您要写的是不是 reason" in checked.out
    assert "只检查了文件" in checked.out


async def test_two_versions_are_compared_in_words_and_the_file_before_it_is_published(address, tmp_path):
    config = configure(tmp_path, address)
    await run("migrate", "--config", config)
    form = tmp_path / "content" / "forms" / "car.toml"
    form.write_text(FORM.format(when="reason != null").replace("用车申请", "公务用车"), encoding="utf-8")

    ahead = await run("forms", "compare", "car", "--config", config)
    await run("migrate", "--config", config)
    done = await run("forms", "compare", "car", "1", "2", "--config", config)
    same = await run("forms", "compare", "car", "--config", config)

    assert ahead.out.splitlines()[0] == "公务用车（car），从第 1 版到文件现在的写法："
    assert "  - 表单的名称由“用车申请”改为“公务用车”。" in ahead.out
    assert done.out.splitlines()[1:] == ahead.out.splitlines()[1:]
    assert "没有不同。" in same.out
    assert (ahead.status, done.status, same.status) == (0, 0, 0)


async def test_what_cannot_be_compared_is_said(address, tmp_path):
    config = configure(tmp_path, address)
    await run("migrate", "--config", config)

    unknown = await run("forms", "compare", "taxi", "--config", config)
    too_new = await run("forms", "compare", "car", "1", "7", "--config", config)
    no_number = await run("forms", "compare", "car", "eins", "--config", config)

    assert "没有发布过 taxi" in unknown.err
    assert "car 没有第 7 版" in too_new.err
    assert "应是版本号" in no_number.err
    assert 0 not in (unknown.status, too_new.status, no_number.status)
