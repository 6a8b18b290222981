"""content/attendance.toml, read and checked: who is on duty when, and how days are judged."""

import tomllib
from pathlib import Path

from bot.content_file import read_content
from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules

ATTENDANCE = "attendance.toml"


def attendance_of(content: Path) -> AttendanceRules:
    """The rules; without a file nobody is judged.

    Raises:
        SettingsError: the file is wrong; it names the place of everything that is.
    """
    return read_content(content, ATTENDANCE, load_rules, AttendanceRules())


def attendance_text(content: Path) -> str:
    """The file as it is; empty without one."""
    file = content / ATTENDANCE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def rules_in(text: str) -> AttendanceRules:
    """The rules of a text that was sound when it was kept; none where this version cannot read it any more."""
    try:
        rules = load_rules(ATTENDANCE, tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return AttendanceRules()
    return rules if isinstance(rules, AttendanceRules) else AttendanceRules()
