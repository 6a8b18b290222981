"""`run.py correct`: a field put right by hand, or refused with the owner's name."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.corrections import cancel_correction, list_corrections, make_correction
from bot.load import load_settings
from bot.office import make_office
from bot.problems import SettingsError
from bot.sentences import Unable
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from handlers.correcting import Wanted
from storage.directory import load
from tests.cli.program import run, write_configuration

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
COLLEGE = Directory(
    (
        ReadDepartment(id="1", parent_id=None, name="示例学院"),
        ReadDepartment(id="2", parent_id="1", name="教学工作部"),
        ReadDepartment(id="3", parent_id="1", name="总务处"),
    ),
    (
        ReadMember(user_id="zs", name="张三", departments=("2",), staff_no="T0001", position="科员"),
        ReadMember(user_id="ls", name="李四", departments=("3",), staff_no="T0002"),
    ),
)
OWNERSHIP = "".join(f'[{of}]\nowner = "hand"\n' for of in ("position", "main_department", "leaders"))


@pytest.fixture
def content(tmp_path):
    folder = tmp_path / "content"
    (folder / "calendar").mkdir(parents=True)
    (folder / "calendar" / "china.toml").write_text("", encoding="utf-8")
    (folder / "ownership.toml").write_text(
        f'{OWNERSHIP}[name]\nowner = "roster"\noffice = "人事处"\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
async def file(database, address, tmp_path, content):
    async with database.begin(NOW) as tx:
        await load(tx, Source("wecom", "staff"), COLLEGE)
    path = write_configuration(tmp_path, address)
    path.write_text(f'content_dir = "{content}"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def wanted(number, label, value, reason):
    return Wanted(staff_no=number, label=label, value=value, reason=reason, by="command:correct")


async def person(database):
    query = """
        select p.name, p.position, d.name, (select string_agg(l.name, ',') from direct_leaders x
            join people l on l.id = leader_id where person_id = p.id)
        from people p left join departments d on d.id = main_department_id where staff_no = 'T0001'
    """
    async with database.begin(NOW) as tx:
        return tuple((await tx.conn.execute(text(query))).one())


async def test_a_correction_is_made_listed_and_ended(database, file):
    settings = load_settings(file)

    said = await make_correction(settings, wanted("T0001", "职务", "副处长", "组〔2026〕12 号"))
    await make_correction(settings, wanted("T0001", "main_department", "总务处", "同上"))
    await make_correction(settings, wanted("T0001", "直属上级", "T0002", "同上"))

    assert said == (
        "已更正：张三（T0001）的职务为“副处长”，同步不会覆盖。企业微信（staff）不能由程序改，请在平台后台同样改；"
        "没改以前 花名册 核对 会列出。取消请运行 run.py correct end 1"
    )
    assert await person(database) == ("张三", "副处长", "总务处", "李四")
    assert any("组〔2026〕12 号" in line for line in await list_corrections(settings))
    assert "已取消" in await cancel_correction(settings, 1)
    with pytest.raises(Unable, match="没有编号为 1"):
        await cancel_correction(settings, 1)


@pytest.mark.parametrize(
    ("number", "label", "value", "cause"),
    [
        ("T0001", "姓名", "张四", "姓名以人事花名册（由人事处维护）为准"),
        ("T0001", "工号", "T9", "工号以平台通讯录为准"),
        ("T0001", "手机号", "13800000000", "不保存手机号"),
        ("T0001", "工资", "1", "没有“工资”这一项，可以更正：姓名、职务、主部门、直属上级"),
        ("T7777", "职务", "科长", "没有工号为 T7777 的人"),
        ("T0001", "职务", "=1", "职务以 = 开头"),
        ("T0001", "职务", " ", "职务不能为空"),
        ("T0001", "主部门", "火星办", "主部门没有找到"),
        ("T0001", "直属上级", "T0002、T8", "没有找到 T8"),
    ],
)
async def test_what_may_not_be_corrected_is_refused_and_nothing_is_written(database, file, number, label, value, cause):
    with pytest.raises(Unable, match=f"没有更正：.*{cause}"):
        await make_correction(load_settings(file), wanted(number, label, value, "发文"))

    assert await person(database) == ("张三", "科员", "教学工作部", None)
    assert await list_corrections(load_settings(file)) == ["没有生效的手工更正。"]


async def test_a_correction_needs_a_reason(file):
    with pytest.raises(Unable, match="请写明原因"):
        await make_correction(load_settings(file), wanted("T0001", "职务", "科长", " "))


async def test_the_commands_say_what_they_did(file):
    config = ["--config", str(file)]
    done = await run("correct", "set", "T0001", "职务", "科长", "--reason", "发文", *config)
    refused = await run("correct", "set", "T0001", "姓名", "张四", "--reason", "发文", *config)

    assert (done.status, refused.status) == (0, 1)
    assert "已更正：张三（T0001）的职务为“科长”" in done.out
    assert "由人事处维护" in refused.err


@pytest.mark.parametrize(
    ("text", "cause"),
    [('[name]\nowner = "excel"', "不认识 excel"), ('[name]\nowner = "platform:x"', "没有名为 x 的账号"), ("[", "TOML")],
)
async def test_broken_owners_stop_the_start_with_the_place(file, content, text, cause):
    (content / "ownership.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"ownership.toml(.|\n)*{cause}"):
        make_office(load_settings(file))
