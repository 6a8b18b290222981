"""Making a database cluster and launching its server: what is done to the files, and by which program."""

import os
import shutil

from storage.embedded import binaries
from storage.embedded.binaries import Binaries
from storage.embedded.errors import EmbeddedError
from storage.embedded.home import OURS, Home, make_socket_directory
from storage.embedded.locks import Lock
from storage.embedded.settings import PORT, USER, Durability, render

VERSION_FILE = "PG_VERSION"


def launch(home: Home, durability: Durability, claim: Lock) -> None:
    """Start a server without waiting for it; `claim` on `home.server` passes to it.

    Only the holder of the claim may call this: it proves that a postmaster.pid found here belongs to nobody alive, even
    if its process is still a zombie or its number is another program's by now.
    """
    try:
        chosen = binaries.choose(home.account, home.major())
        if home.major() is None:
            create(home, chosen, durability, claim)
        clear_leftovers(home)
        write_settings(home, render(make_socket_directory(home), durability))
        begin(home, chosen, claim)
    except OSError as error:
        raise EmbeddedError(
            f"{home.directory} 中的数据库没有启动（{error.strerror}）。请检查磁盘空间和目录权限后重试。"
        ) from error
    finally:
        claim.release()


def create(home: Home, chosen: Binaries, durability: Durability, claim: Lock) -> None:
    """Make the cluster beside its place and move it in, so that half a cluster is never taken for one."""
    clear_unfinished(home)
    done = home.account.run(
        chosen.directory / "initdb",
        f"--pgdata={home.unfinished}",
        f"--username={USER}",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        "--auth-local=trust",  # the socket lies in a directory that only its owner may enter
        "--auth-host=reject",
        *(("--no-sync",) if durability is Durability.FAST else ()),
        pass_fds=(claim.descriptor,),  # if we are killed, it works on, and the next start has to wait for it
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise EmbeddedError(f"无法在 {home.directory} 中创建数据库（{reason}）。请检查磁盘空间和目录权限后重试。")
    with (home.unfinished / "postgresql.conf").open("a") as settings:
        settings.write(f"\ninclude_if_exists = '{OURS}/{home.settings.name}'\n")
    move_in(home)


def clear_unfinished(home: Home) -> None:
    """Remove what an interrupted `create` left; anything else in the directory is somebody's and is refused."""
    others = [path for path in home.directory.iterdir() if path.name != OURS]
    if others and not home.unfinished.exists():
        raise EmbeddedError(
            f"{home.directory} 中的数据库缺少文件 {VERSION_FILE}，没有启动。请从备份恢复该目录，或换一个新目录。"
        )
    for path in (*others, home.unfinished):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def destroy(home: Home) -> None:
    """Remove the cluster but not our locks, on which others may wait. If interrupted, the next `create` ends it."""
    home.unfinished.mkdir(exist_ok=True)
    (home.directory / VERSION_FILE).unlink(missing_ok=True)
    clear_unfinished(home)


def move_in(home: Home) -> None:
    """Move the new cluster to its place. The version file goes last, once all others are safe: it says "complete"."""
    for path in home.unfinished.iterdir():
        if path.name != VERSION_FILE:
            path.rename(home.directory / path.name)
    sync(home)
    (home.unfinished / VERSION_FILE).rename(home.directory / VERSION_FILE)
    sync(home)
    home.unfinished.rmdir()


def sync(home: Home) -> None:
    """Make renames in the data directory outlive a power cut."""
    descriptor = os.open(home.directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_leftovers(home: Home) -> None:
    """Remove what a killed server left. A zombie's or reused process id in these files would stop the next server."""
    socket = home.chosen_socket_directory() / f".s.PGSQL.{PORT}"
    for path in (home.pid_file, socket, socket.with_name(f"{socket.name}.lock")):
        path.unlink(missing_ok=True)
    if home.unfinished.exists():  # killed between the last two steps of `move_in`
        home.unfinished.rmdir()


def write_settings(home: Home, text: str) -> None:
    """Write our configuration as a new file: root must not follow a link that the database's account may have put."""
    home.settings.unlink(missing_ok=True)
    with home.settings.open("x") as file:
        file.write(text)
    home.give(home.settings)


def begin(home: Home, chosen: Binaries, claim: Lock) -> None:
    """Start a server that is nobody's child, in a session of its own: neither Ctrl-C nor our death reaches it."""
    home.startup_log.unlink(missing_ok=True)
    home.account.run(
        "/bin/sh",
        "-c",
        '"$0" -D "$1" </dev/null >"$2" 2>&1 &',
        chosen.directory / "postgres",
        home.directory,
        home.startup_log,
        pass_fds=(claim.descriptor,),
    )


def sentence_for_failure(home: Home) -> str:
    """What to tell when a server ends instead of starting."""
    logs = f"{home.startup_log} 和 {home.directory / 'log'}"
    return f"{home.directory} 中的数据库启动后立即退出。请按 {logs} 所记的原因处理。"
