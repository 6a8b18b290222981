"""What webhooks are told of an act on a case: that it happened, and nothing of what was written."""

from domain.flow.case import ENDED, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Done
from domain.webhooks import Topic
from handlers.matter import Matter
from storage.database import Tx
from storage.webhooks import call_all

UNSEEN = frozenset({ActKind.DROP, ActKind.EXPIRE})
"""What ends a draft, which nobody else has seen."""


async def tell_webhooks(tx: Tx, settled: Matter, done: Done) -> None:
    """In the act's own transaction; what was never submitted is nobody's business."""
    case, entry = done.case, done.entry
    if case.state is State.DRAFT or entry.kind in UNSEEN:
        return
    content: dict[str, object] = {
        "no": settled.no,
        "form": settled.kept.form,
        "state": case.state.value,
        "version": case.version,
        "act": entry.kind.value,
        "at": entry.at.isoformat(),
    }
    topics = [Topic.REQUEST_CHANGED, *([Topic.REQUEST_ENDED] if case.state in ENDED else [])]
    await call_all(tx, topics, f"request:{settled.no}", content)
