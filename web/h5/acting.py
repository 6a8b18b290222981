"""One form that the page of a case sent: the act it means, carried out by the handlers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from domain.flow import acts
from domain.flow.acts import Act, Where
from domain.flow.case import Case
from domain.forms.fields import Field, FieldType
from domain.forms.pages import Given
from domain.forms.values import is_empty
from domain.ids import PersonId
from domain.people import Person
from handlers.course import carry_out
from storage.phrases import use_phrase
from web.h5 import wording
from web.h5.draft_sheet import moment_of
from web.h5.posted import Posted
from web.h5.sheet.reading import read_sheet
from web.h5.visits import Visit

LONGEST_WORDS = 500  # characters of a reason or an opinion; more belongs into a comment or an attachment
LONGEST_PHRASE = 30  # characters of what is offered again as one's own phrase
PICKED = {
    "transfer": FieldType.PERSON,
    "delegate": FieldType.PERSON,
    "add": FieldType.PERSON,
    "replace": FieldType.PERSON,
    "copy": FieldType.PEOPLE,
}
"""Acts for which somebody is named, in the input that is called after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it. Not done: `said` are the sentences why, `errors` those beside the fields."""

    visit: Visit
    is_done: bool = False
    said: tuple[str, ...] = ()
    given: Given | None = None
    errors: dict[str, str] = field(default_factory=dict[str, str])


async def take_act(visit: Visit, posted: Posted) -> Outcome:
    """Do what the pressed button says, or say why not."""
    verb = posted.control("do")
    people, problem = _people(visit, posted, verb)
    if problem:
        return Outcome(visit=visit, said=(problem,))
    return await carry(visit, act_in(visit, posted, verb, people))


async def carry(visit: Visit, act: Act | None) -> Outcome:
    """The act, decided by the engine."""
    if act is None:
        return Outcome(visit=visit, said=(wording.NOT_DONE,))
    done = await carry_out(visit.turn, visit.matter, act)
    if done is None:
        return Outcome(visit=visit, said=tuple(visit.turn.said))
    await _remember(visit, act)
    return Outcome(visit=replace(visit, matter=done), is_done=True, said=tuple(visit.turn.said))


def act_in(visit: Visit, posted: Posted, verb: str, people: tuple[Person, ...]) -> Act | None:
    """The act behind a button; None for one that is none of ours."""
    build = _ACTS.get(verb)
    return build(_Wish(visit.turn.person, visit.turn.tx.now, posted, people, visit.matter.case)) if build else None


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who sent what, and whom it is about."""

    who: Person
    at: datetime
    posted: Posted
    people: tuple[Person, ...]
    case: Case

    @property
    def seen(self) -> int:
        return seen_in(self.posted)

    @property
    def step(self) -> str:
        return self.posted.control("step")

    @property
    def words(self) -> str:
        return words_in(self.posted)


def words_in(posted: Posted) -> str:
    """The reason, the opinion or the comment."""
    return posted.control("words").strip()[:LONGEST_WORDS]


def seen_in(posted: Posted) -> int:
    """The version that the page was drawn from."""
    written = posted.control("seen")
    return int(written) if written.isascii() and written.isdecimal() else 0


def _where(written: str) -> Where:
    return Where(written) if written in set(Where) else Where.BEFORE


def _people(visit: Visit, posted: Posted, verb: str) -> tuple[tuple[Person, ...], str]:
    """Whom the act is about, and what is wrong with who was named."""
    if verb not in PICKED:
        return (), ""
    asked = Field(name=f"{verb}-to", label=wording.WHOM[verb], type=PICKED[verb])
    read = read_sheet([asked], posted.texts, {}, moment_of(visit.turn, visit.matter, [asked]))
    value = read.values.get(asked.name)
    if read.errors or is_empty(value):
        return (), next(iter(read.errors.values()), wording.NOBODY_NAMED)
    several = value if isinstance(value, list) else [value]
    members = visit.matter.resolver.directory.members
    return tuple(members[PersonId(each["id"])].person for each in cast("list[dict[str, int]]", several)), ""


async def _remember(visit: Visit, act: Act) -> None:
    """Short words of a decision are offered again the next time."""
    said = act.opinion if isinstance(act, acts.Agree) else act.reason if isinstance(act, acts.Refuse) else ""
    if said and len(said) <= LONGEST_PHRASE and "\n" not in said:
        await use_phrase(visit.turn.tx, visit.turn.person.id, said)


def _agree(wish: _Wish) -> Act:
    return acts.Agree(actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, opinion=wish.words)


def _refuse(wish: _Wish) -> Act:
    return acts.Refuse(actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, reason=wish.words)


def _return(wish: _Wish) -> Act:
    to = wish.posted.control("to")
    return acts.Return(actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, reason=wish.words, to=to)


def _transfer(wish: _Wish) -> Act:
    to = wish.people[0]
    return acts.Transfer(actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, reason=wish.words, to=to)


def _delegate(wish: _Wish) -> Act:
    to = wish.people[0]
    return acts.Delegate(actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, reason=wish.words, to=to)


def _take_out(wish: _Wish) -> Act | None:
    signer = _seated(wish.case, wish.posted.control("who"))
    return acts.TakeOut(actor=wish.who, at=wish.at, seen=wish.seen, signer=signer) if signer else None


def _jump(wish: _Wish) -> Act:
    return acts.Jump(actor=wish.who, at=wish.at, seen=wish.seen, to=wish.posted.control("to"), reason=wish.words)


def _end(wish: _Wish) -> Act:
    return acts.End(actor=wish.who, at=wish.at, seen=wish.seen, reason=wish.words)


def _replace(wish: _Wish) -> Act | None:
    """The place is a step and the person who has it; nobody where the step is stuck."""
    step, _, number = wish.posted.control("place").partition(":")
    leaving = _seated(wish.case, number)
    if number and leaving is None:
        return None
    return acts.Replace(
        actor=wish.who, at=wish.at, seen=wish.seen, step=step, reason=wish.words, to=wish.people[0], leaving=leaving
    )


def _seated(case: Case, number: str) -> Person | None:
    """Somebody with a place in the case, by their number."""
    people = (place.person for run in case.runs for place in run.assignments)
    return next((person for person in people if str(person.id) == number), None)


def _add(wish: _Wish) -> Act:
    signer, where = wish.people[0], _where(wish.posted.control("where"))
    return acts.Add(
        actor=wish.who, at=wish.at, seen=wish.seen, step=wish.step, reason=wish.words, signer=signer, where=where
    )


_ACTS: Mapping[str, Callable[[_Wish], Act | None]] = {
    "agree": _agree,
    "refuse": _refuse,
    "return": _return,
    "transfer": _transfer,
    "delegate": _delegate,
    "add": _add,
    "take_out": _take_out,
    "jump": _jump,
    "end": _end,
    "replace": _replace,
    "undo": lambda wish: acts.Undo(actor=wish.who, at=wish.at),
    "copy": lambda wish: acts.GiveCopy(actor=wish.who, at=wish.at, to=wish.people),
    "comment": lambda wish: acts.Comment(actor=wish.who, at=wish.at, words=wish.words),
    "withdraw": lambda wish: acts.Withdraw(actor=wish.who, at=wish.at, reason=wish.words),
    "urge": lambda wish: acts.Urge(actor=wish.who, at=wish.at),
    "read": lambda wish: acts.Read(actor=wish.who, at=wish.at),
}
