"""The system account that runs PostgreSQL, which refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Existing accounts to drop to, the fittest first. None is ever created.
FITTING = ("postgres", "_postgres", "www-data", "_www", "daemon", "nobody")
INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # a server built by hand may need them


@dataclass(frozen=True, slots=True)
class Account:
    """Whose rights a program runs with."""

    uid: int
    gid: int

    def run(self, *command: str | Path, pass_fds: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a program to its end with these rights and none of our environment, which holds secrets."""
        switch = self.uid != os.geteuid()
        return subprocess.run(  # noqa: S603 - no shell; the words are our own
            command,
            user=self.uid if switch else None,
            group=self.gid if switch else None,
            extra_groups=[] if switch else None,
            cwd="/",
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            pass_fds=pass_fds,
            start_new_session=True,
            umask=0o077,
            check=False,
        )

    def enters(self, directory: Path) -> bool:
        """Whether the account reaches the directory through all of its parents; tried, as rights have many sources."""
        try:
            return self.run("/bin/sh", "-c", 'cd "$1"', "sh", directory).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


def environment() -> dict[str, str]:
    """What PostgreSQL sees of the environment. Naming the time zone spares initdb a search through all of them."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | kept


def ourselves() -> Account:
    """The account this program runs as."""
    return Account(os.geteuid(), os.getegid())


def owner(path: Path) -> Account:
    """The account that owns the path."""
    status = path.stat()
    return Account(status.st_uid, status.st_gid)


def unprivileged(directory: Path) -> Iterator[Account]:
    """Accounts that may run the server of the directory, the fittest first: its owner alone, once it has one."""
    if directory.exists() and owner(directory).uid != 0:
        yield owner(directory)
        return
    if owner(directory.parent).uid != 0:
        yield owner(directory.parent)
    for name in FITTING:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        yield Account(entry.pw_uid, entry.pw_gid)
