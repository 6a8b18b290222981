"""Interactive cards that were created: their variables, everybody's private ones, and where they were delivered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from emulator.dingtalk.card_look import Button, Look, read_look
from emulator.dingtalk.lines import Line

Params = Mapping[str, str]
TIMED_OUT = "操作超时"
# Whoever has no variables of their own sees the public ones.
EVERYBODY = ""


class CallbackType(StrEnum):
    """The way a press is told. A card created without one tells nobody."""

    NONE = ""
    STREAM = "STREAM"
    HTTP = "HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New variables for everybody and for some; without "by key" the whole set is overwritten, as the page warns."""

    public: Params | None = None
    private: Mapping[str, Params] = field(default_factory=dict[str, Params])
    is_public_by_key: bool = False
    is_private_by_key: bool = False


@dataclass(slots=True, kw_only=True)
class SentCard:
    """One card. `user_id_type` is how its creator calls people: 1 userid, 2 unionId.

    `private`, `toasts` and `past` (the buttons somebody had, by action) are keyed by userid in any case; `spaces` tells
    the space type and id under which the card was delivered to a chat.
    """

    out_track_id: str
    template_id: str
    callback_type: CallbackType = CallbackType.NONE
    route_key: str = ""
    user_id_type: int = 1
    public: dict[str, str] = field(default_factory=dict[str, str])
    private: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    spaces: dict[Line, tuple[str, str]] = field(default_factory=dict[Line, tuple[str, str]])
    toasts: dict[str, str] = field(default_factory=dict[str, str])
    past: dict[str, dict[str, Button]] = field(default_factory=dict[str, dict[str, Button]])

    def params(self, userid: str) -> dict[str, str]:
        """The variables as one viewer's phone has them: private ones lie above the public ones."""
        return self.public | self.private.get(userid, {})

    def look(self, userid: str) -> Look:
        """What one viewer sees now."""
        return read_look(self.params(userid))

    def apply(self, change: Change) -> None:
        """Draw it anew. What was on it before is remembered, for those whose phones are slow."""
        for viewer in self._viewers():
            self.past.setdefault(viewer, {}).update((button.action, button) for button in self.look(viewer).buttons)
        if change.public is not None:
            self.public = {**(self.public if change.is_public_by_key else {}), **change.public}
        for userid, params in change.private.items():
            kept = self.private.get(userid, {}) if change.is_private_by_key else {}
            self.private[userid] = {**kept, **params}

    def gone(self, userid: str) -> dict[str, Button]:
        """Buttons that one viewer had and has no longer, by action."""
        shown = {button.action for button in self.look(userid).buttons}
        past = self.past.get(EVERYBODY, {}) | self.past.get(userid, {})
        return {action: button for action, button in past.items() if action not in shown}

    def _viewers(self) -> Iterator[str]:
        singles = [line.peer for line in self.spaces if not line.is_group]
        return iter(dict.fromkeys([EVERYBODY, *singles, *self.private]))
