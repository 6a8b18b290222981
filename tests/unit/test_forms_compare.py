"""Two versions of a form compared in words."""

import tomllib

import pytest

from domain.forms.compare import compare
from domain.forms.form import Form
from domain.forms.loading import load_form
from tests.unit.sound_form import SOUND


def changes(right="", wrong=""):
    old, new = (load_form("travel.toml", tomllib.loads(text)) for text in (SOUND, SOUND.replace(right, wrong, 1)))
    assert isinstance(old, Form)
    assert isinstance(new, Form), new
    return compare(old, new)


def test_the_same_form_has_no_change():
    assert changes() == ()


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('title = "出差申请"', 'title = "公务出差"', "表单的名称由“出差申请”改为“公务出差”。"),
        (
            'title = "出差申请"',
            'title = "出差申请"\nagain = "changed"',
            "表单的退回以后由“各步都再审”改为“只再审看到改动的步骤”。",
        ),
        ("limit = 5000", "limit = 8000", "设置 limit 由“5000”改为“8000”。"),
        ("limit = 5000", "limit = 5000\nmore = true", "设置 more 由“无”改为“是”。"),
        ("required = true", "required = false", "字段“目的地”的必填由“是”改为“否”。"),
        ('"国内", "国外"', '"国内", "境外"', "字段“类别”的选项由“国内、国外”改为“国内、境外”。"),
        ('limit = "8h"', 'limit = "2d"', "步骤“部门负责人”的时限由“8 小时”改为“2 个工作日”。"),
        ('who = "department_head"', 'who = "leader:1"', "步骤“部门负责人”的办理人由“部门负责人”改为“直属领导”。"),
        (
            'refuses_to = "head"',
            'refuses_to = "applicant"',
            "步骤“财务”的驳回时由“部门负责人”改为“退回申请人”。",
        ),
        ('name = "guide"', 'name = "leader"', "新增字段“带队人”。"),
        ('name = "guide"', 'name = "leader"', "删去字段“带队人”。"),
        ('refuses_to = "head"', '[[copies]]\nwho = "role:hr"', "新增抄送：办结时给角色 hr。"),
        (
            'refuses_to = "head"',
            '[[books]]\nwhat = "leave"\ntype = "kind"\nperiod = "period"',
            "新增登记：假期 type=类别、period=起止时间。",
        ),
    ],
)
def test_a_change_is_one_sentence(right, wrong, sentence):
    assert sentence in changes(right, wrong)


def test_another_order_of_steps_is_told():
    head, first, second = SOUND.split("[[steps]]")
    document = "[[steps]]".join((head, second.replace('refuses_to = "head"', ""), first))
    old, new = (load_form("travel.toml", tomllib.loads(text)) for text in (SOUND, document))

    assert isinstance(old, Form)
    assert isinstance(new, Form), new
    assert "步骤的先后改为：财务、部门负责人。" in compare(old, new)
