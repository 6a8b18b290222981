"""What an act on a case lets people hear: one text each, with a key made of the case, the act and the person."""

from dataclasses import dataclass

from domain.flow.kinds import ActKind
from domain.flow.outcome import Asked, Copied, Done, Effect, Escalated, Reminded, Told
from domain.ids import PersonId
from domain.people import Person
from domain.texts import case_notices as words
from handlers.matter import Matter
from handlers.tell import tell
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Word:
    """A sentence for one person; `why` tells it from others that the same act says to them."""

    to: Person
    why: str
    text: str


async def tell_all(tx: Tx, settled: Matter, done: Done, drawn: frozenset[PersonId]) -> None:
    """Say what is to be said, each once. Nobody is told what they did or what a new card (`drawn`) shows."""
    said: dict[str, Word] = {}
    for effect in done.effects:
        word = _word(tx, settled, done, drawn, effect)
        if word is not None and word.to.id != done.entry.actor.id:
            said.setdefault(f"case:{settled.no}:{done.entry.no}:{word.why}:{word.to.id}", word)
    for key, word in said.items():
        await tell(tx, word.to.id, word.text, key=key, request_no=settled.no)


def _word(tx: Tx, settled: Matter, done: Done, drawn: frozenset[PersonId], effect: Effect) -> Word | None:
    match effect:
        case Told(person, moment, step):
            return Word(person, moment.value, words.told(settled.look(person, tx), moment, step))
        case Reminded(person, _, left) if left is not None:
            return Word(person, "warned", words.warned(settled.look(person, tx), left))
        case Reminded(person, _):
            by = done.entry.actor.name if done.entry.kind is ActKind.URGE else ""
            return Word(person, "reminded", words.reminded(settled.look(person, tx), by))
        case Escalated(late, to, step):
            return Word(to, f"escalated:{late.id}", words.escalated(settled.look(to, tx), late.name, step))
        case Asked(person) if person.id not in drawn:
            return Word(person, "asked", words.asked_again(settled.look(person, tx)))
        case Copied(person) if person.id not in drawn:
            return Word(person, "copied", words.copied(settled.look(person, tx)))
        case _:
            return None
