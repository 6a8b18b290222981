"""花名册 on both platforms, with real programs and real wire formats: sent, seen, taken in, and written there."""

import csv
import io

import asyncpg
import pytest

from bot.importing import import_file
from bot.load import load_settings
from bot.wish import Wish
from domain.roster_columns import Column
from emulator.wecom.people import Status
from tests.campus.campus import DEAN, STAFF_NO, TEACHER, Campus, Layout
from tests.campus.hands import DingHand, Hand, WecomHand, at_rest, until
from tests.campus.org_hand import NEW, DingConsole, WecomConsole

CONTACTS = "contacts"  # as tests/campus/org_hand.py gives it to the corp
HEADING = [column.value for column in Column]


def roster() -> bytes:
    """The teacher under another name, the dean as they are, and somebody who has retired."""
    people = (
        {"工号": STAFF_NO[TEACHER], "姓名": "教师丁", "在岗状态": "在岗"},
        {"工号": STAFF_NO[DEAN], "姓名": "机电学院院长", "在岗状态": "在岗", "部门负责人": "是"},
        {"工号": "T0003", "姓名": "教师乙", "在岗状态": "退休"},
    )
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADING)
    for person in people:
        rows.writerow([({"部门": "机电学院"} | person).get(title, "") for title in HEADING])
    return written.getvalue().encode()


@pytest.fixture
async def look(address):
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.fixture
async def open_campus(tmp_path, address):
    places = []

    async def open_one(layout: Layout) -> Campus:
        campus = Campus(tmp_path, address, layout)
        places.append(campus)
        await campus.open()
        campus.programs[0].start()
        await campus.ready()
        return campus

    yield open_one
    for campus in places:
        await campus.close()


async def at_peace(campus: Campus, look: asyncpg.Connection, address: str) -> None:
    await at_rest(address)
    assert campus.programs[0].stop() == 0
    assert await look.fetchval("select count(*) from outbox where state <> 'done'") == 0
    assert await campus.violations() == []


async def written(look: asyncpg.Connection) -> list[tuple[str, str]]:
    rows = await look.fetch("select doing, state from directory_orders order by list_id, ordinal")
    return [(row["doing"], row["state"]) for row in rows]


async def test_on_dingtalk_a_file_sent_into_the_chat_is_taken_in_and_written_there(open_campus, look, address):
    campus = await open_campus(Layout(wecom=False, dingtalk="stream"))
    hand: DingHand = campus.dingtalk
    console = DingConsole(campus)
    console.found_office()
    console.add()

    hand.phone.send_file(DEAN, roster(), "名单.csv")
    await hand.press(DEAN, "导入")
    await until(lambda: hand.ended(DEAN, "导入"))
    await hand.press(DEAN, "写入平台")

    await until(lambda: console.org.roster.member(TEACHER).name == "教师丁")
    await until(lambda: look.fetchval("select id from directory_lists where state = 'written'"))
    assert await written(look) == [("修改信息", "done"), ("停用人员", "by_hand")]
    assert await look.fetchval("select hint from directory_orders where doing = '停用人员'") == (
        "钉钉不能由程序停用，请在钉钉管理后台办理离职"
    )
    assert console.org.roster.member(NEW) is not None
    await at_peace(campus, look, address)


async def test_on_wecom_what_the_roster_asks_for_is_compared_and_written_there(open_campus, look, address, tmp_path):
    campus = await open_campus(Layout(contacts=CONTACTS))
    hand: Hand = campus.wecom
    assert isinstance(hand, WecomHand)
    console = WecomConsole(campus)
    console.found_office()
    console.add()
    file = tmp_path / "roster.csv"
    file.write_bytes(roster())
    settings = load_settings(campus.programs[0].configuration, {})
    assert await import_file(settings, file, Wish(), lambda _: None)

    hand.say(DEAN, "花名册 核对")
    await hand.press(DEAN, "写入平台")

    await until(lambda: console.corp.roster.member(TEACHER).name == "教师丁")
    await until(lambda: console.corp.roster.member(NEW).status is Status.DISABLED)
    await until(lambda: look.fetchval("select id from directory_lists where state = 'written'"))
    assert await written(look) == [("修改信息", "done"), ("停用人员", "done")]
    await at_peace(campus, look, address)
