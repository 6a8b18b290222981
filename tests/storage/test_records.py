"""A record gathered from the real database, and verified by the script against the real export."""

import json
import subprocess
import sys
from pathlib import Path

from bot.export_file import write_file
from domain.flow.acts import Agree, Comment
from domain.record_document import document_of
from domain.record_drawing import Reader, draw_up
from storage.attachments import keep
from storage.exports import Export, columns_of, read
from storage.records import gather
from tests.handlers.college import CAMPUS, College, find_college, found_college
from tests.storage.purchases import act, ask_for, offer

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_record.py"


async def settled(database) -> tuple[College, int]:
    """李雷's purchase, commented by himself and agreed to by his department's head."""
    await found_college(database)
    college = await find_college(database)
    await offer(college)
    number = await ask_for(college)
    await act(college, number, Comment, "李雷", words="请尽快")
    await act(college, number, Agree, "王主任", opinion="同意。")
    return college, number


async def record_of(college: College, number: int):
    async with college.database.begin(college.now) as tx:
        gathered = await gather(tx, number)
    seen = frozenset(gathered.form.by_name)
    return draw_up(gathered, Reader(seen=seen, at=college.now, site=college.office.name, campus=CAMPUS))


async def test_the_record_has_the_case_its_applicants_department_and_its_rows_of_the_chain(database):
    college, number = await settled(database)

    record = await record_of(college, number)

    assert record.number == f"CG-{number}"
    assert (record.applicant.name, record.applicant.department) == ("李雷", "软件教研室")
    assert [each.text for each in record.fields] == ["投影仪", "100.00 元"]
    assert [row.action for row in record.audit] == ["request.submit", "request.comment", "request.agree"]
    assert record.head.seq >= record.audit[-1].seq


async def test_files_are_named_with_their_hashes(database):
    college, number = await settled(database)
    async with college.database.begin(college.now) as tx:
        await keep(tx, number, college.ids["李雷"], "what", "报价.pdf", b"%PDF-1.7 offer")
        gathered = await gather(tx, number)

    assert [(each.name, each.media_type, each.size) for each in gathered.enclosures] == [
        ("报价.pdf", "application/pdf", 14)
    ]


async def test_there_is_no_record_of_what_is_no_case(database):
    college, _ = await settled(database)

    async with college.database.begin(college.now) as tx:
        assert await gather(tx, 99_999) is None


async def test_a_stranger_verifies_the_record_against_the_export_with_nothing_but_the_script(database, tmp_path):
    college, number = await settled(database)
    await ask_for(college, "韩梅")
    printed, export = tmp_path / "record.json", tmp_path / "audit.json"
    printed.write_text(json.dumps(document_of(await record_of(college, number)), ensure_ascii=False), "utf-8")
    await act(college, number, Comment, "李雷", words="打印之后的话")
    async with college.database.begin(college.now) as tx:
        await write_file(export, columns_of(Export.AUDIT), read(tx, Export.AUDIT, None, None), CAMPUS)

    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, printed, export], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("相符") == 3
