"""A form's page holds what is kept: whatever is shown in its inputs is read back as the same value."""

import struct
import tomllib
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.forms.completeness import asked_for
from domain.forms.conditions import Facts, Now, work_out
from domain.forms.expressions import TRUE
from domain.forms.fields import LARGEST_FEN, LARGEST_NUMBER, Field, FieldType
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.samples import typical_values
from domain.forms.typed import Moment, Named
from domain.shift import Shift
from domain.signature import is_signature
from web.h5.finding import fitting
from web.h5.sheet.entries import Contents, Shape, lay_out
from web.h5.sheet.reading import read_sheet
from web.h5.sheet.texts import texts_of

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=CAMPUS)
PEOPLE = (
    Named(1, ("李雷", "T0001"), "信息中心"),
    Named(2, ("李雷", "T0002"), "教务处"),
    Named(3, ("欧阳建国", "T0003"), "教务处"),
)
DEPARTMENTS = (Named(1, ("信息中心",)), Named(2, ("人事处", "组织部（人事处）")))
MOMENT = Moment(now=NOW, shift=Shift(), people=PEOPLE, departments=DEPARTMENTS)
SOMEBODY = (Named(1, ("某某",)),)
ANYBODY = Moment(now=NOW, shift=Shift(), people=SOMEBODY, departments=SOMEBODY)
FILES = sorted((Path(__file__).parents[2] / "content" / "forms").glob("*.toml"))
COMPUTED_OR_BROUGHT = {FieldType.COMPUTED, FieldType.ATTACHMENT, FieldType.PICTURE, FieldType.SECRET}

minutes = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - made aware right away
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)


def field_of(kind: FieldType, **more: object) -> Field:
    return Field(name="it", label="内容", type=kind, required=TRUE, **more)


def read_back(field: Field, value: object) -> object:
    read = read_sheet([field], texts_of([field], {field.name: value}, CAMPUS), {}, MOMENT)
    assert read.errors == {}
    return read.values[field.name]


@given(at=minutes, length=st.integers(1, 500_000))
def test_instants_and_periods_come_back_to_the_minute(at, length):
    period = {"start": at.isoformat(), "end": (at + timedelta(minutes=length)).isoformat()}

    assert read_back(field_of(FieldType.DATETIME), at.isoformat()) == at.isoformat()
    assert read_back(field_of(FieldType.PERIOD), period) == period


@given(fen=st.integers(-LARGEST_FEN, LARGEST_FEN), number=st.integers(-LARGEST_NUMBER, LARGEST_NUMBER), text=words)
def test_amounts_numbers_and_words_come_back_as_they_were(fen, number, text):
    assert read_back(field_of(FieldType.MONEY), fen) == fen
    assert read_back(field_of(FieldType.NUMBER), number) == number
    assert read_back(field_of(FieldType.TEXT), text) == text


@given(rows=st.lists(st.fixed_dictionaries({"what": words, "cost": st.integers(0, 10**9)}), min_size=1, max_size=5))
def test_rows_of_a_table_come_back_in_their_order(rows):
    columns = (field_of(FieldType.TEXT), field_of(FieldType.MONEY))
    named = tuple(
        Field(name=name, label=each.label, type=each.type, required=TRUE)
        for name, each in zip(("what", "cost"), columns, strict=True)
    )

    assert read_back(field_of(FieldType.TABLE, columns=named), rows) == rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_form_has_a_page_that_reads_back_what_it_shows(path):
    form = load_form(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    assert isinstance(form, Form)
    fields = [each for each in asked_for(form) if each.type not in COMPUTED_OR_BROUGHT]
    values = {name: value for name, value in typical_values(form).items() if form.by_name[name] in fields}
    given_texts = texts_of(fields, values, CAMPUS)

    read = read_sheet(fields, given_texts, {}, ANYBODY)
    filled = work_out(form, values, Facts(), Now(NOW, WorkCalendar()))
    sheet = lay_out(form, fields, Contents(given=given_texts, filled=filled, moment=ANYBODY))

    assert read.errors == {}
    assert dict(read.values) == values
    assert [entry.name for entry in sheet.entries] == [field.name for field in fields]


def test_a_typed_name_is_looked_up_and_one_that_two_people_have_is_asked_back():
    field = field_of(FieldType.PEOPLE)

    chosen = read_sheet([field], {"it": ["3"], "it.find": ["T0002"]}, {}, MOMENT)
    unclear = read_sheet([field], {"it": ["3"], "it.find": ["李雷"]}, {}, MOMENT)

    assert chosen.values["it"] == [{"id": 3, "name": "欧阳建国"}, {"id": 2, "name": "李雷"}]
    assert "有 2 个：李雷（信息中心）、李雷（教务处），请改写工号" in unclear.errors["it"]


def test_somebody_who_is_no_candidate_cannot_be_sent_in_by_number():
    read = read_sheet([field_of(FieldType.PERSON)], {"it": ["77"]}, {}, MOMENT)

    assert read.errors == {"it": "“内容”没有填：请从列表里重新选择。"}


def test_a_secret_that_is_left_empty_stays_and_is_never_sent_to_the_browser():
    field = field_of(FieldType.SECRET)

    left = read_sheet([field], {"it": [""]}, {"it": "不能说的"}, MOMENT)
    changed = read_sheet([field], {"it": ["新的"]}, {"it": "不能说的"}, MOMENT)

    assert texts_of([field], {"it": "不能说的"}, CAMPUS) == {}
    assert left.values["it"] == "不能说的"
    assert changed.values["it"] == "新的"


def test_what_does_not_fit_keeps_its_sentence_and_the_value_from_before():
    read = read_sheet([field_of(FieldType.MONEY)], {"it": ["很多"]}, {"it": 100}, MOMENT)

    assert read.errors["it"] == "“内容”没有填：没有看懂，请写金额，例如 1200.50。"
    assert read.values["it"] == 100


def test_a_name_is_found_by_its_beginning_before_its_middle():
    found = fitting([Named(1, ("张建国",)), Named(2, ("建军",)), Named(3, ("王芳",))], "建")

    assert [each.names[0] for each in found] == ["建军", "张建国"]


def test_many_options_are_a_list_and_few_are_seen_at_once():
    few, many = (field_of(FieldType.CHOICE, options=tuple(map(str, range(count)))) for count in (3, 9))
    form = Form(key="x", title="x", group="x", fields=(few,), steps=())
    contents = Contents(given={}, filled=work_out(form, {}, Facts(), Now(NOW, WorkCalendar())), moment=MOMENT)

    shapes = [entry.shape for entry in lay_out(form, [few, many], contents).entries]

    assert shapes == [Shape.TILES, Shape.LIST]


def picture(width: int = 40, height: int = 20, ink: bytes = b"\x16\x21\x1f\xff", colour: int = 6) -> bytes:
    """A PNG in which the first two lines are drawn."""
    lines = [b"\0" + (ink if y < 2 else b"\0\0\0\0") * width for y in range(height)]
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*each) for each in parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_drawing_is_a_signature_and_an_empty_one_is_none():
    assert is_signature(picture())
    assert not is_signature(picture(ink=b"\0\0\0\0"))


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        picture()[:-20],
        picture() + b"x",
        picture().replace(b"IDAT", b"JDAT"),
        picture(colour=2),
        picture(width=3000, height=1),
        b"GIF89a" + picture(),
        picture() + bytes(200_000),
    ],
    ids=["nothing", "a head alone", "cut off", "more behind", "broken", "no canvas", "too wide", "other", "too large"],
)
def test_what_is_no_drawing_of_our_page_is_no_signature(bad):
    assert not is_signature(bad)
