"""Where the lines of the morning come from. A new source is one line of `SOURCES`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.duties.lines import Line
from domain.ids import PersonId
from domain.office import Office
from storage.database import Tx


class Source(Protocol):
    """One kind of thing that waits for people."""

    async def lines_of(
        self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime
    ) -> Mapping[PersonId, Sequence[Line]]:
        """What waits for each of these people, hundreds at a time with one statement; people without any may lack."""
        ...


SOURCES: tuple[Source, ...] = ()
