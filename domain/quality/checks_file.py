"""content/checks/*.toml as checks, or everything that is wrong with a file and where."""

import re
from collections.abc import Mapping
from string import Formatter
from urllib.parse import urlsplit

from domain.forms.document import Document, Section, meant, repeated, shown
from domain.forms.expressions import Expression, problem_of
from domain.forms.posts import Posts
from domain.forms.problems import Problem
from domain.quality.check import (
    HEAD,
    PERSON,
    POST,
    RESERVED,
    SYSTEM,
    Against,
    Check,
    FromDirectory,
    FromFile,
    FromHttp,
    FromSql,
    Kind,
    Question,
    Rhythm,
    Source,
    Table,
)
from domain.quality.refused_sql import refusal_of
from domain.quality.system import Registry
from domain.quality.systems_file import LONGEST_NAME, code_of

MOST_CHECKS = 100  # of one file
MOST_COLUMNS = 60
LONGEST_SQL = 10_000  # characters
LONGEST_SENTENCE = 200  # of what is said of a row
LONGEST_URL = 500
MOST_DAYS = 4000
MOST_LEAST = 1_000_000
MOST_OPTIONS = 20
TODAY = "today"  # besides the columns, what a rule may use
COLUMN = re.compile(r"[^\W\d]\w{0,59}")  # an uploaded file may head its columns in Chinese
NEEDS_COLUMN = frozenset({Kind.MISSING, Kind.STALE, Kind.CODE, Kind.DIFFERS})


def load_checks(
    file: str, raw: Mapping[str, object], *, registry: Registry, posts: Posts
) -> tuple[Check, ...] | tuple[Problem, ...]:
    """The checks of a parsed file, or all of its mistakes; never a part of either."""
    document = Document(file)
    root = Section(document, raw)
    checks: list[Check] = []
    for section in root.sections("checks", MOST_CHECKS):
        checks.append(check_from(section))
        _look_up(section, checks[-1], registry, posts)
    root.finish()
    for key in repeated([each.key for each in checks if each.key]):
        document.complain("checks", f"有两个检查的 key 都是 {shown(key)}", 'key = "another"')
    return tuple(document.problems) if document.problems else tuple(checks)


def check_from(section: Section) -> Check:
    """One check; what it names outside of itself is not looked up."""
    kind = section.one_of("kind", Kind, None) or Kind.FOUND
    check = Check(
        key=code_of(section, "key"),
        title=section.need("title", LONGEST_NAME),
        system=section.need("system", LONGEST_NAME),
        kind=kind,
        source=_source(section, "source"),
        columns=section.texts("columns", MOST_COLUMNS, LONGEST_NAME),
        row=section.need("row", LONGEST_NAME),
        say=section.need("say", LONGEST_SENTENCE),
        owner=section.text("owner", LONGEST_NAME) or SYSTEM,
        rhythm=section.one_of("rhythm", Rhythm, Rhythm.DAILY) or Rhythm.DAILY,
        person=section.text("person", LONGEST_NAME),
        department=section.text("department", LONGEST_NAME),
        column=section.text("column", LONGEST_NAME),
        days=section.whole("days", 0, 0, MOST_DAYS),
        codes=frozenset(section.texts("codes", 2000)),
        rule=section.condition("rule"),
        against=_against(section),
        question=_question(section),
        least=section.whole("least", 0 if kind is Kind.FOUND else 1, 0, MOST_LEAST),
    )
    section.finish()
    _look_within(section, check)
    return check


def _source(section: Section, key: str) -> Source:
    if not section.has(key):
        section.complain(key, "缺少这一项", 'source = { from = "directory", table = "people" }')
    inner = Section(section.document, section.table(key), section.at(key))
    kind = inner.need("from") if section.has(key) else ""
    source: Source = FromFile()
    match kind:
        case "directory":
            source = FromDirectory(inner.one_of("table", Table, None) or Table.PEOPLE)
        case "sql":
            source = FromSql(inner.need("sql", LONGEST_SQL).strip(), inner.text("database", LONGEST_NAME))
            if source.sql and (refusal := refusal_of(source.sql)):
                inner.complain("sql", refusal, 'sql = "select staff_no, name from staff"')
        case "http":
            source = _http(inner)
        case "file" | "":
            pass
        case _:
            words = ["directory", "sql", "http", "file"]
            inner.complain("from", f"不认识 {shown(kind)}{meant(kind, words)}，可以写：{'、'.join(words)}")
    inner.finish()
    return source


