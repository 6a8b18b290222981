"""Where an embedded database lives, whose it is, and the files around it."""

import hashlib
import logging
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.embedded import accounts
from storage.embedded.accounts import Account
from storage.embedded.errors import EmbeddedError

log = logging.getLogger(__name__)

OURS = "dutybell"  # our own directory inside the data directory
SOCKET_PATH_LIMIT = 100  # bytes; 104 on macOS, 108 on Linux, the closing zero included
SOCKET_NAME = "/.s.PGSQL.5432"
SOCKET_LINE = 4  # of postmaster.pid
SHORT_BASE = Path("/tmp")  # noqa: S108 - the same for every process, unlike TMPDIR; the directory made there is checked


def shelter_base() -> Path:
    """Where root's databases go when no unprivileged account can reach the configured place."""
    return Path(os.environ.get("DUTYBELL_SHELTER", "/var/lib/dutybell"))


@dataclass(frozen=True, slots=True)
class Home:
    """A data directory and the account that owns it."""

    directory: Path
    account: Account

    @property
    def ours(self) -> Path:
        """The directory of our own files."""
        return self.directory / OURS

    @property
    def lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.ours / "lock"

    @property
    def users(self) -> Path:
        """Held together by every program that uses the server; who gets it alone is the last."""
        return self.ours / "users"

    @property
    def server(self) -> Path:
        """Held by the server and its children: free means that none of them lives, whatever process ids say."""
        return self.ours / "server"

    @property
    def unfinished(self) -> Path:
        """Where a new cluster is made before it moves into the data directory."""
        return self.ours / "new"

    @property
    def settings(self) -> Path:
        """Our configuration, included by postgresql.conf."""
        return self.ours / "settings.conf"

    @property
    def startup_log(self) -> Path:
        """What the server says before its own log is open."""
        return self.ours / "startup.log"

    @property
    def pid_file(self) -> Path:
        """Written by the server. It outlives a killed one, so it proves nothing."""
        return self.directory / "postmaster.pid"

    def major(self) -> int | None:
        """The major version that made the cluster, or nothing if there is none yet."""
        try:
            return int((self.directory / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None

    def pid_lines(self) -> list[str]:
        """The lines of postmaster.pid; none if there is no such file."""
        try:
            return self.pid_file.read_text().splitlines()
        except FileNotFoundError:
            return []

    def socket_directory(self) -> Path:
        """Where the server listens: where it says so itself, else where we would let it."""
        lines = self.pid_lines()
        if len(lines) > SOCKET_LINE and lines[SOCKET_LINE]:
            return Path(lines[SOCKET_LINE])
        return self.chosen_socket_directory()

    def chosen_socket_directory(self) -> Path:
        """Beside our files; a short one named by a hash if that path is too long for a socket or odd in an address."""
        fits = len(os.fsencode(f"{self.ours}{SOCKET_NAME}")) <= SOCKET_PATH_LIMIT
        if fits and "," not in str(self.ours):  # clients take a comma for the end of a host
            return self.ours
        # The inode keeps a directory that was moved away with its server running apart from a new one at its place.
        identity = f"{self.directory}:{self.directory.stat().st_ino}"
        return SHORT_BASE / f"dutybell-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"

    def give(self, path: Path) -> None:
        """Make the database's account the owner of a path that we made."""
        if self.account.uid != os.geteuid():
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)


def settle(path: Path) -> Home:
    """Decide where the database of the configured path lives and who owns it, and make its directories."""
    directory = path.expanduser().absolute().resolve()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        refuse_foreign(directory)
        home = Home(directory, accounts.ourselves()) if os.geteuid() != 0 else settle_as_root(path, directory)
        furnish(home)
    except OSError as error:
        raise EmbeddedError(
            f"无法使用数据目录 {directory}（{error.strerror}），内置数据库没有启动。请检查目录的属主和权限。"
        ) from error
    return home


def refuse_foreign(directory: Path) -> None:
    """Never touch a directory that holds something else than a database: the path may be mistyped."""
    if not directory.exists() or (directory / "PG_VERSION").exists() or (directory / OURS).is_dir():
        return
    if any(directory.iterdir()):
        raise EmbeddedError(
            f"{directory} 不是空目录，里面也没有数据库，内置数据库没有启动。请在 database.url 中换一个新目录。"
        )


def settle_as_root(path: Path, directory: Path) -> Home:
    """The home of a database that root starts for an unprivileged account, moved if that account cannot reach it."""
    for account in accounts.unprivileged(directory):
        if account.enters(directory.parent):
            return Home(directory, account)
    if (directory / "PG_VERSION").exists():
        raise EmbeddedError(
            f"没有普通账户能进入 {directory}，内置数据库没有启动。请把它移到 /var/lib 下，或改用普通用户运行。"
        )
    return sheltered(path.expanduser().absolute(), directory)


def sheltered(asked: Path, directory: Path) -> Home:
    """A home under the shelter; a link at the configured path shows the way, to people and to the next start."""
    name = f"{directory.name}-{hashlib.sha256(bytes(directory)).hexdigest()[:12]}"
    target = open_to_all(shelter_base()) / name
    account = next((one for one in accounts.unprivileged(target) if one.enters(target.parent)), None)
    if account is None:
        raise EmbeddedError(
            f"没有普通账户能进入 {target.parent}，内置数据库没有启动。PostgreSQL 不能以 root 运行，请改用普通用户。"
        )
    if not asked.is_symlink():
        with suppress(FileNotFoundError):
            asked.rmdir()
        with suppress(FileExistsError):
            asked.symlink_to(target)
    log.warning("以 root 运行，而普通账户进不了 %s：数据库放在 %s，原处留有指向它的链接。", asked, target)
    return Home(target, account)


def open_to_all(directory: Path) -> Path:
    """The directory, made if need be, that everybody may walk through."""
    if not directory.exists():
        directory.mkdir(parents=True)
        directory.chmod(0o711)
    return directory


def furnish(home: Home) -> None:
    """Make the data directory, private, with the files that are locked."""
    home.directory.mkdir(mode=0o700, exist_ok=True)
    present = accounts.owner(home.directory)
    if present.uid != home.account.uid:
        take_over(home, present)
    home.directory.chmod(0o700)
    home.ours.mkdir(mode=0o700, exist_ok=True)
    home.give(home.ours)
    for path in (home.lock, home.users, home.server):
        path.touch(mode=0o600)
        home.give(path)


def take_over(home: Home, present: Account) -> None:
    """Give what root made to the database's account; anybody else's stays theirs."""
    if os.geteuid() != 0 or present.uid != 0:
        raise EmbeddedError(
            f"{home.directory} 属于另一个系统账户，内置数据库没有启动。请用该账户运行，或由管理员改变目录属主。"
        )
    for path in (home.directory, *home.directory.rglob("*")):
        home.give(path)


def make_socket_directory(home: Home) -> Path:
    """The socket's directory, refused if anybody else made it or may look into it."""
    directory = home.chosen_socket_directory()
    if directory == home.ours:
        return directory
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        home.give(directory)
    if not is_private(home, directory):
        raise EmbeddedError(
            f"{directory} 属于别人或可被别人读取，内置数据库没有启动。请管理员删除它，或换一个较短的数据目录。"
        )
    return directory


def drop_socket_directory(home: Home) -> None:
    """Remove the socket's directory if it is a short one of our making; nothing is left under the common place."""
    directory = home.chosen_socket_directory()
    with suppress(OSError):
        if directory != home.ours and is_private(home, directory):
            directory.rmdir()


def is_private(home: Home, directory: Path) -> bool:
    """Whether it is a directory, no link, that belongs to the database's account and is closed to others."""
    status = directory.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == home.account.uid and not status.st_mode & 0o077
