"""content/systems.toml and content/checks/*.toml, read, checked and published: all of them, or none and IT is told."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.clock import read_clock
from bot.form_files import Document, parse
from bot.settings import QualitySection
from domain.forms.problems import Problem
from domain.office import Office
from domain.quality.check import Check, FromSql
from domain.quality.checks_file import load_checks
from domain.quality.system import Registry
from domain.quality.systems_file import load_systems
from jobs.check_reading import Places
from storage.alerts import clear_alert, raise_alert
from storage.checks import publish_checks
from storage.database import Database
from storage.read_only import READER, QueryRefused, SourceAway, prepare_reader, try_query
from storage.systems import publish_systems

SYSTEMS = "systems.toml"
CHECKS = "checks"
ALERT = "quality:content"
ALERTED = 3  # problems in an alert
OWN = ""  # our own database, where a query names none


@dataclass(frozen=True, slots=True)
class QualityFiles:
    """What the content says of systems and checks, ready to be published; or everything that is wrong with it."""

    systems: Mapping[str, Mapping[str, object]]
    checks: Mapping[str, Mapping[str, object]]
    queries: Mapping[str, tuple[str, ...]]  # of checks in our own database, by check
    files: Mapping[str, str]  # the file that a check stands in
    problems: tuple[Problem, ...] = ()


def places_of(section: QualitySection) -> Places:
    """What the configuration lets checks read."""
    return Places(
        databases={name: each.get_secret_value() for name, each in section.databases.items()},
        hosts=section.hosts,
        secrets={name: each.get_secret_value() for name, each in section.secrets.items()},
    )


def read_quality(content: Path, office: Office) -> QualityFiles:
    """Both. Without files there are no systems and no checks."""
    raw = _parsed(content / SYSTEMS)
    if isinstance(raw, Problem):
        return _broken(raw)
    registry = load_systems(SYSTEMS, raw, posts=office.posts, owners=office.owners)
    if not isinstance(registry, Registry):
        return _broken(*registry)
    systems = {str(each["code"]): each for each in _tables(raw, "systems")}
    return _with_checks(content / CHECKS, office, registry, systems)


def _with_checks(
    folder: Path, office: Office, registry: Registry, systems: Mapping[str, Mapping[str, object]]
) -> QualityFiles:
    problems: list[Problem] = []
    documents: dict[str, Mapping[str, object]] = {}
    queries: dict[str, tuple[str, ...]] = {}
    files: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        raw = parse(file)
        found = (
            (raw,) if isinstance(raw, Problem) else load_checks(file.name, raw, registry=registry, posts=office.posts)
        )
        for each, document in zip(found, _tables(raw, "checks"), strict=False):
            if isinstance(each, Check):
                if each.key in files:
                    problems.append(_twice(file.name, each.key, files[each.key]))
                documents[each.key], files[each.key] = document, file.name
                queries[each.key] = tuple(_queries(each))
        problems += [each for each in found if isinstance(each, Problem)]
    problems = problems or list(_unread_fields(registry, documents))
    return QualityFiles(systems, documents, queries, files, tuple(problems))


def _twice(file: str, key: str, other: str) -> Problem:
    return Problem(file, key, f"{other} 里已有同名的检查，请换一个 key", 'key = "another"')


def _unread_fields(registry: Registry, checks: Mapping[str, object]) -> Iterator[Problem]:
    for held in registry.fields():
        if held.field.check and held.field.check not in checks:
            yield Problem(SYSTEMS, held.code, f"没有名为 {held.field.check} 的检查", 'check = "hr_titles"')


def _queries(check: Check) -> Iterator[str]:
    for source in (check.source, check.against.source if check.against else None):
        if isinstance(source, FromSql) and source.database == OWN:
            yield source.sql


def _parsed(file: Path) -> Document | Problem:
    return parse(file) if file.exists() else {}


def _tables(raw: Document | Problem, key: str) -> list[Mapping[str, object]]:
    found = [] if isinstance(raw, Problem) else raw.get(key, [])
    return cast("list[Mapping[str, object]]", found) if isinstance(found, list) else []


def _broken(*problems: Problem) -> QualityFiles:
    return QualityFiles({}, {}, {}, {}, problems)


async def publish_quality(database: Database, content: Path, office: Office) -> tuple[Problem, ...]:
    """Publish both, with the role that checks read our own database as; what is wrong, and then nothing is changed."""
    files = await asyncio.to_thread(read_quality, content, office)
    async with database.begin(read_clock()) as tx:
        is_ready = await prepare_reader(tx)
    problems = files.problems or await _tried(database, files, is_ready=is_ready)
    async with database.begin(read_clock()) as tx:
        if problems:
            await raise_alert(tx, ALERT, _alert(problems))
        else:
            await publish_systems(tx, files.systems)
            await publish_checks(tx, files.checks)
            await clear_alert(tx, ALERT)
    return problems


async def _tried(database: Database, files: QualityFiles, *, is_ready: bool) -> tuple[Problem, ...]:
    """What the database says of the queries before any of them is run."""
    problems: list[Problem] = []
    for key, queries in files.queries.items() if is_ready else ():
        for sql in queries:
            try:
                await try_query(database.address, sql, role=READER)
            except QueryRefused as refused:
                problems.append(Problem(files.files[key], f"checks（{key}）.source.sql", str(refused)))
            except SourceAway:
                return ()
    return tuple(problems)


def _alert(problems: tuple[Problem, ...]) -> str:
    told = "；".join(f"{each.file} 的 {each.key}：{each.cause}" for each in problems[:ALERTED])
    more = f"等 {len(problems)} 处" if len(problems) > ALERTED else ""
    return f"系统登记或数据检查写错了，没有发布，仍用上一版：{told}{more}。请改好后重启。"
