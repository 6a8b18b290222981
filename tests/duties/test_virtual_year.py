"""Whatever runs, dies or jumps: on each working day each person is told once of each thing they owe, and of all."""

from datetime import date, timedelta

import pytest

from domain.duties.due import LEAD
from domain.duties.duty import Owed
from domain.duties.rules import Annual, AtLeast, Every, Monthly, Weekly
from storage.verify import verify
from tests.duties.owing import duty, laid_out, owes, rows, with_posts
from tests.duties.virtual_year import Year
from tests.thorough import IS_THOROUGH

DAYS = 400 if IS_THOROUGH else 8
FIRST = date(2030, 3, 4)
DAY = timedelta(days=1)
TOLD = """
    select d.day, p.name, o.duty, o.period, count(*) as times
    from digests d cross join lateral jsonb_array_elements(d.lines) line
    join obligations o on o.id = substr(line ->> 'key', 12)::bigint
    join people p on p.id = d.person_id
    group by 1, 2, 3, 4
"""
OWED = """
    select p.name, o.duty, o.period, o.due_on, o.half_on, (o.opens_at at time zone 'Asia/Shanghai')::date as opens_on
    from obligations o join people p on p.id = o.owner_id
"""


@pytest.mark.timeout(3000 if DAYS > 100 else 120)
async def test_each_duty_period_and_person_is_told_once_on_every_working_day_and_never_twice(college):
    with_posts(college, clerk=("李雷", "韩梅"), boss=("王主任",))
    await owes(
        college,
        duty("W", Weekly(weekday=5), owed=Owed.EACH),
        duty("M", Monthly(day=31)),
        duty("B", Annual(month=3, day=20), post="boss"),
        duty("Q", AtLeast(count=1, per=Every.TERM), post="boss"),
    )
    year = Year(college)

    await year.pass_days(FIRST, DAYS)

    told = {(row.day, row.name, row.duty, row.period): row.times for row in await rows(college, TOLD)}
    working = [FIRST + ahead * DAY for ahead in range(DAYS) if college.office.calendar.works(FIRST + ahead * DAY)]
    owed = {
        (day, row.name, row.duty, row.period)
        for row in await rows(college, OWED)
        for day in working
        if row.opens_on <= day and (row.due_on - day).days <= LEAD
    }
    assert year.deaths > 0
    assert set(told.values()) == {1}
    assert told.keys() == owed
    assert await rows(college, "select person_id, day from digests group by 1, 2 having count(*) > 1") == []
    assert await verify(college.database) == []


async def test_a_day_on_which_nothing_ran_is_no_day_of_two_cards(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("M", Monthly(day=31)))

    await Year(college, kills=0).pass_days(FIRST, 5, down=(1, 2))

    days = [row.day for row in await rows(college, "select day from digests where card_id is not null order by 1")]
    assert days == [FIRST, FIRST + 3 * DAY, FIRST + 4 * DAY]


async def test_somebody_in_two_posts_is_told_of_both_on_one_card(college):
    with_posts(college, clerk=("李雷",), boss=("李雷",))
    await owes(college, duty("A", Monthly(day=31)), duty("B", Monthly(day=31), post="boss"))

    await Year(college, kills=0).pass_days(FIRST, 1)

    [row] = await rows(college, "select jsonb_array_length(lines) as lines from digests where card_id is not null")
    assert row.lines == 2
    assert await laid_out(college) is None