def _http(inner: Section) -> FromHttp:
    url = inner.need("url", LONGEST_URL)
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password):
        inner.complain("url", "应是以 https:// 开头、不带用户名和密码的网址", 'url = "https://hr.example.edu.cn/api"')
    headers = {str(name): str(value) for name, value in inner.table("headers").items()}
    if any(not each.isprintable() or not each.isascii() for pair in headers.items() for each in pair):
        inner.complain("headers", "只能用可见的英文字符；密码写成 secret:名称")
    return FromHttp(url, inner.text("rows", LONGEST_NAME), headers)


def _against(section: Section) -> Against | None:
    if not section.has("against"):
        return None
    inner = Section(section.document, section.table("against"), section.at("against"))
    against = Against(
        source=_source(inner, "source"),
        key=inner.need("key", LONGEST_NAME),
        column=inner.need("column", LONGEST_NAME),
        lacks_too=inner.flag("lacks_too"),
    )
    inner.finish()
    return against


def _question(section: Section) -> Question | None:
    if not section.has("question"):
        return None
    inner = Section(section.document, section.table("question"), section.at("question"))
    question = Question(
        text=inner.need("text", LONGEST_SENTENCE),
        field=inner.need("field", 2 * LONGEST_NAME),
        options=inner.texts("options", MOST_OPTIONS, LONGEST_NAME),
    )
    inner.finish()
    return question


def _look_within(section: Section, check: Check) -> None:
    """Whether its parts fit together."""
    for column in check.columns:
        if not COLUMN.fullmatch(column):
            section.complain("columns", f"{shown(column)} 不能作列名：不能有空格和标点，不能以数字开头；SQL 里可用 as")
    named = {"row": check.row, "person": check.person, "department": check.department, "column": check.column}
    for key, column in named.items():
        if column and column not in check.columns:
            section.complain(key, f"columns 里没有 {shown(column)}{meant(column, check.columns)}")
    _look_at_words(section, check)
    if check.kind in NEEDS_COLUMN and not check.column:
        section.complain("column", f"{check.kind} 要写明看哪一列", 'column = "staff_no"')
    if check.kind is Kind.STALE and not check.days:
        section.complain("days", "要写明多少天没有更新算过期", "days = 365")
    if check.kind is Kind.CODE and not check.codes:
        section.complain("codes", "要写明可以用哪些代码", 'codes = ["教授", "副教授"]')
    if (check.kind is Kind.DIFFERS) != (check.against is not None):
        section.complain("against", 'kind = "differs" 要写 against，别的不写')
    if check.kind is Kind.RULE:
        _look_at_rule(section, check.rule, check.columns)
    if check.owner in {PERSON, HEAD} and not {PERSON: check.person, HEAD: check.department}[check.owner]:
        section.complain(check.owner if check.owner == PERSON else "department", "要写明哪一列")
    if check.question and check.owner != PERSON:
        section.complain("question", '只有 owner = "person" 的检查才问本人', 'owner = "person"')


def _look_at_words(section: Section, check: Check) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(check.say) if name is not None}
    except ValueError:
        section.complain("say", "花括号没有成对", 'say = "{name}没有工号"')
        return
    for name in sorted(names - {*check.columns}):
        section.complain("say", f"columns 里没有 {shown(name)}{meant(name, check.columns)}", 'say = "{name}没有工号"')


def _look_at_rule(section: Section, rule: Expression, columns: tuple[str, ...]) -> None:
    names: dict[str, frozenset[str] | None] = {**dict.fromkeys(columns), TODAY: None}
    if rule.constant is not None:
        section.complain("rule", "要写出规则：对的行应满足什么", 'rule = "size(name) > 1"')
    elif trouble := problem_of(rule, names):
        section.complain("rule", trouble.cause, 'rule = "size(name) > 1"')


def _look_up(section: Section, check: Check, registry: Registry, posts: Posts) -> None:
    """Whether what it names is there."""
    if check.key in RESERVED:
        section.complain("key", f"{check.key} 已经有别的用处，请换一个")
    if check.system and check.system not in registry.by_code:
        near = meant(check.system, list(registry.by_code))
        section.complain("system", f"系统登记（systems.toml）里没有 {shown(check.system)}{near}", 'system = "hr"')
    owner = check.owner
    if owner.startswith(POST):
        code = owner.removeprefix(POST)
        if code not in posts.by_code:
            section.complain("owner", f"岗位表里没有 {shown(code)}{meant(code, list(posts.by_code))}")
    elif owner not in {PERSON, HEAD, SYSTEM}:
        section.complain("owner", f"不认识 {shown(owner)}，可以写：person、head、system 或 post:岗位代号")
    if check.question and check.question.field and registry.field(check.question.field) is None:
        codes = [held.code for held in registry.fields()]
        near = meant(check.question.field, codes)
        section.complain("question.field", f"系统登记里没有 {shown(check.question.field)} 这一项{near}")
