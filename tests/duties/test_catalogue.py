"""The published catalogue: duties come, change and end; what was imported is the college's own word."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from bot.publishing import publish_duties
from domain.duties.duty import Owed
from domain.duties.rules import Annual, Edge, Monthly
from domain.office import Office
from domain.shift import Shift
from storage.alerts import untold
from storage.duties import Origin, load_catalogue, publish, revision_of
from tests.duties.worlds import CALENDAR, CAMPUS, duty

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
SPRING = duty(Annual(month=3, day=31, edge=Edge.BY), "A-1", checker="vice_president", owed=Owed.EACH, note="按月底")
MONTHLY = duty(Monthly(day=25), "A-2", evidence="考勤表")
ROOT = Path(__file__).parents[2]


async def put(database, *duties, **how):
    async with database.begin(NOW) as tx:
        return await publish(tx, duties, **how)


async def known(database):
    async with database.begin(NOW) as tx:
        return await load_catalogue(tx)


async def revision(database):
    async with database.begin(NOW) as tx:
        return await revision_of(tx)


async def test_what_is_published_is_read_back_as_it_was_and_twice_changes_nothing(database):
    first = await put(database, SPRING, MONTHLY)
    before = await revision(database)
    again = await put(database, SPRING, MONTHLY)

    assert first.put == ("A-1", "A-2")
    assert (again.put, again.ended) == ((), ())
    assert await revision(database) == before
    assert list((await known(database)).duties.values()) == [SPRING, MONTHLY]


async def test_a_changed_duty_is_a_new_revision_and_one_that_is_gone_ends(database):
    await put(database, SPRING, MONTHLY)
    before = await revision(database)
    changed = await put(database, replace(SPRING, title="另一项"))

    catalogue = await known(database)

    assert (changed.put, changed.ended) == (("A-1",), ("A-2",))
    assert await revision(database) != before
    assert [each.title for each in catalogue.duties.values()] == ["另一项"]


async def test_a_duty_that_comes_back_is_in_force_again(database):
    await put(database, SPRING, MONTHLY)
    await put(database, SPRING)
    await put(database, SPRING, MONTHLY)

    assert list((await known(database)).duties) == ["A-1", "A-2"]


async def test_what_was_imported_is_not_changed_back_by_the_files(database):
    await put(database, SPRING, MONTHLY)
    await put(database, replace(SPRING, title="学校自己的"), origin=Origin.IMPORT, by="cli:import")
    await put(database, SPRING, MONTHLY)

    assert [each.title for each in (await known(database)).duties.values()] == ["学校自己的"]


async def test_a_part_that_is_imported_leaves_the_others_as_they_are(database):
    await put(database, SPRING, MONTHLY)
    await put(database, replace(MONTHLY, title="学校自己的"), origin=Origin.IMPORT, ends_others=False)

    assert {each.title for each in (await known(database)).duties.values()} == {"一项职责", "学校自己的"}


async def test_the_files_are_published_whole_or_not_at_all_and_it_is_told_why(database, tmp_path):
    (tmp_path / "duties").mkdir()
    file = tmp_path / "duties" / "teaching.toml"
    file.write_text(
        'department = "教务处"\n[[duties]]\ncode = "A-1"\npost = "nobody"\ntitle = "一项"\n'
        'rule = { kind = "term_week", term = "each", week = 40 }\n',
        encoding="utf-8",
    )
    office = Office(name="学校", campus=CAMPUS, calendar=CALENDAR, shift=Shift())

    await publish_duties(database, tmp_path, office)

    async with database.begin(NOW) as tx:
        alerts = [each.text for each in await untold(tx, 1)]
        count = await tx.conn.scalar(text("select count(*) from duties"))
    assert count == 0
    assert "duties/teaching.toml" in alerts[0]
    assert "应在 1 到 30 之间，现在是 40" in alerts[0]
