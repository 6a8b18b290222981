"""One id from a callback to the deliveries that it led to: in every line of the log, in its row and in theirs.

It is made of the callback's own facts, so whoever knows these knows the id: nothing has to be asked or remembered, and
a callback that comes twice has one.
"""

from hashlib import md5

import structlog

from domain.events import Source
from storage.plain import KEY_LENGTH, fitted

FIELD = "request_id"  # of a line of the log
LENGTH = 16  # hexadecimal digits
LONGEST = 64  # of a run of the clock, which is called by its name and time


def request_id_of(source: Source, key: str) -> str:
    """The id of a callback, as the database works it out too."""
    spelt = f"{source.platform}:{source.account}:{fitted(key, KEY_LENGTH)}"
    return md5(spelt.encode(), usedforsecurity=False).hexdigest()[:LENGTH]


def follow(request_id: str) -> None:
    """From here on all that this task logs and queues belongs to this id; an empty one ends it."""
    if request_id:
        structlog.contextvars.bind_contextvars(**{FIELD: request_id})
    else:
        structlog.contextvars.unbind_contextvars(FIELD)


def followed() -> str:
    """The id that this task works for: an event's, a page's or a run's; empty if it works for none."""
    return str(structlog.contextvars.get_contextvars().get(FIELD, ""))[:LONGEST]
