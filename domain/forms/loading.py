"""A file of content/forms as a form, or everything that is wrong with it. Never raises for what a person can write."""

import re
from collections.abc import Mapping
from dataclasses import replace

from domain.flow.plan import Again
from domain.flow.resolver import Dedupe
from domain.forms.cross_checks import check_references
from domain.forms.document import Document, Section, is_plain, shown
from domain.forms.form import DEDUPE, Booked, Booking, Copy, Form, Setting
from domain.forms.loading_fields import read_fields
from domain.forms.loading_steps import read_steps, who_of
from domain.forms.problems import Problem
from domain.forms.templates import LONGEST_TEMPLATE, Template
from domain.forms.who import CODE
from domain.leave_types import STAFF

LONGEST_TITLE = 20  # characters; a card's heading
LONGEST_LINE = 60
LONGEST_NOTE = 300
MOST_WORDS = 10
LONGEST_WORD = 12
MOST_ROWS_OF_CARD = 10
MOST_SETTINGS = 40
PREFIX = re.compile(r"[A-Z]{1,6}")
SETTING = re.compile(r"[a-z][a-z0-9_]{0,39}")


def load_form(file: str, document: Mapping[str, object]) -> Form | tuple[Problem, ...]:
    """The form of a parsed file, or its problems. Expressions are not compiled here; `check_expressions` does that."""
    found = Document(file)
    section = Section(found, document)
    form = _read(section)
    section.finish()
    check_references(form, found)
    return tuple(found.problems) if found.problems else form


def load_published(file: str, document: Mapping[str, object], version: int) -> Form | tuple[Problem, ...]:
    """The same of a version that was published."""
    form = load_form(file, document)
    return replace(form, version=version) if isinstance(form, Form) else form


def _read(section: Section) -> Form:
    return Form(
        key=_key(section),
        title=section.need("title", LONGEST_TITLE),
        group=section.need("group", LONGEST_WORD),
        prefix=_prefix(section),
        words=section.texts("words", MOST_WORDS, LONGEST_WORD),
        purpose=section.text("purpose", LONGEST_LINE),
        starts=section.condition("starts"),
        name=_name(section),
        summary=section.texts("summary", MOST_ROWS_OF_CARD),
        source=section.text("source", LONGEST_NOTE),
        assumed=section.texts("assumed", longest=LONGEST_NOTE),
        settings=_settings(section),
        fields=read_fields(section),
        steps=read_steps(section),
        books=tuple(_booking(each) for each in section.sections("books")),
        copies=tuple(_copy(each) for each in section.sections("copies")),
        again=section.one_of("again", Again, Again.ALL) or Again.ALL,
    )


def _key(section: Section) -> str:
    key = section.need("key")
    name = section.document.file.rpartition("/")[2].removesuffix(".toml")
    if key and not CODE.fullmatch(key):
        section.complain("key", "应由小写字母、数字和下划线组成，以字母开头，最长 40 个")
    elif key and key != name:
        section.complain("key", f"应与文件名相同：{shown(name)}", f'key = "{shown(name)}"')
    return key


def _prefix(section: Section) -> str:
    prefix = section.text("prefix")
    if prefix and not PREFIX.fullmatch(prefix):
        section.complain("prefix", "应是 1 到 6 个大写字母")
    return prefix


def _name(section: Section) -> Template:
    example = 'name = "{applicant}的出差申请"'
    text = section.text("name", LONGEST_TEMPLATE) or f"{{applicant}}的{section.raw.get('title', '')}"
    template = Template(text)
    if not template.is_sound:
        section.complain("name", "花括号里应是字段名或 applicant，并且成对", example)
    return template


def _settings(section: Section) -> Mapping[str, Setting]:
    settings: dict[str, Setting] = {}
    table = section.table("settings")
    if len(table) > MOST_SETTINGS:
        section.complain("settings", f"最多 {MOST_SETTINGS} 项")
    for name, value in table.items():
        if not SETTING.fullmatch(name):
            section.complain(f"settings.{shown(name)}", "名字应由小写字母、数字和下划线组成", "limit = 5000")
        elif isinstance(value, list) and all(is_plain(each) for each in value):
            settings[name] = tuple(value)
        elif is_plain(value) and isinstance(value, str | int | float):
            settings[name] = value
        else:
            section.complain(f"settings.{name}", "应是数字、文字、true、false 或它们的列表", "limit = 5000")
    if DEDUPE in settings and settings[DEDUPE] not in set(Dedupe):
        section.complain(f"settings.{DEDUPE}", f"只能是 {'、'.join(Dedupe)}", f'{DEDUPE} = "never"')
    return settings


def _booking(section: Section) -> Booking:
    what = section.one_of("what", Booked, None) or Booked.EVENT
    code, who = section.text("code"), section.text("who")
    sources = {name: field for name in SOURCES if (field := section.text(name))}
    words, needed = _NEEDED.get(what, ("", {}))
    for name, example in needed.items():
        if name not in sources:
            section.complain(name, words, f'{name} = "{example}"')
    if what in {Booked.EVENT, Booked.CREDIT} and not CODE.fullmatch(code):
        section.complain("code", "应是小写字母开头的代号", 'code = "contract_signed"')
    if who and what is not Booked.LEAVE:
        section.complain("who", "只有登记假期（leave）才写 who", 'who = "student"')
    section.finish()
    return Booking(what, sources, code, who or STAFF)


SOURCES = ("type", "period", "at", "person", "reason", "days")
_NEEDED: Mapping[Booked, tuple[str, Mapping[str, str]]] = {
    Booked.LEAVE: ("登记假期要写明字段", {"type": "leave_type", "period": "period"}),
    Booked.PUNCH: ("登记打卡要写明字段", {"type": "side", "at": "at"}),
    Booked.CREDIT: ("登记额度要写明天数字段", {"days": "days"}),
    Booked.GATE_PASS: ("登记放行要写明字段", {"period": "period"}),
}


def _copy(section: Section) -> Copy:
    copy = Copy(who=who_of(section), when=section.condition("when"), at=section.text("at") or "end")
    section.finish()
    return copy
