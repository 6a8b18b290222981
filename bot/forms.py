"""`run.py forms list` and `run.py forms check`."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.clock import read_clock
from bot.form_files import POSTS, check_documents, read_files, read_posts
from bot.office import content_folder, make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.forms.conditions import Now
from domain.forms.directory import Directory
from domain.forms.findings import TITLES, Finding
from domain.forms.form import Form
from domain.forms.posts import Posts
from domain.forms.problems import Problem
from domain.forms.resolving import StandInFor
from handlers.facts import acting
from storage.forms import newest, newest_forms
from storage.posts import load_directory
from storage.stand_ins import appointed

ALONE = "没有连上数据库，只检查了文件，没有按通讯录试走路线。"
FINDINGS = ("表单", "问题", "步骤或位置", "谁申请时", "说明")


@dataclass(frozen=True, slots=True)
class Report:
    """Lines to print, and whether something must be mended."""

    lines: tuple[str, ...]
    blocks: bool


async def list_forms(settings: Settings) -> Iterator[str]:
    """Every published form, what is assumed in it below."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        versions, forms = await newest(tx), await newest_forms(tx)
    rows = [(key, forms[key].title, forms[key].group, str(versions[key].version)) for key in sorted(forms)]
    if not rows:
        return iter(["还没有发布表单。请把文件放进 content/forms，再运行 run.py migrate。"])
    return _with_assumptions(rows, forms)


def _with_assumptions(rows: Sequence[tuple[str, ...]], forms: Mapping[str, Form]) -> Iterator[str]:
    yield from lines_of(("代号", "名称", "分组", "版本"), rows)
    for key in sorted(forms):
        if forms[key].assumed:
            yield ""
            yield f"{forms[key].title}（{key}）里来源没有写明、按示例填的："
            yield from (f"  - {line}" for line in forms[key].assumed)


async def check_forms(settings: Settings) -> Report:
    """Everything that is wrong with the files, and with the routes in this college."""
    content = content_folder(settings)
    files, posts = read_files(content), read_posts(content)
    checked = check_documents(files.documents)
    problems = [each for _, found in sorted({**files.problems, **checked.problems}.items()) for each in found]
    if not isinstance(posts, Posts):
        problems, posts = [*problems, *posts], Posts()
    office = make_office(settings, posts)
    college = await _college(settings, posts, office.roles)
    directory, stand_ins = college or (Directory({}, {}, posts), ())
    now = Now(read_clock().astimezone(office.campus), office.calendar, office.shifts)
    findings = examine_all(checked.forms.values(), directory, now, stand_ins)
    lines = [*_told(problems, findings, len(checked.forms)), *(() if college else (ALONE,))]
    return Report(tuple(lines), bool(problems) or any(each.blocks for each in findings))


def examine_all(
    forms: Iterable[Form], directory: Directory, now: Now, stand_ins: Collection[StandInFor] = ()
) -> list[Finding]:
    """The findings of every form, and references to forms that do not exist."""
    from domain.forms.simulate import examine

    known = list(forms)
    keys = {each.key for each in known}
    return [finding for form in known for finding in examine(form, directory, now, keys, stand_ins)]


async def _college(
    settings: Settings, posts: Posts, roles: Mapping[str, tuple[str, ...]]
) -> tuple[Directory, tuple[StandInFor, ...]] | None:
    """The college and who is appointed to stand in for whom, None without a database."""
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(open_database(settings))
        except Unable:
            return None
        async with database.begin(read_clock()) as tx:
            directory = await load_directory(tx, posts, roles)
            return directory, tuple(acting(await appointed(tx), directory))


def _told(problems: Sequence[Problem], findings: Sequence[Finding], sound: int) -> Iterator[str]:
    yield from map(str, problems)
    if findings:
        rows = [
            (f.form, TITLES[f.wrong] + ("" if f.blocks else "（可用）"), f.place, f.whom, f.cause) for f in findings
        ]
        yield from lines_of(FINDINGS, rows)
    stops = len(problems) + sum(finding.blocks for finding in findings)
    yield f"检查了 {sound} 个表单和 {POSTS}：" + (f"有 {stops} 处要改。" if stops else "没有要改的。")
