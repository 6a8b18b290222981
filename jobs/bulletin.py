"""Every working day at 8:10: the bulletins of the week and the month before, those that were not drafted yet."""

from contextlib import AbstractAsyncContextManager

from domain.bulletins.scope import SCOPES
from domain.bulletins.span import due_spans
from handlers.bulletins import draft_bulletin
from jobs.runs import Run
from storage.bulletins import drafted
from storage.database import Tx


async def draft_bulletins(run: Run) -> None:
    """Each in a transaction of its own; what was drafted already stays."""
    office = run.surroundings.office
    spans = due_spans(run.now.astimezone(office.campus).date(), office.calendar)
    async with _open(run) as tx:
        known = await drafted(tx, [span.key for span in spans])
    made = 0
    for span in spans:
        for scope in SCOPES:
            if (scope.code, span.key) not in known:
                async with _open(run) as tx:
                    made += await draft_bulletin(tx, office, span, scope) is not None
    async with _open(run) as tx:
        await run.finish(tx, f"起草通报 {made} 份")


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)
