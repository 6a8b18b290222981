"""How names may be typed."""

import pytest

from domain.name_forms import forms_of, typed_form


def is_found(typed: str, name: str) -> bool:
    return any(form.startswith(typed_form(typed)) for form in forms_of(name))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张三丰", "张三丰 张三 三丰 zhangsanfeng zhangsan ZhangSan zhang-sanfeng zsf zs ＺＳ 張三豐"),
        ("曾小贤", "zengxiaoxian zxx cengxiaoxian"),
        ("单田芳", "shantianfang dantianfang stf"),
        ("吕布", "lvbu lyubu lübu lb"),
        ("張偉", "张伟 zhangwei 张"),
        ("欧阳婷婷", "ouyangtingting oytt 婷婷 欧阳 tingting"),
        ("尉迟恭", "yuchigong ycg weichigong"),
        ("阿卜杜拉·热合曼", "阿卜杜拉 热合曼 阿卜杜拉热合曼 abodula abdl"),
        ("John Smith", "john smith johnsmith JOHN"),
        ("王O'Neil", "王oneil wangoneil"),
        ("乐乐", "yuele"),
    ],
)
def test_a_name_is_found_by(name: str, typed: str):
    for each in typed.split():
        assert is_found(each, name), each


@pytest.mark.parametrize(("name", "typed"), [("张三丰", "丰"), ("张三丰", "feng"), ("张三丰", "李"), ("李雷", "雷")])
def test_a_name_is_not_found_by(name: str, typed: str):
    assert not is_found(typed, name)


@pytest.mark.parametrize("said", ["", " ", "·", "!?", "'; --", "%", "_"])
def test_what_has_no_letter_is_nobodys_name(said: str):
    assert typed_form(said) == ""
    assert forms_of(said) == frozenset()


def test_a_name_that_is_far_too_long_has_few_forms():
    assert len(forms_of("长" * 5000)) < 50
