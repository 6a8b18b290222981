"""The code on the paper: nobody can make one up, and it tells whether the paper still says what is so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.ids import RequestNo
from domain.record_document import fingerprint_of
from domain.record_drawing import draw_up
from tests.unit.flow_college import CAMPUS, NOW
from tests.unit.records import FORM, gathered, reader, record
from web.record.code import Codes, bits_of, drawn, names_of
from web.record.verdict import verdict_of

NO = RequestNo(1024)
CODES = Codes(b"s" * 32)


def code_of(printed, at=NOW + timedelta(days=2)) -> str:
    return CODES.make(NO, at, fingerprint_of(printed), bits_of(FORM, printed.seen))


def test_a_code_says_what_was_printed_when_and_which_fields_were_on_it():
    printed = record(without=("amount",))

    certified = CODES.read(NO, code_of(printed))

    assert certified.printed_at == NOW + timedelta(days=2)
    assert names_of(FORM, certified.fields) == frozenset(FORM.by_name) - {"amount"}
    assert certified.covers(fingerprint_of(printed))
    assert not certified.covers(fingerprint_of(record()))


@pytest.mark.parametrize(
    "forge",
    [
        lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"),
        lambda code: "A" + code[1:],
        lambda code: code[:40],
        lambda code: code + "AAAA",
        lambda code: code + "=",
        lambda code: code * 9,
        lambda _: "",
        lambda _: "编号",
        lambda _: Codes(b"t" * 32).make(NO, NOW, "ab" * 32, b""),
    ],
)
def test_a_code_that_somebody_made_up_or_changed_is_none_of_ours(forge):
    assert CODES.read(NO, forge(code_of(record()))) is None


def test_the_code_of_one_request_is_worth_nothing_for_another():
    assert CODES.read(RequestNo(1025), code_of(record())) is None


def test_a_paper_that_still_says_what_is_so_is_confirmed_with_who_decided():
    printed = record()

    verdict = verdict_of(printed, CODES.read(NO, code_of(printed)), CAMPUS)

    assert verdict.is_same
    assert verdict.heading == "与系统中的记录一致"
    assert ("部门负责人审批", "王主任 同意 2030-03-04 10:39") in verdict.decided
    assert verdict.since == ()


def test_a_paper_after_which_something_was_decided_is_said_to_be_outdated_and_by_whom():
    kept = gathered()
    halfway = replace(kept, case=replace(kept.case, history=kept.case.history[:-1]))
    code = code_of(draw_up(halfway, reader()), at=NOW + timedelta(hours=1))

    verdict = verdict_of(record(), CODES.read(NO, code), CAMPUS)

    assert not verdict.is_same
    assert verdict.since == ("2030-03-05 11:14 赵书记 同意",)


def test_the_picture_to_scan_is_black_on_nothing_but_the_paper_and_has_no_script():
    picture = drawn(f"https://bot.example.edu.cn/h5/verify/1024?code={code_of(record())}")

    assert picture.startswith("<svg")
    assert "script" not in picture
