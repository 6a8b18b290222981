"""Files are kept with their request: once, whole, by what they are, and as long as anybody has seen them."""

import hashlib

import pytest

from domain.attachment import LARGEST, MOST, AttachmentRefused
from domain.flow import acts
from storage.attachments import attachments_of, content_of, drop_attachment, find_attachment, keep
from storage.database import Database
from storage.phrases import KEPT, phrases_of, use_phrase
from tests.storage.cases import Office, add_everybody
from tests.unit.flow_college import LI, NOW, SUN, WANG, ZHAO

PDF = b"%PDF-1.7 invitation"


@pytest.fixture
async def office(address: str, database: Database) -> Office:
    await add_everybody(address, (LI, WANG, ZHAO, SUN))
    return Office(database)


async def bring(database: Database, number, name="邀请函.pdf", content=PDF, field="papers"):
    async with database.begin(NOW) as tx:
        return await keep(tx, number, LI.id, field, name, content)


async def test_a_file_is_kept_whole_with_who_brought_it_and_its_hash(office: Office, database: Database):
    number = await office.create()

    brought = await bring(database, number)

    async with database.begin(NOW) as tx:
        assert await find_attachment(tx, brought.id) == brought
        assert await attachments_of(tx, number) == [brought]
        assert await content_of(tx, brought.id) == PDF
    assert (brought.person, brought.media_type, brought.size, brought.at) == (LI.id, "application/pdf", len(PDF), NOW)
    assert brought.sha256 == hashlib.sha256(PDF).hexdigest()
    assert brought.value == {"id": str(brought.id), "name": "邀请函.pdf", "size": len(PDF)}


async def test_the_same_file_sent_again_is_kept_once(office: Office, database: Database):
    number = await office.create()

    first, again = await bring(database, number), await bring(database, number)
    elsewhere = await bring(database, number, field="others")

    assert first.id == again.id != elsewhere.id
    async with database.begin(NOW) as tx:
        assert len(await attachments_of(tx, number)) == 2


async def test_one_more_than_a_request_may_have_is_refused_with_what_to_do(office: Office, database: Database):
    number = await office.create()
    for count in range(MOST):
        await bring(database, number, content=PDF + bytes(str(count), "ascii"))

    with pytest.raises(AttachmentRefused, match=f"一件申请最多 {MOST} 个附件"):
        await bring(database, number, content=b"one more")


async def test_what_is_too_large_is_refused_and_nothing_is_kept(office: Office, database: Database):
    number = await office.create()

    with pytest.raises(AttachmentRefused, match="文件有 21 MB，最大 20 MB"):
        await bring(database, number, content=PDF + bytes(LARGEST))

    async with database.begin(NOW) as tx:
        assert await attachments_of(tx, number) == []


async def test_a_file_leaves_a_draft_but_not_what_others_have_seen(office: Office, database: Database):
    draft, submitted = await office.create(), await office.create()
    dropped, seen = await bring(database, draft), await bring(database, submitted)
    await office.does(submitted, acts.Submit, LI, fields={"days": 2})

    async with database.begin(NOW) as tx:
        assert await drop_attachment(tx, dropped.id)
        assert not await drop_attachment(tx, dropped.id)
        assert not await drop_attachment(tx, seen.id)
        assert await content_of(tx, dropped.id) is None


async def test_phrases_come_last_used_first_each_once_and_the_oldest_are_forgotten(office: Office, database: Database):
    async with database.begin(NOW) as tx:
        for number in range(KEPT + 3):
            tx.now = NOW.replace(second=number)
            await use_phrase(tx, WANG.id, f"同意{number}")
        tx.now = NOW.replace(second=59)
        await use_phrase(tx, WANG.id, "同意5")

        found = await phrases_of(tx, WANG.id)
        assert found[:3] == ["同意5", "同意22", "同意21"]
        assert len(found) == KEPT
        assert await phrases_of(tx, WANG.id, 1) == ["同意5"]
        assert await phrases_of(tx, ZHAO.id) == []
