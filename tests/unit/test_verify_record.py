"""The script for strangers: it finds every change that somebody could make to an export or a record."""

import json
import subprocess
import sys
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest

from domain.record_digest import digest
from domain.record_document import document_of
from storage.audit import Entry, chain_hash
from tests.unit.flow_college import CAMPUS
from tests.unit.records import chain_of, record, the_case

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_record.py"


@pytest.fixture(scope="module")
def document() -> dict:
    return json.loads(json.dumps(document_of(record())))


@pytest.fixture(scope="module")
def export() -> list[dict]:
    """As `run.py export audit -o audit.json` writes it: campus time, the columns' names."""
    return [
        {
            "seq": link.seq,
            "at": link.at.astimezone(CAMPUS).isoformat(),
            "actor": link.actor,
            "action": link.action,
            "object": link.subject,
            "detail": link.detail,
            "previous_hash": link.previous_hash,
            "hash": link.hash,
        }
        for link in chain_of(the_case())[0]
    ]


@pytest.fixture
def verify(tmp_path):
    def run(*values: object) -> tuple[int, str]:
        files = [tmp_path / f"{place}.json" for place, _ in enumerate(values)]
        for file, value in zip(files, values, strict=True):
            file.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), "utf-8")
        done = subprocess.run([sys.executable, "-I", SCRIPT, *files], capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.returncode, done.stdout

    return run


def test_an_untouched_record_and_an_untouched_export_agree(verify, document, export):
    code, said = verify(document, export)

    assert code == 0, said
    assert said.count("相符") == 3


def test_a_record_alone_can_be_verified(verify, document):
    assert verify(document)[0] == 0


def test_a_record_from_which_something_was_left_out_by_right_can_be_verified_and_says_so(verify):
    code, said = verify(json.loads(json.dumps(document_of(record(without=("amount",))))))

    assert code == 0
    assert "按权限略去的内容无法核对" in said


def test_an_export_of_a_period_may_begin_anywhere(verify, export):
    code, said = verify(export[3:9])

    assert code == 0
    assert "第 4 到 9 条" in said


FORGERIES = {
    "another amount": lambda d: d["content"]["fields"].update(amount=1),
    "another opinion": lambda d: d["content"]["acts"][1].update(words="不同意"),
    "another opinion in the readable history": lambda d: d["history"][2].update(words="不同意"),
    "an act left out": lambda d: d["content"]["acts"].pop(2),
    "another hash of a file": lambda d: d["content"]["files"][0].update(sha256="0" * 64),
    "another instant in the chain": lambda d: d["audit"][2].update(at="2030-03-04T03:00:00.000000+00:00"),
    "another actor in the chain": lambda d: d["audit"][2].update(actor="person:9"),
    "a row of another request": lambda d: d["audit"][2].update(object="request:1025"),
    "rows in another order": lambda d: d["audit"].reverse(),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_changed_record_is_found_out(verify, document, forgery):
    forged = deepcopy(document)
    FORGERIES[forgery](forged)

    code, said = verify(forged)

    assert code == 1
    assert "不符" in said


def test_a_record_made_up_with_a_fresh_fingerprint_does_not_agree_with_its_chain(verify, document):
    forged = deepcopy(document)
    forged["content"]["acts"][1]["actor"] = 4
    forged["content"]["fields"]["amount"] = 1
    forged["fingerprint"] = _fingerprint(forged["content"])

    code, said = verify(forged)

    assert code == 1
    assert "与审计链第 5 条不一致" in said
    assert "填写的内容不是最后一次办理时的内容" in said


def test_a_signature_moved_to_other_content_is_found_out(verify, document):
    forged = deepcopy(document)
    forged["content"]["files"][1]["sha256"] = "0" * 64
    forged["fingerprint"] = _fingerprint(forged["content"])

    assert "手写签名与签名时的内容对不上" in verify(forged)[1]


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (lambda rows: rows[4]["detail"].update(act=99), "第 5 条的内容与它的哈希不符"),
        (lambda rows: rows.pop(4), "第 4 条和第 6 条之间缺了记录"),
        (lambda rows: rows[0].update(previous_hash="1" * 64), "第 1 条"),
    ],
)
def test_a_changed_export_is_found_out(verify, export, forge, sentence):
    forged = deepcopy(export)
    forge(forged)

    code, said = verify(forged)

    assert code == 1
    assert sentence in said


def test_a_chain_written_anew_from_the_beginning_does_not_agree_with_a_record_printed_before(verify, document):
    case = the_case()
    anew, _ = chain_of(case)
    rows = [{**_row(link), "detail": {**link.detail, "content": "0" * 64}} for link in anew]
    previous = "0" * 64
    for row in rows:
        row["previous_hash"] = previous
        row["hash"] = previous = _row_hash(row)

    code, said = verify(document, rows)

    assert code == 1
    assert "整体改写" in said


def test_an_act_that_the_record_keeps_back_is_found_in_the_export(verify, document, export):
    forged = deepcopy(document)
    forged["audit"] = [row for row in forged["audit"] if row["detail"]["act"] != 2]

    assert "记录里没有" in verify(forged, export)[1]


@pytest.mark.parametrize("value", ["no json", "{}", "[1]", '[{"seq": 1}]', '{"format": "dutybell-record-1"}'])
def test_what_is_neither_a_record_nor_an_export_is_said_to_be_so(verify, value):
    code, said = verify(value)

    assert code == 2
    assert "读不了" in said


def _row(link) -> dict:
    return {
        "seq": link.seq,
        "at": link.at.isoformat(),
        "actor": link.actor,
        "action": link.action,
        "object": link.subject,
        "detail": link.detail,
    }


def _row_hash(row: dict) -> str:
    entry = Entry(row["actor"], row["action"], row["object"], row["detail"])
    return chain_hash(row["seq"], datetime.fromisoformat(row["at"]), entry, row["previous_hash"])


def _fingerprint(content: dict) -> str:
    return digest(content)
