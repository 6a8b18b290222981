"""The lines of what people owe, of what they were asked to take over, and of what they are to check."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

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
from storage.obligations import Obligation, claimed, offered_to, open_of

DUTY, CHECK, OFFER = "duty", "check", "offer"
PAGE = "/h5/duties"
FORMS = "/h5/forms"
DAY = timedelta(days=1)

Lines = Mapping[PersonId, Sequence[Line]]


class DutyLines:
    """A source of lines."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """What is open, as far as it is worth a line today; then what others wait for."""
        today, catalogue = day_of(now, office.campus), await load_catalogue(tx)
        found: dict[PersonId, list[Line]] = defaultdict(list)
        for each in await open_of(tx, people, now):
            if is_worth_a_line(each, today):
                found[each.owner].append(duty_line(each, catalogue))
        for each in await offered_to(tx, people):
            if each.offered_to is not None:
                found[each.offered_to].append(_offer_line(each, catalogue))
        for person, line in await _check_lines(tx, office, catalogue, frozenset(people)):
            found[person].append(line)
        return found


async def all_lines(tx: Tx, person: PersonId, now: datetime) -> list[Line]:
    """Everything that somebody has open, also what is far away."""
    catalogue = await load_catalogue(tx)
    return [duty_line(each, catalogue) for each in await open_of(tx, [person], now)]


def is_worth_a_line(each: Obligation, today: date) -> bool:
    """A quota of a year is told of when half of it is over and less than half done; everything near its end."""
    is_behind = each.half_on is not None and today >= each.half_on and each.count * 2 < each.minimum
    return is_behind or each.due_on - today <= LEAD * DAY


def duty_line(each: Obligation, catalogue: Catalogue) -> Line:
    """An obligation in a line. What a form fulfils is done by that form."""
    duty = catalogue.duties.get(each.duty)
    form = duty.form if duty else None
    acts = (LineAct.OPEN,) if form else (LineAct.DONE,)
    return Line(
        source=DUTY,
        key=each.key,
        text=words_of(each, duty),
        due_at=each.due_at,
        acts=(*acts, LineAct.LATER, LineAct.NOT_TODAY, LineAct.HAND_ON, LineAct.NOT_MINE),
        link=FORMS if form else None,
    )


def words_of(each: Obligation, duty: Duty | None) -> str:
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
