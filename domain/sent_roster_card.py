"""The card of a roster file: being checked, then its bad cells or what it would change, then what became of it."""

from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.roster_changes import Extent
from domain.sent_roster import FileState, SentRoster
from domain.texts import sent_rosters as words

MOST_ROWS = 6  # what every platform's card has room for
ONLY_THESE, AS_NEW = 1, 2  # of Verb.CHOOSE


class FileFace(Enum):
    """Which buttons the card shows."""

    MAIN = auto()
    CONFIRM = auto()  # too much at once: asked a second time


def file_card(file: SentRoster, now: datetime, campus: ZoneInfo, face: FileFace = FileFace.MAIN) -> Card:
    """As the file stands."""
    title = words.FILE_TITLE.format(name=file.name)
    match file.state:
        case FileState.CHECKING:
            # A card without a button gives WeCom no right to be redrawn.
            stop = _button(Verb.CANCEL, file, "停止")
            return Card(title=title, subtitle=words.checking(file), buttons=(stop,))
        case FileState.IMPORTING:
            return Card(title=title, subtitle=words.checking(file))
        case FileState.BAD if file.waits(now):
            as_new = (_button(Verb.CHOOSE, file, "按新部门收下", at=AS_NEW),) if file.may_take_new else ()
            buttons = (_button(Verb.DETAIL, file, "标注的副本", ButtonStyle.PRIMARY), *as_new)
            return Card(title=title, subtitle=words.bad_count(file), body=words.bad(file), buttons=buttons)
        case FileState.READY if file.waits(now):
            return _ready(file, title, campus, face)
        case FileState.BAD:
            closing = f"{words.bad_count(file)}"
            return Card(title=title, body=words.bad(file), closing=closing, ending="没有导入", is_final=True)
        case _:
            closing, ending = words.ended(file, campus)
            return Card(title=title, rows=_rows(file), closing=closing, ending=ending, is_final=True)


def _ready(file: SentRoster, title: str, campus: ZoneInfo, face: FileFace) -> Card:
    subtitle, rows = words.valid_until(file, campus), _rows(file)
    if face is FileFace.CONFIRM:
        asked = (_button(Verb.CONFIRM, file, "确认导入", ButtonStyle.DANGER), _button(Verb.BACK, file, "返回"))
        return Card(title=title, subtitle=subtitle, rows=rows, body=words.confirm(file), buttons=asked)
    take = (
        _button(Verb.APPLY, file, "仍要导入", ButtonStyle.DANGER)
        if file.excesses
        else _button(Verb.APPLY, file, "导入", ButtonStyle.PRIMARY)
    )
    leaves = file.extent is Extent.WHOLE and any(kind == "不在名单里了" for kind in file.counts)
    part = (_button(Verb.CHOOSE, file, "只更新这些人", at=ONLY_THESE),) if leaves else ()
    buttons = (take, _button(Verb.IGNORE, file, "放弃"), *part, _button(Verb.DETAIL, file, "明细"))
    return Card(title=title, subtitle=subtitle, rows=rows, body=words.difference(file), buttons=buttons)


def _rows(file: SentRoster) -> tuple[Row, ...]:
    if not file.people:
        return ()
    counts = [Row(kind, f"{count}") for kind, count in file.counts.items()]
    return (Row("名单", words.read(file)), *counts)[:MOST_ROWS]


def _button(
    verb: Verb, file: SentRoster, text: str, style: ButtonStyle = ButtonStyle.PLAIN, *, at: int | None = None
) -> Button:
    return Button(str(Action(verb, file.id, at)), text, style)
