"""How the embedded server is configured: safe by default, private, small."""

from enum import StrEnum
from pathlib import Path

USER = "dutybell"
DATABASE = "dutybell"
PORT = 5432  # only names the socket file; nothing listens on TCP


class Durability(StrEnum):
    """What a commit survives. Only a throw-away database of a test may be fast."""

    FULL = "full"
    FAST = "fast"


# A statement or a failed row's values may hold personal data: the server's log keeps neither (terse, panic).
COMMON = {
    "cluster_name": "'dutybell'",
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "on",
    "log_directory": "'log'",
    "log_filename": "'postgresql-%a.log'",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

SWITCHES = ("fsync", "synchronous_commit", "full_page_writes")


def render(socket_directory: Path, durability: Durability) -> str:
    """The configuration file, written anew at every start so that it follows the program's version."""
    switch = "on" if durability is Durability.FULL else "off"
    rows = COMMON | dict.fromkeys(SWITCHES, switch) | {"unix_socket_directories": quoted_list(socket_directory)}
    lines = "".join(f"{name} = {value}\n" for name, value in rows.items())
    return f"# Written at every start. Settings of your own belong below the include in postgresql.conf.\n{lines}"


def quoted_list(directory: Path) -> str:
    """A list of one directory whose name may hold commas, spaces or quotes."""
    element = str(directory).replace('"', '""')
    return "'" + f'"{element}"'.replace("\\", "\\\\").replace("'", "''") + "'"
