"""Whether a step has passed or failed, by its mode and what its people have decided."""

from enum import StrEnum

from domain.flow.case import Assignment, Part, Run, Standing
from domain.flow.plan import Mode, Step

FOR = (Standing.AGREED, Standing.SKIPPED)


class Verdict(StrEnum):
    """How a step stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"


def votes(run: Run) -> list[Assignment]:
    return [a for a in run.assignments if a.part is Part.VOTE]


def verdict(step: Step, run: Run) -> Verdict:
    """The mode's verdict; added signers must all agree besides, and one refusal of theirs fails the step."""
    added = [a.standing for a in run.assignments if a.part is Part.ADDED]
    by_vote = by_votes(step, votes(run))
    if by_vote is Verdict.FAILED or Standing.REFUSED in added:
        return Verdict.FAILED
    if by_vote is Verdict.OPEN or Standing.OPEN in added or Standing.WAITING in added:
        return Verdict.OPEN
    return Verdict.PASSED


def by_votes(step: Step, places: list[Assignment]) -> Verdict:
    """The verdict of the step's own people."""
    match step.mode:
        case Mode.ANY:
            return _any(places)
        case Mode.ALL | Mode.IN_TURN:
            return _all(places)
        case Mode.SHARE:
            return _share(step, places)


def _any(places: list[Assignment]) -> Verdict:
    standings = {place.standing for place in places}
    if Standing.REFUSED in standings:
        return Verdict.FAILED
    return Verdict.PASSED if standings & set(FOR) else Verdict.OPEN


def _all(places: list[Assignment]) -> Verdict:
    if any(place.standing is Standing.REFUSED for place in places):
        return Verdict.FAILED
    return Verdict.PASSED if all(place.standing in FOR for place in places) else Verdict.OPEN


def _share(step: Step, places: list[Assignment]) -> Verdict:
    """Reached, out of reach, or refused by somebody with a veto: each ends it early.

    A veto that has not been spoken holds a vote that is reached open until its holder decides.
    """
    refused = [place for place in places if place.standing is Standing.REFUSED]
    total = sum(place.weight for place in places)
    agreed = sum(place.weight for place in places if place.standing in FOR)
    needed = step.share * total
    if any(place.has_veto for place in refused) or total - sum(place.weight for place in refused) < needed:
        return Verdict.FAILED
    is_silent = any(place.has_veto and place.is_unsettled for place in places)
    return Verdict.PASSED if agreed >= needed and not is_silent else Verdict.OPEN
