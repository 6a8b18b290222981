"""花名册 on both platforms, with real programs and real wire formats: sent, seen, taken in, and written there."""

import csv
import io
import re

import aiohttp
import asyncpg

from domain.roster_columns import Column
from emulator.wecom.people import Status
from tests.campus.campus import DEAN, STAFF_NO, TEACHER, Campus, Layout, at_peace
from tests.campus.hands import DingHand, Hand, WecomHand, browser, open_page, until
from tests.campus.org_hand import NEW, DingConsole, WecomConsole

CONTACTS = "contacts"  # as tests/campus/org_hand.py gives it to the corp
HEADING = [column.value for column in Column]
JOINING = "T0004"
MOBILE = "13812345678"
MARK = re.compile(r'name="\.mark" value="([^"]*)"')


def roster() -> bytes:
    """The teacher under another name, the dean as they are, somebody who has retired, and somebody who is new."""
    people = (
        {"工号": STAFF_NO[TEACHER], "姓名": "教师丁", "在岗状态": "在岗"},
        {"工号": STAFF_NO[DEAN], "姓名": "机电学院院长", "在岗状态": "在岗", "部门负责人": "是"},
        {"工号": "T0003", "姓名": "教师乙", "在岗状态": "退休"},
        {"工号": JOINING, "姓名": "教师戊", "在岗状态": "在岗", "手机": MOBILE},
    )
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADING)
    for person in people:
        rows.writerow([({"部门": "机电学院"} | person).get(title, "") for title in HEADING])
    return written.getvalue().encode()


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
    assert await written(look) == [("添加人员", "done"), ("修改信息", "done"), ("停用人员", "by_hand")]
    assert console.org.roster.member(JOINING).mobile == MOBILE
    console.join(JOINING)
    await until(lambda: is_read_back(look))
    assert await look.fetchval("select hint from directory_orders where doing = '停用人员'") == (
        "钉钉不能由程序停用，请在钉钉管理后台办理离职"
    )
    assert console.org.roster.member(NEW) is not None
    await at_peace(campus, look, address)


async def is_read_back(look: asyncpg.Connection) -> object:
    """Whoever was made is one of us, and their number is nowhere."""
    kept = "select count(*) from (select w::text as told from ways_in w union all select a::text from audit a) all_of"
    assert await look.fetchval(f"{kept} where told like $1", f"%{MOBILE}%") == 0
    return await look.fetchval("select id from people where staff_no = $1 and status = 'active'", JOINING)


async def upload(campus: Campus, content: bytes) -> None:
    """On the page, as WeCom gives applications no files."""
    base = f"http://127.0.0.1:{campus.ports[0]}"
    async with browser(DEAN, "wecom") as session:
        _, page = await open_page(session, f"{base}/h5/roster?at=wecom:staff")
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        assert MARK.search(page), page
        form.add_field(".mark", MARK.findall(page)[0])
        form.add_field("file:roster", content, filename="名单.csv", content_type="text/csv")
        ours = {"Sec-Fetch-Site": "same-origin"}
        async with session.post(f"{base}/h5/roster", data=form, headers=ours) as answer:
            assert "正在逐格检查" in await answer.text()


async def test_on_wecom_a_file_is_uploaded_taken_in_and_written_there(open_campus, look, address):
    campus = await open_campus(Layout(contacts=CONTACTS))
    hand: Hand = campus.wecom
    assert isinstance(hand, WecomHand)
    console = WecomConsole(campus)
    console.found_office()
    console.add()

    await upload(campus, roster())
    await hand.press(DEAN, "导入")
    await hand.press(DEAN, "写入平台")

    await until(lambda: console.corp.roster.member(TEACHER).name == "教师丁")
    await until(lambda: console.corp.roster.member(NEW).status is Status.DISABLED)
    await until(lambda: look.fetchval("select id from directory_lists where state = 'written'"))
    assert await written(look) == [("添加人员", "done"), ("修改信息", "done"), ("停用人员", "done")]
    assert console.corp.roster.member(JOINING).mobile == MOBILE
    await until(lambda: is_read_back(look))
    await at_peace(campus, look, address)
