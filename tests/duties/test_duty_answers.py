"""What an owner said once about a duty without a date counts until they say another thing."""

from datetime import UTC, date, datetime

from domain.duties.rules import AfterEvent, Annual, Edge, Lapse, Monthly, OneOff, Unit
from storage.duty_answers import answer, answer_of, answers, answers_mark, take_answer_back
from tests.storage.people import add_people

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DUTY = "004-JX-1.6.1"


async def test_the_last_word_counts_and_every_kind_of_answer_reads_back_equal(database):
    [person] = await add_people(database, "王芳")
    said = [
        OneOff(at=date(2026, 12, 1)),
        Annual(month=5, day=10, edge=Edge.BY),
        Monthly(day=15),
        AfterEvent(event="platform_requirement_finalized", lapse=Lapse(Unit.MONTHS, 2)),
    ]
    marks = set()
    async with database.begin(NOW) as tx:
        for rule in said:
            await answer(tx, DUTY, rule, by=person, words="每年5月10日")
            assert (await answer_of(tx, DUTY)).rule == rule
            marks.add(await answers_mark(tx))
        assert list(await answers(tx)) == [DUTY]
        assert await take_answer_back(tx, DUTY, by=person)
        assert not await take_answer_back(tx, DUTY, by=person)
        assert await answer_of(tx, DUTY) is None
        marks.add(await answers_mark(tx))

    assert len(marks) == len(said) + 1
