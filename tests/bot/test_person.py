"""What is held of somebody leaves the house as a whole, and goes where it may when they have left."""

import json
import re
import zipfile
from datetime import UTC, datetime

import pytest

from bot.person import erase_person, export_person
from bot.sentences import Unable
from bot.settings import Settings
from storage.described import METADATA
from storage.personal import ERASURES, HELD, OF_NOBODY
from storage.verify import verify
from tests.storage.test_verify import HISTORY

OWN = """
update people set staff_no = 'T' || id, position = '讲师';
insert into accounts (person_id, platform, account, user_id, user_key)
values (1, 'wecom', 'staff', 'Zhang3', 'zhang3'), (2, 'wecom', 'staff', 'li4', 'li4');
insert into phrases (person_id, words, used_at) values (1, '家里有事', now());
insert into outbox (platform, account, recipient, person_id, kind, payload, dedupe_key, state, finished_at)
values ('wecom', 'staff', 'Zhang3', 1, 'text', '{"text": "张三，您好"}', 'p1', 'done', now());
insert into attachments (id, request_no, field, name, media_type, size, sha256, content, person_id, at)
values (gen_random_uuid(), 1001, 'proof', 'a.pdf', 'application/pdf', 4, 'x', '%PDF', 1, now());
"""


@pytest.fixture
async def settings(database, address) -> Settings:
    connection = await database.connect()
    await connection.execute(HISTORY)
    await connection.execute(OWN)
    await connection.close()
    async with database.begin(datetime(2026, 11, 24, tzinfo=UTC)) as tx:
        tx.audit("person:1", "attendance.look", "person:2")
    return Settings.model_validate({"database": {"url": address}})


def test_of_every_table_it_is_said_whether_it_holds_something_of_somebody():
    held = {each.table for each in HELD}

    assert held | OF_NOBODY == {table.name for table in METADATA.sorted_tables}
    assert not held & OF_NOBODY


def test_every_column_that_refers_to_people_is_among_what_is_exported():
    conditions = {held.table: held.whose for held in HELD}
    missing = [
        f"{table.name}.{key.parent.name}"
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people" and not re.search(rf"\b{key.parent.name} = ", conditions[table.name])
    ]

    assert missing == []


async def test_an_export_has_everything_of_one_person_and_nothing_of_another(settings, tmp_path):
    said = await export_person(settings, "T1", tmp_path / "x.zip")

    with zipfile.ZipFile(tmp_path / "x.zip") as book:
        rows = {name: json.loads(book.read(name)) for name in book.namelist() if name.endswith(".json")}
        files = [book.read(name) for name in book.namelist() if name.startswith("files/")]
    assert "已导出 张三" in said
    assert [row["name"] for row in rows["people.json"]] == ["张三"]
    assert [row["user_id"] for row in rows["accounts.json"]] == ["Zhang3"]
    assert {row["applicant_id"] for row in rows["requests.json"]} == {1}
    assert [row["action"] for row in rows["audit.json"]] == ["attendance.look"]
    assert files == [b"%PDF"]
    assert "李四" not in json.dumps(rows, ensure_ascii=False)


async def test_whoever_is_still_here_or_has_something_open_is_not_erased(settings, database):
    with pytest.raises(Unable, match="还在职，没有清除"):
        await erase_person(settings, "T1")

    connection = await database.connect()
    await connection.execute("update people set status = 'left' where id = 1")
    await connection.close()
    with pytest.raises(Unable, match="还有没办完的单"):
        await erase_person(settings, "T1")
    with pytest.raises(Unable, match="没有工号是 T9 的人"):
        await erase_person(settings, "T9")


def test_nothing_that_stays_refers_to_what_is_erased():
    erased = {table for table, statement in ERASURES if statement.startswith("delete")}
    let_go = {table for table, statement in ERASURES if "card_id = null" in statement}
    referring = {
        (table.name, key.column.table.name)
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in erased
    }

    assert {table for table, _ in referring} <= erased | let_go


async def test_an_erasure_leaves_numbers_only_and_a_chain_that_can_be_verified(settings, database):
    before = {each.check for each in await verify(database)}
    connection = await database.connect()
    await connection.execute("update people set status = 'left' where id = 3")
    await connection.execute("update people set status = 'left', staff_no = 'L3' where id = 3")
    await connection.execute("""insert into outbox (platform, account, recipient, person_id, kind, payload, dedupe_key,
        state, finished_at) values ('wecom', 'staff', 'w5', 3, 'text', '{"text": "王五"}', 'p3', 'done', now())""")

    said = await erase_person(settings, "L3")

    person = await connection.fetchrow("select name, staff_no, position from people where id = 3")
    sent = await connection.fetchrow("select recipient, payload from outbox where dedupe_key = 'p3'")
    last = await connection.fetchrow("select action, object from audit order by seq desc limit 1")
    await connection.close()
    assert tuple(person) == ("已清除3", None, "")
    assert tuple(sent) == ("-", "{}")
    assert tuple(last) == ("person.erased", "person:3")
    assert "审计链" in said[1]
    assert {each.check for each in await verify(database)} == before
