"""content/happenings.toml, read and checked: where each kind of event is found."""

from functools import partial
from pathlib import Path

from bot.content_file import read_content
from domain.duties.event_file import Events
from domain.duties.event_kinds import EventKinds
from domain.duties.event_kinds_file import load_event_kinds

PLACES = "happenings.toml"


def event_kinds_of(content: Path, events: Events) -> EventKinds:
    """Every kind with where it is found; without a file nobody has said where.

    Raises:
        SettingsError: the file is wrong; it names every place.
    """
    return read_content(content, PLACES, partial(load_event_kinds, events), EventKinds.of(events))
