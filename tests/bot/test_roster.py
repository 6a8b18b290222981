"""`run.py roster` against the emulated WeCom: the list, and what is written there with the contacts secret."""

import openpyxl
import pytest

from bot.importing import import_file
from bot.load import load_settings
from bot.roster import Aim, compare_roster
from bot.sentences import Unable
from bot.sync_org import sync_org
from bot.wish import Wish
from domain.directory_plan import TooMuchAtOnce
from emulator.server import Emulator
from emulator.wecom.apps import App, ContactSync
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member, Status
from storage.directory import Guard
from tests.bot.test_imports import HEADING, rows, write_csv
from tests.cli.program import AGENT_ID, CORP_ID, SECRET, write_configuration

CONTACTS_SECRET = "contacts-canary"
OWNERSHIP = "".join(f'[{of}]\nowner = "roster"\n' for of in ("name", "position", "main_department", "status"))
DEPARTMENTS = (
    Department(id=1, name="示例学院", parent_id=0),
    Department(id=2, name="教学工作部"),
    Department(id=3, name="总务处"),
)


def member(number, **facts):
    known = {"user_id": f"u{number}", "name": f"教师{number}", "departments": (2,), "position": "教师"}
    return Member(**known | facts, extattr=(("工号", f"T{number:04d}"),))


@pytest.fixture
async def corp():
    sync = ContactSync(secret=CONTACTS_SECRET)
    people = [member(n) for n in range(1, 12)]
    return Corp(
        CORP_ID,
        departments=DEPARTMENTS,
        members=people,
        apps=[App(agent_id=AGENT_ID, secret=SECRET)],
        contact_sync=sync,
    )


@pytest.fixture
async def emulator(corp):
    async with Emulator(corp) as running:
        yield running


@pytest.fixture
def configure(tmp_path, address, emulator):
    def write(*, secret=CONTACTS_SECRET):
        content = tmp_path / "content"
        (content / "calendar").mkdir(parents=True, exist_ok=True)
        (content / "calendar" / "china.toml").write_text("", encoding="utf-8")
        (content / "ownership.toml").write_text(OWNERSHIP, encoding="utf-8")
        file = write_configuration(tmp_path, address, api_base=emulator.api_base)
        text = file.read_text(encoding="utf-8") + f'contacts_secret = "{secret}"\n'
        file.write_text(f'content_dir = "{content}"\n{text}', encoding="utf-8")
        return load_settings(file)

    return write


def is_enabled(corp, number):
    return corp.roster.member(f"u{number}").status is not Status.DISABLED


def line(number, **cells):
    row = {"工号": f"T{number:04d}", "姓名": f"教师{number}", "部门": "教学工作部", "职务": "教师", "在岗状态": "在岗"}
    return [(row | cells).get(title) for title in HEADING]


async def enter(settings, tmp_path, *lines):
    await sync_org(settings, None, Guard.FORCED, lambda _: None)
    file = write_csv(tmp_path / "roster.csv", [HEADING, *lines])
    said = []
    wish = Wish(takes_new_departments=True, guard=Guard.FORCED)
    assert await import_file(settings, file, wish, said.append), said


async def compare(settings, **aim):
    said = []
    is_done = await compare_roster(settings, Aim(**aim), said.append)
    return is_done, "\n".join(said)


CHANGED = [
    line(1, 姓名="张改名"),
    line(2, 部门="总务处", 部门负责人="是"),
    line(3, 职务="教务科长"),
    line(4, 在岗状态="退休"),
    *(line(n) for n in range(5, 12)),
    line(12, 姓名="新来的"),
    line(13, 姓名="新部门的", 部门="总务处>维修科"),
]


async def test_the_list_tells_what_is_to_be_done_and_writes_nothing(configure, tmp_path, corp):
    settings = configure()
    await enter(settings, tmp_path, *CHANGED)
    before = corp.roster.member("u1").name

    is_done, said = await compare(settings, file=tmp_path / "todo.xlsx")

    assert is_done
    for words in ("新建部门  总务处>维修科", "修改信息", "调整部门", "停用人员", "添加人员", "缺手机"):
        assert words in said
    assert corp.roster.member("u1").name == before
    sheet = openpyxl.load_workbook(tmp_path / "todo.xlsx").active
    assert [cell.value for cell in sheet[1]][:3] == ["账号", "要做的", "对象"]
    assert sheet.max_row == 8


async def test_what_we_may_do_is_written_to_the_platform_and_the_next_look_finds_the_rest(
    configure, tmp_path, corp, database
):
    settings = configure()
    await enter(settings, tmp_path, *CHANGED)

    is_done, said = await compare(settings, guard=Guard.ON)
    again = await compare(settings)

    assert is_done, said
    assert "写到平台 5 项，没有办成 0 项，要手工办的 2 项" in said
    assert corp.roster.member("u1").name == "张改名"
    assert corp.roster.member("u2").departments == (3,)
    assert corp.roster.member("u3").position == "教务科长"
    assert "修改信息" not in again[1]
    assert "停用人员" not in again[1]
    assert again[1].count("添加人员") == 2
    written = await rows(database, "select detail->>'outcome' from audit where action = 'platform.written'")
    assert written == [("done",)] * 5


async def test_without_the_contacts_secret_the_list_is_for_hands(configure, tmp_path):
    settings = configure(secret="")
    await enter(settings, tmp_path, *CHANGED)

    with pytest.raises(Unable, match=r"contacts_secret.*按清单"):
        await compare(settings, guard=Guard.ON)


async def test_many_leavers_need_a_word_before_they_are_disabled(configure, tmp_path, corp):
    settings = configure()
    await enter(settings, tmp_path, *(line(n) for n in range(1, 12)))
    await enter(settings, tmp_path, *(line(n) for n in range(1, 4)))

    with pytest.raises(TooMuchAtOnce, match=r"没有写到平台：8 人要停用.*--force"):
        await compare(settings, guard=Guard.ON)
    assert all(is_enabled(corp, n) for n in range(1, 12))
    assert (await compare(settings, guard=Guard.FORCED))[0]

    assert [is_enabled(corp, n) for n in range(1, 12)] == [True] * 3 + [False] * 8


async def test_without_a_roster_there_is_nothing_to_compare(configure):
    with pytest.raises(Unable, match="还没有花名册"):
        await compare(configure())
