"""What a pressed button says: a verb, the version of the request it was drawn from, and where it needs one a place."""

import re
from dataclasses import dataclass
from enum import StrEnum

_WRITTEN = re.compile(r"([a-z]+):(\d{1,9})(?::(\d{1,3}))?", re.ASCII)


class Verb(StrEnum):
    """What a button asks for."""

    SUBMIT = "submit"
    EDIT = "edit"
    CANCEL = "cancel"
    CHOOSE = "choose"
    APPROVE = "approve"
    REJECT = "reject"
    MORE = "more"
    PROGRESS = "progress"
    BACK = "back"
    WITHDRAW = "withdraw"
    URGE = "urge"
    RETURN = "return"
    TRANSFER = "transfer"
    ADD = "add"
    DETAIL = "detail"
    FILL = "fill"
    READ = "read"
    REPLACE = "replace"
    AGREE_ALL = "agreeall"
    UNDO = "undo"
    APPLY = "apply"
    CONFIRM = "confirm"
    IGNORE = "ignore"
    REVERT = "revert"
    MEND = "mend"
    AWAY = "away"
    DONE = "done"


_VERBS = {verb.value: verb for verb in Verb}
OF_LIST = frozenset({Verb.CHOOSE, Verb.DONE})
"""Verbs that always name a place: of an option, of a line."""
OF_STEP = frozenset({Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.TRANSFER, Verb.ADD, Verb.FILL, Verb.MORE, Verb.BACK})
"""Verbs that may name the step they are about: somebody may have a place in two steps that run side by side."""


@dataclass(frozen=True, slots=True)
class Action:
    """`version` is the request's when the button was drawn; `index` the chosen option, or the step's place in order."""

    verb: Verb
    version: int
    index: int | None = None

    def __str__(self) -> str:
        """The form that travels in `Button.action`."""
        place = "" if self.index is None else f":{self.index}"
        return f"{self.verb}:{self.version}{place}"


def parse_action(written: str) -> Action | None:
    """The action that `str(Action)` wrote; None for anything else, since what comes back from a client is untrusted."""
    match = _WRITTEN.fullmatch(written)
    verb = _VERBS.get(match[1]) if match else None
    if match is None or verb is None:
        return None
    index = None if match[3] is None else int(match[3])
    if (verb in OF_LIST) != (index is not None) and verb not in OF_STEP:
        return None
    return Action(verb, int(match[2]), index)
