"""A line of TOML for every key of a form's file, shown beside a complaint."""

import re
from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "key": 'key = "travel"',
    "title": 'title = "出差申请"',
    "group": 'group = "差旅"',
    "prefix": 'prefix = "CC"',
    "words": 'words = ["出差", "差旅"]',
    "purpose": 'purpose = "教职工因公外出"',
    "starts": "starts = \"applicant.kind == 'staff'\"",
    "name": 'name = "destination"',
    "summary": 'summary = ["destination", "period"]',
    "source": 'source = "000 第六条"',
    "assumed": 'assumed = ["金额是示例"]',
    "settings": "[settings] 下一行 limit = 5000",
    "fields": '[[fields]] 下一行 name = "destination"',
    "steps": '[[steps]] 下一行 key = "head"',
    "columns": '[[fields.columns]] 下一行 name = "amount"',
    "books": '[[books]] 下一行 what = "leave"',
    "copies": '[[copies]] 下一行 who = "post:hr_attendance"',
    "label": 'label = "目的地"',
    "type": 'type = "text"',
    "required": "required = true",
    "visible": "visible = \"kind == '横向'\"",
    "help": 'help = "写到省市"',
    "options": 'options = ["新增", "更换"]',
    "checks": 'checks = [{ rule = "budget >= 0", say = "金额不能是负数" }]',
    "rule": 'rule = "budget >= 0"',
    "say": 'say = "金额不能是负数"',
    "longest": "longest = 200",
    "decimals": "decimals = 1",
    "value": 'value = "days * 100"',
    "result": 'result = "money"',
    "form": 'form = "class_change"',
    "rows": "rows = 50",
    "kind": 'kind = "approve"',
    "who": 'who = "department_head"',
    "mode": 'mode = "any"',
    "when": 'when = "budget > settings.limit"',
    "together": 'together = "offices"',
    "limit": 'limit = "8h"',
    "overdue": 'overdue = ["remind", "escalate"]',
    "fills": 'fills = ["amount_paid"]',
    "empty": 'empty = "up"',
    "own": 'own = "up"',
    "refuses_to": 'refuses_to = "applicant"',
    "safe": "safe = true",
    "signature": "signature = true",
    "share": "share = 0.5",
    "weights": 'weights = { "post:legal_adviser" = 2 }',
    "veto": 'veto = ["post:president"]',
    "what": 'what = "leave"',
    "period": 'period = "period"',
    "code": 'code = "hr_head"',
    "at": 'at = "end"',
    "departments": 'departments = ["人事处"]',
    "positions": 'positions = ["处长"]',
    "staff_no": 'staff_no = ["T0001"]',
    "aliases": 'aliases = ["人事处"]',
    "posts": '[[posts]] 下一行 code = "hr_head"',
    "kinds": '[[kinds]] 下一行 code = "student"',
    "department_level": "department_level = 1",
    "leads": "leads = true",
}
_LAST = re.compile(r"([A-Za-z_]+)(?:\[\d+\](?:（[^）]*）)?)?$")


def example_of(key: str) -> str:
    """The line for a place such as "steps[2]（vice）.limit"; nothing for one without."""
    found = _LAST.search(key)
    return EXAMPLES.get(found[1], "") if found else ""
