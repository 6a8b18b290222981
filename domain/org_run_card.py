"""The card of a directory run: progress, then what would change, then what became of it."""

from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.org_run import OrgRun, RunState, account_name
from domain.texts import org_runs as words

MOST_ROWS = 6  # what every platform's card has room for


class RunFace(Enum):
    """Which buttons the card shows."""

    MAIN = auto()
    CONFIRM = auto()  # too much at once: asked a second time


def run_card(run: OrgRun, now: datetime, campus: ZoneInfo, face: RunFace = RunFace.MAIN) -> Card:
    """As the run stands."""
    title = words.TITLE.format(account=account_name(run.source))
    match run.state:
        case RunState.READING:
            return Card(title=title, subtitle=words.under_way(run), buttons=(_button(Verb.CANCEL, run, "停止"),))
        case RunState.APPLYING | RunState.UNDOING:
            return Card(title=title, subtitle=words.under_way(run))
        case RunState.READY if run.is_valid(now):
            return _ready(run, title, campus, face)
        case RunState.APPLIED if run.may_be_undone(now):
            return _applied(run, title, campus)
        case _:
            closing, ending = words.ended(run, campus)
            return Card(title=title, rows=_rows(run), closing=closing, ending=ending, is_final=True)


def _ready(run: OrgRun, title: str, campus: ZoneInfo, face: RunFace) -> Card:
    if face is RunFace.CONFIRM:
        body = words.confirm(run)
        asked = (_button(Verb.CONFIRM, run, "确认应用", ButtonStyle.DANGER), _button(Verb.BACK, run, "返回"))
        return Card(title=title, subtitle=words.valid_until(run, campus), rows=_rows(run), body=body, buttons=asked)
    apply = (
        _button(Verb.APPLY, run, "仍要应用", ButtonStyle.DANGER)
        if run.excesses
        else _button(Verb.APPLY, run, "应用", ButtonStyle.PRIMARY)
    )
    buttons = (apply, _button(Verb.IGNORE, run, "忽略"), _button(Verb.DETAIL, run, "明细"))
    body = words.difference(run)
    return Card(title=title, subtitle=words.valid_until(run, campus), rows=_rows(run), body=body, buttons=buttons)


def _applied(run: OrgRun, title: str, campus: ZoneInfo) -> Card:
    buttons = (_button(Verb.DETAIL, run, "明细"), _button(Verb.REVERT, run, "撤销", ButtonStyle.DANGER))
    return Card(title=title, subtitle=words.applied(run, campus), rows=_rows(run), buttons=buttons)


def _rows(run: OrgRun) -> tuple[Row, ...]:
    """The kinds with their counts; what does not fit is one line."""
    rows = [Row(kind, f"{count}") for kind, count in run.counts.items()]
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    rest = "，".join(f"{row.label} {row.value}" for row in rows[MOST_ROWS - 1 :])
    return (*rows[: MOST_ROWS - 1], Row("另有", rest))


def _button(verb: Verb, run: OrgRun, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(Action(verb, run.id)), text, style)
