"""The lines of cases that wait for somebody's word, and of directory differences that wait for HR."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.duties.lines import Line, LineAct
from domain.ids import PersonId
from domain.office import Office
from domain.platforms import platform_name
from handlers.bulletin_facts import hours_of
from handlers.roles import Role
from storage.database import Tx
from storage.roles import holders
from storage.waiting_lines import WaitingCase, waiting_cases, waiting_runs

CASE, DIRECTORY = "case", "directory"
PUT_OFF = (LineAct.OPEN, LineAct.LATER, LineAct.NOT_TODAY)

Lines = Mapping[PersonId, Sequence[Line]]


class CaseLines:
    """A source of lines: the applicant waits, so each of them blocks somebody."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """What these people may decide."""
        del now
        found: dict[PersonId, list[Line]] = defaultdict(list)
        for each in await waiting_cases(tx, people):
            found[each.person].append(_line(each, office))
        return found


class DirectoryLines:
    """A source of lines for HR alone."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """Readings of the directory whose differences nobody has decided on."""
        del now
        waiting = await waiting_runs(tx)
        if not waiting:
            return {}
        hr = await holders(tx, office.roles.get(Role.HR, ()), people)
        lines = [
            Line(
                source=DIRECTORY,
                key=f"{DIRECTORY}:{number}",
                text=f"通讯录有变化等您确认（{platform_name(platform)} {account}）",
                is_blocking=True,
                acts=PUT_OFF,
                link=f"/h5/org/{number}",
            )
            for number, platform, account in waiting
        ]
        return dict.fromkeys(hr, lines)


def case_number(line: Line) -> int | None:
    """The number of the case that a line is about."""
    kind, _, number = line.key.partition(":")
    return int(number) if kind == CASE and number.isdecimal() else None


def _line(each: WaitingCase, office: Office) -> Line:
    number = f"{each.prefix}-{each.no}" if each.prefix else f"{each.no}"
    what = f"督办：{each.matter}" if each.matter else f"{each.applicant}的{each.title}"
    return Line(
        source=CASE,
        key=f"{CASE}:{each.no}",
        text=f"{what}等您办理（{number}）",
        due_at=hours_of(office).due_at(each.due_on) if each.due_on else each.starts_at,
        is_blocking=True,
        acts=PUT_OFF,
        link=f"/h5/request/{each.no}",
    )
