"""The record on paper: Chinese letters embedded, long tables over pages, nothing typed taken for markup."""

import json
import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from domain.record import Shown
from domain.record_document import document_of, fingerprint_of
from tests.unit.flow_college import CAMPUS
from tests.unit.records import record
from web.record import fonts
from web.record.printing import Paper, print_record

VERIFY = "https://bot.example.edu.cn/h5/verify/1024?code=" + "Ab3-" * 22
PAPER = Paper(campus=CAMPUS, verify=VERIFY)


def png(width: int = 60, height: int = 20) -> bytes:
    """A black picture."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    lines = (b"\0" + b"\0\0\0\xff" * width) * height
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(lines)) + part(b"IEND", b"")


def printable(**changes):
    """The contract's record with a picture for a signature that can really be drawn."""
    drawn = record(**changes)
    route = tuple(
        replace(stop, places=tuple(replace(p, picture=png() if p.picture else b"") for p in stop.places))
        for stop in drawn.route
    )
    return replace(drawn, route=route)


def pages_of(body: bytes) -> list[str]:
    """Each page's text without what only lays it out."""
    return ["".join(page.extract_text().replace("\u200b", "").split()) for page in PdfReader(BytesIO(body)).pages]


def fonts_of(body: bytes) -> list[dict]:
    """What describes each font of the file."""
    found = (page["/Resources"]["/Font"].get_object() for page in PdfReader(BytesIO(body)).pages)
    each = [font.get_object() for fonts_ in found for font in fonts_.values()]
    return [font["/DescendantFonts"][0].get_object() for font in each]


@pytest.fixture(scope="module")
def paper() -> bytes:
    return print_record(printable(), PAPER)


def test_the_paper_shows_the_campus_the_request_and_who_decided(paper):
    text = "".join(pages_of(paper))

    for words in (
        "示例职业技术学院",
        "合同会签",
        "单号HT-1024",
        "已通过",
        "李雷",
        "1,234,567.89元",
        "王主任",
        "同意。",
    ):
        assert words in text
    assert fingerprint_of(record()) in text
    assert f"打印时审计链到第{record().head.seq}条" in text


def test_every_font_is_embedded_and_only_what_is_needed_of_it(paper):
    described = fonts_of(paper)

    assert described
    assert all("/FontFile3" in f["/FontDescriptor"] or "/FontFile2" in f["/FontDescriptor"] for f in described)
    assert all(f["/BaseFont"][7] == "+" for f in described)  # ABCDEF+Name: a subset
    assert len(paper) < 400_000


def test_the_paper_is_an_archival_file_that_carries_the_record_for_machines(paper):
    reader = PdfReader(BytesIO(paper))

    assert b"<pdfaid:part>3</pdfaid:part>" in reader.xmp_metadata.stream.get_data().replace(b'"', b"")
    (attached,) = reader.attachments["HT-1024.json"]
    assert json.loads(attached) == json.loads(json.dumps(document_of(printable(), VERIFY)))


def test_the_same_record_gives_the_same_file(paper):
    assert print_record(printable(), PAPER) == paper


def test_what_somebody_typed_is_shown_as_typed(paper):
    assert "某研究所#settext(red)*粗*<b>" in "".join(pages_of(paper))


def test_a_long_table_goes_on_over_pages_with_its_heading_and_pages_are_counted():
    rows = tuple((f"第{place}项", "说明" * 9, f"{place},000.00 元") for place in range(1, 101))
    table = Shown(label="明细", columns=("物品名称", "用途说明", "预计金额"), rows=rows)

    pages = pages_of(print_record(replace(printable(), fields=(table,)), PAPER))

    with_rows = [page for page in pages if "000.00元" in page]
    assert len(with_rows) > 2
    assert all("物品名称用途说明预计金额" in page for page in with_rows)
    assert "第100项" in "".join(pages)
    assert f"第2页共{len(pages)}页" in pages[1]


def test_letters_without_an_end_stay_inside_their_cell():
    endless = Shown(label="网址", text="https://example.org/" + "x" * 4000)

    pages = pages_of(print_record(replace(printable(), fields=(endless,)), PAPER))

    assert "".join(pages).count("x") >= 4000


@pytest.mark.parametrize("sign", ["\U000fffff", "\ue000", "\ufffe", "\x01", "\u202e"])
def test_a_sign_that_no_font_has_does_not_keep_the_paper_from_being_printed(sign):
    rare = replace(printable(), title=f"李{sign}的合同")

    assert "李雷" in "".join(pages_of(print_record(rare, PAPER)))


def test_what_was_left_out_by_right_is_told_on_the_paper():
    assert "另有1项内容按权限不在此列出" in "".join(pages_of(print_record(printable(without=("amount",)), PAPER)))


@pytest.mark.parametrize("logo", [png(), b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'])
def test_the_campus_may_put_its_logo_on_the_letterhead(logo):
    assert print_record(printable(), Paper(campus=CAMPUS, verify=VERIFY, logo=logo)).startswith(b"%PDF")


def test_a_machine_without_chinese_letters_is_told_what_to_install():
    with pytest.raises(fonts.FontMissing, match="fonts-noto-cjk"):
        fonts.faces_among(fonts.find_faces().found, ["DejaVu Sans Mono", "Libertinus Serif"])


def test_one_kind_of_chinese_letters_stands_in_for_the_other():
    faces = fonts.faces_among(fonts.find_faces().found, ["PingFang SC"])

    assert faces.serif == faces.sans == ("PingFang SC",)
