"""What is owed follows from rules and posts; whatever changes about them, nothing is lost, doubled or rewritten."""

from datetime import date, timedelta
from itertools import pairwise

from domain.duties.duty import Owed
from domain.duties.rules import Annual, Daily, Monthly
from tests.duties.owing import DAY, duty, laid_out, obligations, owes, rows, with_posts

SPRING = Annual(month=3, day=20)


async def test_each_holder_of_a_post_owes_what_is_due_in_the_next_sixty_days_once(college):
    with_posts(college, clerk=("李雷", "韩梅"))

    await owes(college, duty("A-1", SPRING, owed=Owed.EACH))

    owed = await obligations(college)
    assert [(row.duty, row.period, row.owner, row.due_on, row.state) for row in owed] == [
        ("A-1", "2030", "李雷", date(2030, 3, 20), "open"),
        ("A-1", "2030", "韩梅", date(2030, 3, 20), "open"),
    ]
    assert all(row.opens_at < row.yellow_at < row.orange_at < row.due_at for row in owed)


async def test_nothing_is_laid_out_again_while_nothing_has_changed(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", SPRING))

    assert await laid_out(college) is None
    college.now -= timedelta(hours=1)  # a clock that was set back
    assert await laid_out(college) is None


async def test_what_fell_due_before_there_was_a_catalogue_is_asked_of_nobody(college):
    with_posts(college, clerk=("李雷",))

    await owes(college, duty("A-1", Monthly(day=1)))

    assert [row.period for row in await obligations(college)] == ["2030-04", "2030-05"]


async def test_what_each_of_many_owes_is_made_shortly_before_it_opens(college):
    with_posts(college, clerk=("李雷", "韩梅"))

    await owes(college, duty("A-1", Daily(), owed=Owed.EACH))

    assert len(await obligations(college)) == 2 * 3  # today, tomorrow and the day after


async def test_what_fell_due_while_nothing_ran_is_owed_still(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", Daily()))
    first = [row.period for row in await obligations(college)]

    college.now += 70 * DAY
    await laid_out(college)

    periods = [row.period for row in await obligations(college)]
    assert len(periods) == len(set(periods))
    assert set(first) < set(periods)
    days = sorted(date.fromisoformat(period) for period in periods)
    assert all(later - earlier == DAY for earlier, later in pairwise(days))


async def test_a_new_holder_takes_over_what_is_open_and_nothing_of_what_is_done(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", Monthly(day=10)))
    await rows(
        college,
        "update obligations set state = 'done', done_at = now(), done_by_id = owner_id, times = 1"
        " where period = '2030-03' returning id",
    )
    college.now += 28 * DAY
    await laid_out(college)

    with_posts(college, clerk=("韩梅",))
    college.now += DAY
    await laid_out(college)

    owed = {row.period: row for row in await obligations(college)}
    assert (owed["2030-03"].owner, owed["2030-03"].state) == ("李雷", "done")
    assert (owed["2030-04"].owner, owed["2030-04"].state) == ("韩梅", "open")
    assert owed["2030-04"].moved_from_id == college.ids["李雷"]


async def test_a_vacant_post_is_the_heads_and_says_so(college):
    await owes(college, duty("A-1", SPRING, post="nobody"))

    [owed] = await obligations(college)
    assert (owed.owner, owed.is_vacant) == ("王主任", True)


async def test_a_duty_that_ends_is_owed_no_more_and_comes_back_with_it(college):
    with_posts(college, clerk=("李雷",))
    kept, ended = duty("A-1", SPRING), duty("A-2", SPRING)
    await owes(college, kept, ended)

    await owes(college, kept)
    assert {row.duty: row.state for row in await obligations(college)} == {"A-1": "open", "A-2": "void"}

    await owes(college, kept, ended)
    assert {row.duty: row.state for row in await obligations(college)} == {"A-1": "open", "A-2": "open"}


async def test_a_date_that_moves_moves_what_is_open_and_leaves_what_is_done(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", SPRING), duty("A-2", SPRING))
    await rows(
        college,
        "update obligations set state = 'done', done_at = now(), done_by_id = owner_id, times = 1"
        " where duty = 'A-2' returning id",
    )

    moved = Annual(month=3, day=25)
    await owes(college, duty("A-1", moved), duty("A-2", moved))

    assert {row.duty: row.due_on.day for row in await obligations(college)} == {"A-1": 25, "A-2": 20}


async def test_who_joins_at_noon_owes_from_then_on_and_who_leaves_owes_nothing(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", Daily(), owed=Owed.EACH))

    college.now += timedelta(hours=3)
    with_posts(college, clerk=("李雷", "韩梅"))
    await laid_out(college)
    today = "2030-03-04"
    assert [row.owner for row in await obligations(college) if row.period == today] == ["李雷", "韩梅"]

    college.now += timedelta(days=1)
    with_posts(college, clerk=("韩梅",))
    await laid_out(college)
    left = [row for row in await obligations(college) if row.owner == "李雷"]
    assert left
    assert all(row.state == "void" for row in left)


async def test_the_report_has_what_is_owed_with_the_words_of_the_catalogue(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", SPRING))

    [line] = await rows(college, "select * from report.duties")

    assert dict(line) == {
        "duty_id": "A-1",
        "department": "信息工程系",
        "post": "clerk",
        "title": "职责A-1",
        "period": "2030",
        "due_at": line.due_at,
        "owner_id": college.ids["李雷"],
        "state": "open",
        "done_at": None,
    }
