"""The lines of what people owe, of what they were asked to take over, and of what they are to check."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from domain.duties.catalogue import Catalogue
from domain.duties.due import LEAD
from domain.duties.duty import Duty
from domain.duties.lines import Line, LineAct
from domain.duties.reminders import day_of
from domain.ids import PersonId
from domain.office import Office
from handlers.facts import directory_for
from storage.database import Tx
from storage.duties import load_catalogue
from storage.obligations import KEY, Obligation, OpenLine, claimed, offered_to, open_lines, open_of

DUTY, CHECK, OFFER = "duty", "check", "offer"
PAGE = "/h5/duties"
FORMS = "/h5/forms"
DAY = timedelta(days=1)
ASIDE = (LineAct.LATER, LineAct.NOT_TODAY, LineAct.HAND_ON, LineAct.NOT_MINE)
BY_HAND, BY_FORM = (LineAct.DONE, *ASIDE), (LineAct.OPEN, *ASIDE)

Lines = Mapping[PersonId, Sequence[Line]]


class DutyLines:
    """A source of lines."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """What is open, as far as it is worth a line today; then what others wait for."""
        today, catalogue = day_of(now, office.campus), await load_catalogue(tx)
        found: dict[PersonId, list[Line]] = defaultdict(list)
        said: dict[tuple[str, str, int, int, bool], tuple[str, bool]] = {}
        for each in await open_lines(tx, people, now, today, today + LEAD * DAY):
            same = (each.duty, each.label, each.count, each.minimum, each.is_vacant)
            text, has_form = said.get(same) or said.setdefault(same, _said(each, catalogue))
            found[each.owner].append(_line(each, text, has_form=has_form))
        for offered in await offered_to(tx, people):
            if offered.offered_to is not None:
                found[offered.offered_to].append(_offer_line(offered, catalogue))
        for person, line in await _check_lines(tx, office, catalogue, frozenset(people)):
            found[person].append(line)
        return found


async def all_lines(tx: Tx, person: PersonId, now: datetime) -> list[Line]:
    """Everything that somebody has open, also what is far away."""
    catalogue, lines = await load_catalogue(tx), list[Line]()
    for each in await open_of(tx, [person], now):
        text, has_form = _said(each, catalogue)
        lines.append(_line(each, text, has_form=has_form))
    return lines


def _said(each: Obligation | OpenLine, catalogue: Catalogue) -> tuple[str, bool]:
    """The words, and whether a form fulfils it."""
    duty = catalogue.duties.get(each.duty)
    return words_of(each, duty), bool(duty and duty.form)


def _line(each: Obligation | OpenLine, text: str, *, has_form: bool) -> Line:
    """What a form fulfils is done by that form."""
    return Line(
        source=DUTY,
        key=f"{KEY}{each.id}",
        text=text,
        due_at=each.due_at,
        acts=BY_FORM if has_form else BY_HAND,
        link=FORMS if has_form else None,
    )


def words_of(each: Obligation | OpenLine, duty: Duty | None) -> str:
    """What it is, and for which period."""
    title = duty.title if duty else each.duty
    counted = f"，{each.count}/{each.minimum} 次" if each.minimum > 1 else ""
    vacant = "，岗位空缺" if each.is_vacant else ""
    return f"{title}（{each.label}{counted}{vacant}）"


def _offer_line(each: Obligation, catalogue: Catalogue) -> Line:
    text = f"请您接办：{words_of(each, catalogue.duties.get(each.duty))}"
    return Line(source=OFFER, key=f"{OFFER}:{each.id}", text=text, due_at=each.due_at, is_blocking=True, link=PAGE)


async def _check_lines(
    tx: Tx, office: Office, catalogue: Catalogue, people: frozenset[PersonId]
) -> list[tuple[PersonId, Line]]:
    """What is said to be done and waits for somebody's yes."""
    waiting = await claimed(tx)
    if not waiting:
        return []
    directory = await directory_for(tx, office)

    def lines() -> Iterator[tuple[PersonId, Line]]:
        for each in waiting:
            duty = catalogue.duties.get(each.duty)
            text = f"请您核查：{words_of(each, duty)}"
            line = Line(source=CHECK, key=f"{CHECK}:{each.id}", text=text, is_blocking=True, link=PAGE)
            for member in directory.holders(duty.checker) if duty and duty.checker else ():
                if member.person.id in people:
                    yield member.person.id, line

    return list(lines())
