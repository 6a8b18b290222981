"""What ends an arrangement for lessons: the leave is given up or moved, or the change of classes is refused."""

from collections.abc import Sequence

from domain.class_hits import Cover, CoverKind, CoverState
from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Done
from domain.ids import RequestNo
from domain.texts import classes as class_words
from domain.texts import covers as words
from handlers.matter import Matter
from handlers.tell import tell
from storage.covers import covers_of, covers_of_change, end_covers, link_change
from storage.database import Tx
from storage.people import load_people

CHANGE = "class_change"  # the key of the form by which the college agrees
_GIVEN_UP = (State.REJECTED, State.WITHDRAWN, State.EXPIRED)


async def end_with(tx: Tx, settled: Matter, done: Done) -> None:
    """A leave that is given up needs no covers; neither does one whose change of classes is refused."""
    state = done.case.state
    if done.entry.kind is ActKind.DROP or state in _GIVEN_UP:
        if settled.resolver.teaching is not None:
            await _release(tx, await covers_of(tx, settled.no), settled.no)
        elif settled.form.key == CHANGE:
            await _end_change(tx, settled)
    elif settled.resolver.teaching is not None and done.entry.kind in (ActKind.SUBMIT, ActKind.RESUBMIT):
        hit = {each.key for each in settled.resolver.hits(done.case.fields).found}
        await _release(tx, [each for each in await covers_of(tx, settled.no) if each.key not in hit], settled.no)


async def _end_change(tx: Tx, settled: Matter) -> None:
    """A request that was never submitted leaves the arrangement as it is; a refused one ends it."""
    covers = await covers_of_change(tx, settled.no)
    if settled.kept.submitted_at is None:
        await link_change(tx, [each.id for each in covers], None)
    else:
        await _release(tx, covers, settled.no)


async def _release(tx: Tx, covers: Sequence[Cover], cause: RequestNo) -> None:
    """Free teachers and rooms, and tell the colleagues, each once."""
    live = [each for each in covers if each.state in (CoverState.ASKED, CoverState.AGREED)]
    if not live:
        return
    await end_covers(tx, live)
    people = await load_people(tx, {each.teacher for each in live})
    for person in dict.fromkeys(each.person for each in live):
        theirs = [each for each in live if each.person == person and each.kind is CoverKind.COVER]
        if theirs:
            name = people[theirs[0].teacher].name
            text = words.NO_LONGER.format(name=name, lessons=class_words.cover_lines(theirs))
            await tell(tx, person, text, key=f"cover:ended:{cause}:{theirs[0].id}:{person}")
