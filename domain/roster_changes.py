"""What a roster file changes in the roster that is held, and whether that is too much to be believed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256

from domain.directory_guard import most_at_once
from domain.roster import Entry, path_words

LABELS: Mapping[str, str] = {
    "name": "姓名",
    "department": "部门",
    "position": "职务",
    "standing": "在岗状态",
    "category": "人员类别",
    "joined_on": "入职日期",
    "working_since": "参加工作日期",
    "left_on": "离职日期",
    "leader_no": "主管工号",
    "leads": "部门负责人",
}


class Extent(StrEnum):
    """Whether a file names everybody, or only those of whom something is new."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """One line of the table that people read before and after."""

    kind: str
    subject: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        change = " → ".join(part for part in (self.before, self.after) if part)
        return f"{self.kind}：{self.subject}{'，' if change else ''}{change}"


@dataclass(frozen=True, slots=True)
class RosterChanges:
    """Entries to be written, and staff numbers that the file no longer has. `excesses` are sentences."""

    added: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    gone: tuple[Entry, ...]
    excesses: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.added or self.changed or self.gone)

    def by_kind(self) -> dict[str, list[RosterChange]]:
        """The same in groups, in the order of `lines`."""
        groups: dict[str, list[RosterChange]] = {}
        for line in self.lines():
            groups.setdefault(line.kind, []).append(line)
        return groups

    def fingerprint(self, others: Sequence[str] = ()) -> str:
        """The same for the same change of the same roster, together with whatever else the file does."""
        lines = [*sorted((line.kind, line.subject, line.before, line.after) for line in self.lines()), *others]
        return sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()

    def lines(self) -> Iterator[RosterChange]:
        """Everything, in words; who goes first."""
        for entry in self.gone:
            yield RosterChange("不在名单里了", _called(entry))
        for before, after in self.changed:
            kind = "离职或退休" if before.is_employed and not after.is_employed else "变化"
            yield RosterChange(kind, _called(before), *_unequal(before, after))
        for entry in self.added:
            told = (path_words(entry.department), entry.position)
            yield RosterChange("新增", _called(entry), "", " ".join(filter(None, told)))


def compare_rosters(held: Mapping[str, Entry], read: Mapping[str, Entry], extent: Extent) -> RosterChanges:
    """What to write so that the held roster is the file's; a part leaves everybody it does not name as they are."""
    added = tuple(entry for number, entry in read.items() if number not in held)
    changed = tuple((held[number], entry) for number, entry in read.items() if number in held and held[number] != entry)
    gone = tuple(entry for number, entry in held.items() if number not in read) if extent is Extent.WHOLE else ()
    return RosterChanges(added, changed, gone, tuple(_excesses(held, changed, gone)))


def _excesses(
    held: Mapping[str, Entry], changed: tuple[tuple[Entry, Entry], ...], gone: tuple[Entry, ...]
) -> Iterator[str]:
    """Count and share, as for a platform's directory: half a roster is more likely a filtered sheet than the truth."""
    employed = sum(entry.is_employed for entry in held.values())
    left = sum(before.is_employed and not after.is_employed for before, after in changed)
    left += sum(entry.is_employed for entry in gone)
    for count, base, what in (
        (left, employed, "人离职、退休或不在名单里了"),
        (sum(before.name != after.name for before, after in changed), len(held), "人改名"),
        (sum(before.department != after.department for before, after in changed), len(held), "人换部门"),
    ):
        if count > most_at_once(base):
            yield f"{count} {what}（共 {base}，一次最多 {most_at_once(base)}）"


def _called(entry: Entry) -> str:
    return f"{entry.name}（{entry.staff_no}）"


def _unequal(before: Entry, after: Entry) -> tuple[str, str]:
    names = [f.name for f in fields(Entry) if f.name in LABELS and getattr(before, f.name) != getattr(after, f.name)]
    return _described(before, names), _described(after, names)


def _described(entry: Entry, names: list[str]) -> str:
    told = ((LABELS[name], _words(getattr(entry, name))) for name in names)
    return "；".join(f"{label} {words}" for label, words in told if words)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case tuple():
            return path_words(tuple(map(str, value)))
        case date():
            return value.isoformat()
        case _:
            return str(value)
