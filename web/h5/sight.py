"""What somebody sees of a link that is theirs: pure, from the card and the press as they are stored."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from domain.cards import Button
from storage.cards import StoredCard
from storage.pressed import Press, PressState


class Face(StrEnum):
    """Which page is shown."""

    CONFIRM = "confirm"
    WAITING = "waiting"
    OUTCOME = "outcome"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sight:
    """A card as it is now, and what became of the link's button on it."""

    card: StoredCard
    action: str
    press: Press

    @property
    def button(self) -> Button | None:
        """The button, as long as the card offers it."""
        content = self.card.content
        offered = () if content.closing or content.is_final else content.buttons
        return next((button for button in offered if button.action == self.action), None)

    @property
    def face(self) -> Face:
        """The page that belongs to it."""
        match self.press.state:
            case PressState.PENDING:
                return Face.WAITING
            case PressState.DEAD:
                return Face.FAILED
            case PressState.DONE | PressState.IGNORED:
                return Face.OUTCOME
            case PressState.NONE:
                return self._untouched
            case _:
                assert_never(self.press.state)

    @property
    def _untouched(self) -> Face:
        if self.button:
            return Face.CONFIRM
        return Face.OUTCOME if self.card.content.closing else Face.CHANGED
