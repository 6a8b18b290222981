"""Where the lines of the morning come from. A new source is one line of `SOURCES`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.duties.lines import Line
from domain.ids import PersonId
from domain.office import Office
from handlers.digest_of_cases import CaseLines, DirectoryLines
from handlers.digest_of_duties import DutyLines
from handlers.digest_of_quality import AnswerLines, FindingLines, QuestionLines
from storage.database import Tx


class Source(Protocol):
    """One kind of thing that waits for people."""

    async def lines_of(
        self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime
    ) -> Mapping[PersonId, Sequence[Line]]:
        """What waits for each of these people, hundreds at a time with one statement; people without any may lack."""
        ...


SOURCES: tuple[Source, ...] = (
    DutyLines(),
    CaseLines(),
    DirectoryLines(),
    FindingLines(),
    QuestionLines(),
    AnswerLines(),
)


async def lines_of_all(tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> dict[PersonId, list[Line]]:
    """What waits for each of them, from every source, in no order."""
    found: dict[PersonId, list[Line]] = defaultdict(list)
    for source in SOURCES:
        for person, lines in (await source.lines_of(tx, office, people, now)).items():
            found[person].extend(lines)
    return found
