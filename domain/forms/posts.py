"""content/posts.toml: by what the directory finds the holder of a post, other names of departments, kinds of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.forms.document import Document, Section, repeated, shown
from domain.forms.problems import Problem
from domain.forms.who import CODE
from domain.text_fold import fold_text

LONGEST_TITLE = 40
DEEPEST = 15  # levels, as the platforms allow
STAFF = "staff"
COUNSELLOR = "counsellor"  # the post whose holders look after a class
BELOW = ">"  # between a department and one below it, where a name is used twice


@dataclass(frozen=True, slots=True)
class PostRule:
    """How the holders of a post are found: staff numbers alone, or position and department.

    `departments` are names, any of them, or paths such as 招生就业处>综合科; empty means anywhere. With `leads` it is
    whoever leads such a department. `posts` are others whose holders all belong to it, `everyone` is all staff.
    """

    code: str
    title: str
    departments: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    staff_no: tuple[str, ...] = ()
    leads: bool = False
    posts: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class KindRule:
    """Who is of a kind that is not staff."""

    code: str
    positions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


STUDENT = KindRule("student", positions=("学生",))  # where the file names no kinds


@dataclass(frozen=True)
class Posts:
    """The whole file."""

    rules: tuple[PostRule, ...] = ()
    kinds: tuple[KindRule, ...] = (STUDENT,)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    department_level: int = 1

    @cached_property
    def by_code(self) -> Mapping[str, PostRule]:
        """The rules by the posts' codes."""
        return {rule.code: rule for rule in self.rules}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each post is called."""
        return {rule.code: rule.title for rule in self.rules}

    @cached_property
    def departments(self) -> Mapping[str, tuple[str, ...]]:
        """The names of departments by which posts are found, with the titles of these."""
        titles: dict[str, tuple[str, ...]] = {}
        for rule in self.rules:
            for name in () if rule.staff_no else rule.departments:
                titles[name] = (*titles.get(name, ()), rule.title)
        return titles

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """For each folded name of a department everything it goes by, itself included."""
        groups = ([name, *others] for name, others in self.aliases.items())
        return {fold_text(n): frozenset(map(fold_text, group)) for group in groups for n in group}

    def names_of(self, name: str) -> frozenset[str]:
        """Every folded name under which a department is known."""
        folded = fold_text(name)
        return self.names.get(folded, frozenset({folded}))


def load_posts(file: str, document: Mapping[str, object]) -> Posts | tuple[Problem, ...]:
    """The posts of a parsed file, or everything that is wrong with it."""
    found = Document(file)
    section = Section(found, document)
    posts = Posts(
        rules=tuple(_rule(each) for each in section.sections("posts", 500)),
        kinds=tuple(_kind(each) for each in section.sections("kinds")) or (STUDENT,),
        aliases=dict(_aliases(each) for each in section.sections("departments", 500)),
        department_level=section.whole("department_level", 1, 0, DEEPEST),
    )
    section.finish()
    for code in repeated([rule.code for rule in posts.rules if rule.code]):
        found.complain("posts", f"有两个岗位都叫 {shown(code)}", 'code = "another"')
    _refuse_unknown_parts(found, posts)
    return tuple(found.problems) if found.problems else posts


def _refuse_unknown_parts(found: Document, posts: Posts) -> None:
    """A post of posts is made of plain ones, so that no circle can be."""
    for rule in posts.rules:
        for part in rule.posts:
            known = posts.by_code.get(part)
            if known is None or known.posts:
                cause = "没有这个岗位" if known is None else "也由岗位组成"
                found.complain("posts", f"{shown(rule.code)} 里的 {shown(part)} {cause}", 'posts = ["teaching_head"]')


def _rule(section: Section) -> PostRule:
    rule = PostRule(
        code=_code(section),
        title=section.need("title", LONGEST_TITLE),
        departments=section.texts("departments"),
        positions=section.texts("positions"),
        staff_no=section.texts("staff_no"),
        leads=section.flag("leads"),
        posts=section.texts("posts"),
        everyone=section.flag("everyone"),
    )
    if not (rule.positions or rule.staff_no or rule.leads or rule.posts or rule.everyone):
        section.complain("positions", "要写明凭职务（positions）、工号（staff_no）还是部门负责人（leads）找到人")
    if rule.leads and not rule.departments:
        section.complain("departments", "写了 leads，还要写明哪些部门")
    section.finish()
    return rule


def _kind(section: Section) -> KindRule:
    kind = KindRule(_code(section), section.texts("positions"), section.texts("departments"))
    if not (kind.positions or kind.departments):
        section.complain("positions", "要写明职务或部门")
    section.finish()
    return kind


def _aliases(section: Section) -> tuple[str, tuple[str, ...]]:
    named = section.need("name"), section.texts("aliases")
    section.finish()
    return named


def _code(section: Section) -> str:
    code = section.need("code")
    if code and not CODE.fullmatch(code):
        section.complain("code", "应由小写字母、数字和下划线组成，以字母开头")
    return code
