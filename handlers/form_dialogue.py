"""Where the dialogue about a form stands: one row, so that a restart forgets nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import RequestNo
from handlers.turn import Turn
from storage.dialogues import Dialogue, find_dialogue, open_dialogue

TOPIC = "form"
STEPS_KEPT = 10  # how many times 返回 leads further back


class Stage(StrEnum):
    """What the next text means."""

    ASKING = "asking"  # it answers the open question
    CONFIRMING = "confirming"  # all is known: a button is awaited, a text is something new
    EDITING = "editing"  # it says what to change
    PARKED = "parked"  # something else came in between


Memory = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filling:
    """The dialogue about one draft; `earlier` are the drafts that 返回 leads back to, the oldest first."""

    number: RequestNo
    stage: Stage
    earlier: tuple[Memory, ...] = ()


def filling_of(dialogue: Dialogue | None) -> Filling | None:
    """The draft that a dialogue is about, if it is about one of a form."""
    if dialogue is None or dialogue.topic != TOPIC or dialogue.request_no is None:
        return None
    earlier = dialogue.state.get("earlier")
    known = tuple(each for each in earlier if isinstance(each, dict)) if isinstance(earlier, list) else ()
    return Filling(dialogue.request_no, Stage(str(dialogue.state.get("stage"))), known)


async def filling_about(turn: Turn, number: RequestNo) -> Filling:
    """The dialogue about this draft, or a new one where another is open."""
    filling = filling_of(await find_dialogue(turn.tx, turn.person.id))
    return filling if filling and filling.number == number else Filling(number, Stage.ASKING)


async def keep(turn: Turn, filling: Filling) -> None:
    """Remember where the dialogue stands."""
    state = {"stage": filling.stage.value, "earlier": [dict(each) for each in filling.earlier[-STEPS_KEPT:]]}
    await open_dialogue(turn.tx, turn.person.id, Dialogue(TOPIC, filling.number, state))
