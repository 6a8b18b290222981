"""A form without a mistake, to be spoilt."""

import tomllib

from domain.forms.expression_checks import check_expressions
from domain.forms.form import Form
from domain.forms.loading import load_form

SOUND = """
key = "travel"
title = "出差申请"
group = "差旅"
prefix = "CC"
words = ["出差"]
starts = "applicant.kind == 'staff'"
name = "{applicant}的出差申请"
summary = ["place", "cost"]

[settings]
limit = 5000

[[fields]]
name = "place"
label = "目的地"
type = "text"
required = true

[[fields]]
name = "cost"
label = "预算"
type = "money"
checks = [{ rule = "cost >= 0", say = "不能是负数" }]

[[fields]]
name = "kind"
label = "类别"
type = "choice"
options = ["国内", "国外"]

[[fields]]
name = "period"
label = "起止时间"
type = "period"

[[fields]]
name = "guide"
label = "带队人"
type = "person"

[[fields]]
name = "rows"
label = "明细"
type = "table"
columns = [{ name = "amount", label = "金额", type = "money" }]

[[fields]]
name = "days"
label = "天数"
type = "computed"
value = "period.days"

[[fields]]
name = "pin"
label = "密码"
type = "secret"

[[steps]]
key = "head"
label = "部门负责人"
who = "department_head"
limit = "8h"
overdue = ["remind", "escalate"]

[[steps]]
key = "finance"
label = "财务"
who = "post:finance"
when = "cost != null && cost > settings.limit"
refuses_to = "head"
"""


def problems_of(text):
    form = load_form("travel.toml", tomllib.loads(text))
    return check_expressions(form, "travel.toml") if isinstance(form, Form) else form
