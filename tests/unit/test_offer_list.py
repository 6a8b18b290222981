"""办事 in short: own forms first, a line for each group, numbered as it is read, and never more than a text holds."""

from hypothesis import given
from hypothesis import strategies as st

from domain.forms.form import Form
from domain.forms.loading import LONGEST_TITLE, LONGEST_WORD
from domain.forms.offer_list import RECENT, RECENTLY, SHORT, group_list, short_list
from domain.texts.form_filling import services

LONGEST_TEXT = 2048  # bytes that WeCom shows
PAGE = "https://" + "x" * 140 + "/h5/forms?at=wecom:staff"


def form(key, group="后勤", title="申请"):
    return Form(key=key, title=title, group=group, fields=(), steps=())


def many(groups, each):
    return [form(f"f{g}_{n}", f"分组{g:02}", f"申请{g}号{n}") for g in range(groups) for n in range(each)]


def places(listing):
    return [place for line in listing.lines for place, _ in line.forms]


def test_a_short_list_is_told_whole():
    forms = many(3, 4)

    listing = short_list(forms, ["f2_3"])

    assert len(forms) == SHORT
    assert [line.name for line in listing.lines] == ["分组00", "分组01", "分组02"]
    assert listing.keys == tuple(each.key for each in forms)
    assert listing.cut == ""


def test_of_a_long_one_the_own_come_first_and_each_group_has_one_line():
    listing = short_list(many(4, 8), ["f3_7", "gone", "f0_0"])

    assert [line.name for line in listing.lines] == [RECENTLY, "分组00", "分组01", "分组02", "分组03"]
    assert listing.keys[:3] == ("f3_7", "f0_0", "f0_1")
    assert [line.total for line in listing.lines] == [0, 8, 8, 8, 8]
    text = services(listing, PAGE)
    assert "常用：1 申请3号7、2 申请0号0\n" in text
    assert " 等 8 项\n" in text
    assert "发 办事 加分组看整组，例如 办事 分组00。" in text


def test_a_group_whose_forms_all_came_first_has_no_line_of_its_own():
    forms = [*many(3, 5), form("alone", "资产", "资产处置")]

    assert RECENT == 4
    assert [line.name for line in short_list(forms, ["alone"]).lines] == [RECENTLY, "分组00", "分组01", "分组02"]


def test_a_group_is_told_whole_when_it_is_asked_for():
    listing = group_list(many(4, 8), "分组02")

    assert listing.keys == tuple(f"f2_{n}" for n in range(8))
    assert places(listing) == list(range(1, 9))
    assert "看整组" not in services(listing, "")


GROUPS = st.lists(st.text("甲乙a", min_size=1, max_size=LONGEST_WORD), min_size=1, max_size=60, unique=True)


@given(GROUPS, st.integers(1, 40), st.integers(1, LONGEST_TITLE), st.lists(st.integers(0, 80), max_size=9))
def test_whatever_a_college_offers_the_text_is_one_that_the_platform_shows(names, each, length, used):
    forms = [form(f"k{g}_{n}", group, "单" * length) for g, group in enumerate(sorted(names)) for n in range(each)]

    for listing in (short_list(forms, [forms[n % len(forms)].key for n in used]), group_list(forms, forms[0].group)):
        assert len(services(listing, PAGE).encode()) <= LONGEST_TEXT
        assert places(listing) == list(range(1, len(listing.keys) + 1))
        assert len(set(listing.keys)) == len(listing.keys) > 0
