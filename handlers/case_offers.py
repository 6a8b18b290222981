"""The button under a list that agrees to its safe cases in one go."""

from collections.abc import Sequence

from domain.batch_card import FEWEST, is_safe, offer_card
from handlers.matter import Matter
from handlers.turn import Turn
from storage import cards
from storage.printed_lists import Printed, last_list

BATCH = "batch"
MARKS = 1_000_000_000  # a button carries nine digits


async def offer_together(turn: Turn, listed: Sequence[Matter]) -> None:
    """Where the list has several that may be agreed to in one go."""
    printed = await last_list(turn.tx, turn.person.id)
    safe = [look for each in listed if is_safe(look := each.look(turn.person, turn.tx))]
    if printed is not None and len(safe) >= FEWEST:
        await cards.draw(turn.tx, turn.address, offer_card(safe, mark_of(printed)), role=BATCH, request_no=None)


def mark_of(printed: Printed) -> int:
    """What tells a list from every other one on a button."""
    return int(printed.at.timestamp()) % MARKS
