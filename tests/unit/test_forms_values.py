"""What people type becomes one kept value, is shown so that it can be typed again, and stays what they wrote."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forms.expressions import FALSE, TRUE
from domain.forms.fields import Field, FieldType
from domain.forms.pages import read_page
from domain.forms.showing import show
from domain.forms.templates import Template
from domain.forms.typed import Moment, Named, read_typed
from domain.forms.values import BadValue, is_empty, stored
from domain.shift import Shift
from tests.thorough import examples

CAMPUS = ZoneInfo("Asia/Shanghai")
MOMENT = Moment(
    now=datetime(2026, 11, 25, 10, tzinfo=CAMPUS),  # a Wednesday
    shift=Shift(),
    people=(Named(1, ("张三", "T0001"), "教务处"), Named(2, ("李四",), "教务处"), Named(3, ("李四",), "人事处")),
    departments=(Named(7, ("组织部（人事处）", "人事处")), Named(8, ("科研/学报",))),
)


def a_field(kind, **more):
    return Field(name="it", label="它", type=FieldType(kind), **more)


def typed(kind, text, **more):
    return read_typed(a_field(kind, **more), text, MOMENT)


@pytest.mark.parametrize(
    ("kind", "text", "kept", "shown"),
    [
        ("text", "  北京 <b>上海</b>\u202e  ", "北京 <b>上海</b>", "北京 <b>上海</b>"),
        ("long_text", "一\r\n二\x00", "一\n二", "一\n二"),
        ("number", "１２", 12, "12"),
        ("number", "1,200 个", 1200, "1200"),
        ("money", "￥1,200.5元", 120_050, "1,200.50 元"),
        ("money", "1.2万", 1_200_000, "12,000.00 元"),
        ("money", "-3", -300, "-3.00 元"),
        ("date", "2026年11月25日", "2026-11-25", "2026-11-25 周三"),
        ("date", "明天", "2026-11-26", "2026-11-26 周四"),
        ("date", "昨天", "2026-11-24", "2026-11-24 周二"),
        ("date", "下周日", "2026-12-06", "2026-12-06 周日"),
        ("datetime", "11月29日晚上8点半", "2026-11-29T12:30:00+00:00", "2026-11-29 20:30"),
        ("datetime", "9点", "2026-11-25T01:00:00+00:00", "2026-11-25 09:00"),
        ("date", "1998/2/28", "1998-02-28", "1998-02-28 周六"),
        ("time", "下午3点半", "15:30", "15:30"),
        ("time", "8：05", "08:05", "08:05"),
        ("datetime", "2026-11-25 08:30", "2026-11-25T00:30:00+00:00", "2026-11-25 08:30"),
        ("datetime", "明天下午3点", "2026-11-26T07:00:00+00:00", "2026-11-26 15:00"),
        ("month", "2026年9月", "2026-09", "2026-09"),
        ("month", "上个月", "2026-10", "2026-10"),
        ("yes_no", "需要", True, "是"),
        ("yes_no", "没有。", False, "否"),
        ("person", "t0001", {"id": 1, "name": "张三"}, "张三"),
        ("department", "人事处", {"id": 7, "name": "组织部（人事处）"}, "组织部（人事处）"),
        (
            "departments",
            "科研/学报、人事处",
            [{"id": 8, "name": "科研/学报"}, {"id": 7, "name": "组织部（人事处）"}],
            "科研/学报、组织部（人事处）",
        ),
        ("reference", "CC-1024", 1024, "1024"),
        ("secret", "abc", "abc", "（保密，不显示）"),
    ],
)
def test_what_is_typed_is_kept_in_one_spelling_and_shown_in_chinese(kind, text, kept, shown):
    value = typed(kind, text)

    assert value == kept
    assert show(a_field(kind), value, CAMPUS) == shown


def test_a_period_is_two_instants_whichever_way_it_is_said():
    spoken, written = typed("period", "明天下午"), typed("period", "2026-11-26 14:00 至 2026-11-26 18:00")

    assert spoken == written == {"start": "2026-11-26T06:00:00+00:00", "end": "2026-11-26T10:00:00+00:00"}


def test_choices_are_taken_by_text_by_number_and_by_their_beginning():
    options = ("国内、省内", "国内", "国外")

    assert typed("choice", "3", options=options) == "国外"
    assert typed("choice", "国内", options=options) == "国内"
    assert typed("choices", "国内、省内、国外", options=options) == ["国内、省内", "国外"]
    assert typed("choices", "1 3", options=options) == ["国内、省内", "国外"]


def test_a_table_is_read_line_by_line():
    columns = (Field(name="what", label="品名", type=FieldType.TEXT, required=TRUE), a_field("money"))

    assert typed("table", "桌子 | 1200\n椅\\|凳 | 3.5元", columns=columns) == [
        {"what": "桌子", "it": 120_000},
        {"what": "椅|凳", "it": 350},
    ]


@pytest.mark.parametrize(
    ("kind", "text", "cause"),
    [
        ("number", "很多", "请写数字"),
        ("number", "1.5", "应是整数"),
        ("number", "9" * 14, "太大"),
        ("money", "1.005", "最多到分"),
        ("date", "2026-02-30", "没有这一天"),
        ("date", "2026-11-25 周四", "是周三，不是周四"),
        ("date", "某一天", "例如 2026-11-25"),
        ("time", "25:00", "没有这个时刻"),
        ("datetime", "明天", "几点"),
        ("period", "2026-11-26 18:00 至 2026-11-26 14:00", "结束要晚于开始"),
        ("month", "13月", "例如 2026-11"),
        ("choice", "丙", "1 甲、2 乙"),
        ("yes_no", "也许", "“是”或“否”"),
        ("person", "王五", "没有找到叫“王五”的人"),
        ("person", "李四", "李四（教务处）、李四（人事处）"),
        ("reference", "没有号", "编号"),
        ("attachment", "文件", "直接发送文件"),
        ("computed", "3", "自动计算"),
        ("text", "长" * 201, "最长 200 个字"),
    ],
)
def test_what_cannot_be_understood_says_why_and_what_to_type(kind, text, cause):
    with pytest.raises(BadValue, match="“它”没有填") as refused:
        typed(kind, text, options=("甲", "乙") if kind == "choice" else ())

    assert cause in str(refused.value)


def test_nothing_is_nothing_and_several_of_nothing_are_none():
    assert typed("text", " ") is None
    assert typed("number", "无", required=FALSE) is None
    assert typed("choices", "", options=("甲",)) == []


def test_a_page_sends_campus_time_ids_and_rows():
    columns = (a_field("money"),)
    page = {"it.start": ["2026-11-26T14:00"], "it.end": ["2026-11-26T18:00"], "it.0.it": ["12"], "it.2.it": ["3.5"]}

    assert read_page(a_field("period"), page, MOMENT) == typed("period", "明天下午")
    assert read_page(a_field("table", columns=columns), page, MOMENT) == [{"it": 1200}, {"it": 350}]
    assert read_page(a_field("people"), {"it": ["1", "3"]}, MOMENT) == [
        {"id": 1, "name": "张三"},
        {"id": 3, "name": "李四"},
    ]
    assert read_page(a_field("yes_no"), {"it": ["no"]}, MOMENT) is False
    with pytest.raises(BadValue):
        read_page(a_field("person"), {"it": ["99"]}, MOMENT)


FIRST_INSTANT = datetime(2000, 1, 2, tzinfo=UTC)
INSTANTS = st.integers(0, 50_000_000).map(lambda minutes: (FIRST_INSTANT + timedelta(minutes=minutes)).isoformat())
OPTIONS = ("甲", "乙、丙", "乙", "丁 戊", "1")
COLUMNS = (
    Field(name="a", label="甲", type=FieldType.TEXT),
    Field(name="b", label="乙", type=FieldType.MONEY),
    Field(name="c", label="丙", type=FieldType.YES_NO),
)


def periods():
    return st.tuples(INSTANTS, st.integers(1, 10_000)).map(
        lambda pair: {
            "start": pair[0],
            "end": (datetime.fromisoformat(pair[0]) + timedelta(minutes=pair[1])).isoformat(),
        }
    )


def rows():
    row = st.fixed_dictionaries({"a": st.text(max_size=12), "b": st.integers(-(10**9), 10**9), "c": st.booleans()})
    return st.lists(row, min_size=1, max_size=4)


GIVEN = {
    a_field("text"): st.text(max_size=60),
    a_field("long_text", longest=5000): st.text(max_size=60),
    a_field("number"): st.integers(-(10**11), 10**11),
    a_field("number", decimals=2): st.integers(-(10**9), 10**9).map(lambda n: n / 100),
    a_field("money"): st.integers(-(10**13), 10**13),
    a_field("date"): st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
    a_field("time"): st.times().map(lambda t: f"{t:%H:%M}"),
    a_field("datetime"): INSTANTS,
    a_field("period"): periods(),
    a_field("choice", options=OPTIONS): st.sampled_from(OPTIONS),
    a_field("choices", options=OPTIONS): st.lists(st.sampled_from(OPTIONS), min_size=1),
    a_field("yes_no"): st.booleans(),
    a_field("month"): st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda d: f"{d:%Y-%m}"),
    a_field("reference"): st.integers(1, 10**17),
    a_field("person"): st.just({"id": 1, "name": "张三"}),
    a_field("departments"): st.just([{"id": 8, "name": "科研/学报"}, {"id": 7, "name": "组织部（人事处）"}]),
    a_field("table", columns=COLUMNS): rows(),
}


@pytest.mark.parametrize("field", GIVEN, ids=lambda field: f"{field.type}-{field.decimals}")
def test_what_is_kept_can_be_shown_typed_and_kept_again(field):
    @settings(max_examples=examples(60), deadline=None)
    @given(GIVEN[field])
    def holds(value):
        kept = stored(field, value)
        assert stored(field, json.loads(json.dumps(kept))) == kept
        if is_empty(kept):
            return
        shown = show(field, kept, CAMPUS)
        again = read_typed(field, shown, MOMENT) if shown else kept
        # In a chat 无 and 略 mean nothing, so a text that says only that is nothing too.
        assert again == kept or is_empty(again) or field.type is FieldType.TABLE

    holds()


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(list(FieldType)), st.text(max_size=80))
def test_whatever_is_typed_is_kept_or_refused_in_words(kind, text):
    field = a_field(kind, options=("甲",), columns=COLUMNS)

    with suppress(BadValue):
        value = read_typed(field, text, MOMENT)
        assert stored(field, value) == value
        assert isinstance(show(field, value, CAMPUS), str)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.sampled_from(list(FieldType)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "start", "end", "a"]), inner)
        ),
        max_leaves=8,
    ),
)
def test_whatever_json_is_sent_is_kept_or_refused_in_words(kind, value):
    field = a_field(kind, options=("甲",), columns=COLUMNS)

    with suppress(BadValue):
        kept = stored(field, value)
        assert stored(field, json.loads(json.dumps(kept))) == kept


def test_a_hostile_text_stays_text():
    hostile = "<script>alert(1)</script> @all {applicant} [x](http://x) {{7*7}} '; drop table forms;--"

    kept = typed("text", hostile)

    assert kept == hostile == show(a_field("text"), kept, CAMPUS)
    assert Template("{applicant}的{it}").fill({"applicant": "{it}", "it": hostile}.__getitem__) == f"{{it}}的{hostile}"
