"""The files of content/forms and content/posts.toml, read and checked; whatever is wrong with them is a value."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.load import reason_of
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.posts import Posts, load_posts
from domain.forms.problems import Problem

FORMS = "forms"
POSTS = "posts.toml"
LARGEST_FILE = 256 * 1024  # bytes; a form of a college has five thousand

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FormFiles:
    """What lies in the folder: parsed files by key, and the problems of those that cannot be parsed, by file name."""

    documents: Mapping[str, Document]
    problems: Mapping[str, tuple[Problem, ...]]


@dataclass(slots=True)
class Checked:
    """Sound forms by key, and everything that is wrong with the others, by file name."""

    forms: dict[str, Form] = field(default_factory=dict[str, Form])
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict[str, tuple[Problem, ...]])


def read_files(content: Path) -> FormFiles:
    """Every file of the folder, parsed and not looked into."""
    documents: dict[str, Document] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for file in sorted((content / FORMS).glob("*.toml")):
        read = parse(file)
        if isinstance(read, Problem):
            problems[file.name] = (read,)
        else:
            documents[file.stem] = read
    return FormFiles(documents, problems)


def check_documents(documents: Mapping[str, Document]) -> Checked:
    """Load them and try every expression. Takes half a second once, for the expression library."""
    from domain.forms.expression_checks import check_expressions

    checked = Checked()
    for key, document in documents.items():
        file = f"{key}.toml"
        form = load_form(file, document)
        problems = check_expressions(form, file) if isinstance(form, Form) else form
        if problems or not isinstance(form, Form):
            checked.problems[file] = problems
        else:
            checked.forms[key] = form
    return checked


def read_posts(content: Path) -> Posts | tuple[Problem, ...]:
    """The posts; none where there is no such file."""
    file = content / POSTS
    if not file.exists():
        return Posts()
    read = parse(file)
    return (read,) if isinstance(read, Problem) else load_posts(POSTS, read)


def parse(file: Path) -> Document | Problem:
    """One file of the content, or what is wrong with it as a whole."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            return Problem(file.name, "文件", f"太大了，最大 {LARGEST_FILE // 1024} KB")
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as failure:
        cause = "同一个键写了两次" if "overwrite" in str(failure) else "这里不是合法的 TOML 写法"
        return Problem(file.name, _place(str(failure)), cause, 'title = "出差申请"')
    except (OSError, ValueError) as failure:
        return Problem(file.name, "文件", f"读不到（{reason_of(failure)}）")
    except RecursionError:
        return Problem(file.name, "文件", "括号套得太深")


def _place(complaint: str) -> str:
    """Line and column from the parser's own words, which may quote the line and are not shown."""
    place = complaint.rpartition("(at ")[2].rstrip(")").replace(",", "").split()
    return f"第 {place[1]} 行第 {place[3]} 列" if len(place) == 4 else "文件末尾"  # noqa: PLR2004
