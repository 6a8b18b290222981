"""A file of content/duties/, read: the duties of one department, or every mistake with its place."""

import re
from collections.abc import Mapping

from domain.duties.duty import USUAL_POLICY, Duty, Owed
from domain.duties.rule_reading import EXAMPLE, rule_in
from domain.duties.rules import PeriodicUnspecified, Rule
from domain.forms.document import Document, Section, repeated, shown
from domain.forms.problems import Problem
from domain.forms.who import CODE as POST_CODE

MOST_DUTIES = 2000  # of one department; the largest of the sample has 244
LONGEST_CODE = 40
LONGEST_TITLE = 60
LONGEST_NAME = 40
LONGEST_NOTE = 300
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.()#~_-]*")
STAND_IN = PeriodicUnspecified(word="")  # where a rule cannot be read; the complaint keeps it from being used


def load_duties(file: str, raw: Mapping[str, object]) -> tuple[Duty, ...] | tuple[Problem, ...]:
    """The duties of a parsed file in their order, or everything that is wrong with it."""
    document = Document(file)
    section = Section(document, raw)
    department = section.need("department", LONGEST_NAME)
    found = tuple(duty_in(each, department) for each in section.sections("duties", MOST_DUTIES))
    section.finish()
    for code in repeated([duty.code for duty in found if duty.code]):
        document.complain("duties", f"有两项职责的编号都是 {shown(code)}", 'code = "004-JX-1.1.5~2"')
    return tuple(document.problems) if document.problems else found


def duty_in(section: Section, department: str) -> Duty:
    """One duty of a file. Slips are kept in the document."""
    code = section.need("code", LONGEST_CODE)
    if code and not CODE.fullmatch(code):
        section.complain("code", "只能用字母、数字和 . ( ) # ~ _ -，不能有空格", 'code = "004-JX-1.1.5"')
    duty = Duty(
        code=code,
        department=department,
        section=section.text("section", LONGEST_NAME),
        post=_post(section, "post") or "",
        title=section.need("title", LONGEST_TITLE),
        rule=_rule(section),
        evidence=section.text("evidence", LONGEST_NOTE),
        measure=section.text("measure", LONGEST_NOTE),
        checker=_post(section, "checker") if section.has("checker") else None,
        policy=section.text("policy", LONGEST_NAME) or USUAL_POLICY,
        owed=section.one_of("owed", Owed, Owed.SHARED) or Owed.SHARED,
        form=section.need("form", LONGEST_NAME) if section.has("form") else None,
        source=section.text("source", LONGEST_NOTE),
        note=section.text("note", LONGEST_NOTE),
    )
    section.finish()
    return duty


def _post(section: Section, key: str) -> str | None:
    code = section.need(key, LONGEST_NAME)
    if code and not POST_CODE.fullmatch(code):
        section.complain(key, "应是 posts.toml 里岗位的代号", f'{key} = "teaching_head"')
    return code


def _rule(section: Section) -> Rule:
    if not section.has("rule"):
        section.raw_value("rule")
        section.complain("rule", "缺少这一项", EXAMPLE)
        return STAND_IN
    table = section.table("rule")
    return (rule_in(Section(section.document, table, section.at("rule"))) or STAND_IN) if table else STAND_IN
