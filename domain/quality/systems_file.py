"""content/systems.toml as the registry of systems, or everything that is wrong with it and where."""

import re
from collections.abc import Iterable, Mapping

from domain.forms.document import Document, Section, meant, repeated, shown
from domain.forms.posts import Posts
from domain.forms.problems import Problem
from domain.ownership import Field, OwnerKind, Owners
from domain.quality.system import Mending, Registry, System, SystemField

MOST_SYSTEMS = 200
MOST_FIELDS = 100
LONGEST_NAME = 40
LONGEST_READING = 200  # characters; it is said in chat
LONGEST_REFRESH = 1100  # days: what is gathered every third year
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE_RULE = "应由小写字母、数字和下划线组成，以字母开头，最多 40 个"


def load_systems(
    file: str, raw: Mapping[str, object], *, posts: Posts, owners: Owners
) -> Registry | tuple[Problem, ...]:
    """The registry of a parsed file, checked against the posts and against who owns which field of a person."""
    document = Document(file)
    root = Section(document, raw)
    sections = root.sections("systems", MOST_SYSTEMS)
    systems = tuple(system_from(section) for section in sections)
    root.finish()
    for section, system in zip(sections, systems, strict=True):
        _check_posts(section, system, posts)
        _check_owners(section, system, owners)
    _check_once(document, systems)
    return tuple(document.problems) if document.problems else Registry(systems)


def system_from(section: Section) -> System:
    """One system; what it names outside of itself is not looked up."""
    department = section.need("department", LONGEST_NAME)
    system = System(
        code=code_of(section, "code"),
        name=section.need("name", LONGEST_NAME),
        owner=section.need("owner", LONGEST_NAME),
        department=department,
        organiser=section.text("organiser", LONGEST_NAME) or department,
        contact=section.need("contact", LONGEST_NAME),
        refresh_days=section.whole("refresh_days", 1, 1, LONGEST_REFRESH),
        reading=section.need("reading", LONGEST_READING),
        aliases=section.texts("aliases", longest=LONGEST_NAME),
        collectors=section.texts("collectors", longest=LONGEST_NAME),
        source=section.one_of("source", OwnerKind, None) if section.has("source") else None,
        fields=tuple(_field(each) for each in section.sections("fields", MOST_FIELDS)),
    )
    section.finish()
    return system


def code_of(section: Section, key: str) -> str:
    """A code that may stand in keys and addresses."""
    code = section.need(key)
    if code and not CODE.fullmatch(code):
        section.complain(key, CODE_RULE)
    return code


def _field(section: Section) -> SystemField:
    field = SystemField(
        code=code_of(section, "code"),
        label=section.need("label", LONGEST_NAME),
        of=section.one_of("of", Field, None) if section.has("of") else None,
        mending=section.one_of("mending", Mending, Mending.OFFICE) or Mending.OFFICE,
        section=section.text("section", LONGEST_NAME),
        check=section.text("check", LONGEST_NAME),
        column=section.text("column", LONGEST_NAME),
    )
    if bool(field.check) != bool(field.column):
        section.complain("column", "check 和 column 要么都写，要么都不写", 'column = "title"')
    if field.mending is Mending.PROFILE and not field.section:
        section.complain("section", "走个人档案更新的项目，要写明属于哪个档案项", 'section = "岗位聘任"')
    section.finish()
    return field


def _check_posts(section: Section, system: System, posts: Posts) -> None:
    for key, code in (("owner", system.owner), ("contact", system.contact)):
        if code and code not in posts.by_code:
            near = meant(code, list(posts.by_code))
            section.complain(key, f"岗位表里没有 {shown(code)}{near}", 'owner = "info_data"')


def _check_owners(section: Section, system: System, owners: Owners) -> None:
    """One field, one owner: what content/ownership.toml gives to one source lies in that system and no other."""
    for field in system.fields:
        if field.of is None:
            continue
        kind = owners.owner_of(field.of).kind
        if kind is not system.source:
            said = system.source or "没有写 source"
            section.complain(
                f"fields（{field.code}）",
                f"ownership.toml 里{field.label}以 {kind} 为准，和这个系统（{said}）不一致，请改其中一处",
                f'source = "{kind}"',
            )


def _check_once(document: Document, systems: Iterable[System]) -> None:
    listed = list(systems)
    for code in repeated([each.code for each in listed if each.code]):
        document.complain("systems", f"有两个系统的 code 都是 {shown(code)}", 'code = "another"')
    for name in repeated([name for each in listed for name in sorted(each.names)]):
        document.complain("systems", f"有两个系统都叫 {shown(name)}", 'name = "资产管理系统"')
    for of in repeated([field.of for each in listed for field in each.fields if field.of]):
        document.complain("systems", f"人员的 {of} 写在两个系统里，一项只能有一个来源", 'of = "position"')
    for each in listed:
        for code in repeated([field.code for field in each.fields if field.code]):
            document.complain(f"systems（{each.code}）", f"有两项的 code 都是 {shown(code)}", 'code = "title"')
