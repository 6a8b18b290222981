"""The lines of what checks have found, of the small question of the day, and of answers that wait for HR."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.duties.lines import Line, LineAct
from domain.ids import PersonId
from domain.office import Office
from domain.quality.check import AMENDMENT, AWAY, PERSON, Check, Question
from domain.texts import quality as words
from handlers.facts import directory_for
from handlers.finding_owners import people_behind
from handlers.roles import Role
from storage.checks import watched
from storage.daily_questions import Asked, lay_out, number_of_answers, open_on
from storage.database import Tx
from storage.findings import Owed, owed, owners_waiting
from storage.roles import holders

FINDING, QUESTION, ANSWERS = "finding", "question", "answers"
PUT_OFF = (LineAct.OPEN, LineAct.LATER, LineAct.NOT_TODAY)
TITLES = {AWAY: "数据源读不到", AMENDMENT: "已同意的更正还没有改"}

Lines = Mapping[PersonId, Sequence[Line]]


class FindingLines:
    """A source of lines: one for each check and owner, however much it has found."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """What these people have to put right. What they are asked in the question of the day is not said twice."""
        del now
        directory = await directory_for(tx, office)
        wanted = set(people)
        behind = {owner: people_behind(owner, directory) for owner in await owners_waiting(tx)}
        behind = {owner: found for owner, found in behind.items() if wanted.intersection(found)}
        checks = {each.check.key: each.check for each in await watched(tx)}
        found: dict[PersonId, list[Line]] = defaultdict(list)
        for each in await owed(tx, [*behind, *(f"{PERSON}:{person}" for person in people)]):
            if each.owner.startswith(PERSON) and each.check in asking(checks):
                continue
            line = _line(each, checks, office)
            for person in behind.get(each.owner) or people_behind(each.owner, directory):
                if person in wanted:
                    found[person].append(line)
        return found


class QuestionLines:
    """A source of lines: one small question, never two a day."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """The question of the day for those of whom only they know something."""
        asked = asking({each.check.key: each.check for each in await watched(tx)})
        if not asked:
            return {}
        day = now.astimezone(office.campus).date()
        await lay_out(tx, people, list(asked), day)
        today = await open_on(tx, people, day)
        return {person: (_question(each, asked[each.check]),) for person, each in today.items() if each.check in asked}


class AnswerLines:
    """A source of lines for HR alone."""

    async def lines_of(self, tx: Tx, office: Office, people: Sequence[PersonId], now: datetime) -> Lines:
        """All answers together: they are confirmed as a batch."""
        del now
        number = await number_of_answers(tx)
        if not number:
            return {}
        text = f"{words.HR_LINE.format(number=number)}：发 数据质量 核对"
        line = Line(source=ANSWERS, key=f"{ANSWERS}:all", text=text, is_blocking=True, acts=PUT_OFF[1:])
        return dict.fromkeys(await holders(tx, office.roles.get(Role.HR, ()), people), (line,))


def asking(checks: Mapping[str, Check]) -> dict[str, Question]:
    """The questions of those checks that ask one."""
    return {key: check.question for key, check in checks.items() if check.question is not None}


def title_of_check(key: str, checks: Mapping[str, Check]) -> str:
    """As people read it."""
    return checks[key].title if key in checks else TITLES.get(key, key)


def _question(each: Asked, question: Question) -> Line:
    text = words.QUESTION_LINE.format(text=question.text)
    return Line(source=QUESTION, key=f"{QUESTION}:{each.id}", text=text)


def _line(each: Owed, checks: Mapping[str, Check], office: Office) -> Line:
    since = words.since(each.oldest, office.campus)
    title = title_of_check(each.check, checks)
    return Line(
        source=FINDING,
        key=f"{FINDING}:{each.check}:{each.owner}",
        text=words.line(title, each.number, each.samples, since, is_back=each.is_back),
        acts=PUT_OFF,
        link=f"/h5/quality/{each.check}",
    )
