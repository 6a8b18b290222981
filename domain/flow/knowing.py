"""Acts that decide nothing: comment, copy, read."""

from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import Comment, GiveCopy, Read
from domain.flow.outcome import Cause, Moment, Refused
from domain.flow.turn import Turn


def comment(turn: Turn, act: Comment) -> Refused | None:
    """Say something to the applicant and to those whose turn it is."""
    turn.words = act.words.strip()
    if not turn.words:
        return turn.refused(Cause.REASON_MISSING, sentences.WORDS_MISSING)
    people = (turn.case.applicant, *(assignment.person for _, assignment in turn.case.open_places()))
    turn.tell(Moment.COMMENTED, [person for person in people if person.id != act.actor.id])
    return None


def give_copy(turn: Turn, act: GiveCopy) -> Refused | None:
    """Let others know of it, each once."""
    if not turn.copy(act.to, act.actor):
        return turn.refused(Cause.ALREADY_THERE, sentences.ALREADY_COPIED)
    turn.words = "、".join(person.name for person in act.to)
    return None


def read(turn: Turn, act: Read) -> None:
    """Take the reader off the unread list."""
    copies = tuple(
        replace(copy, read_at=act.at) if copy.person.id == act.actor.id and copy.read_at is None else copy
        for copy in turn.case.copies
    )
    turn.case = replace(turn.case, copies=copies)
