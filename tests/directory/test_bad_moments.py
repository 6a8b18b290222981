"""Readings at a bad moment (Y17, Y18, Y20, Y23 to Y25): beside local rows, two at once, late, old, and very many."""

import asyncio
import time

from sqlalchemy import text

from emulator.bad_directory import CROWDED, Bad
from tests.directory.campus import NOW, Campus

SECONDS = 60.0

_LOCAL = text("""
    insert into departments (platform, account, external_id, name, active)
    values ('local', 'college', 'L1', '校庆筹备组', true) returning id
""")
_MEMBER = text("""
    insert into memberships (person_id, department_id, leads)
    select id, :department, true from people order by id limit 3
""")


async def test_a_local_department_and_who_is_in_it_are_not_touched(campus: Campus):
    async with campus.database.begin(NOW) as tx:
        department = await tx.conn.scalar(_LOCAL)
        await tx.conn.execute(_MEMBER, {"department": department})
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.FIVE_PLACES)
    campus.spoiler.switch_on(Bad.LOUD_NAMES)
    await campus.sync()

    campus.spoiler.switch_off()
    await campus.sync()

    after = await campus.facts()
    assert [row for row in after[2] if row[0] == "local"] == [row for row in before[2] if row[0] == "local"]
    assert [row for row in after[3] if row[1] == department] == [row for row in before[3] if row[1] == department]


async def test_two_readings_at_once_make_everybody_once(unread: Campus):
    one, other = await asyncio.gather(unread.reader.read(), unread.reader.read())

    counts = await asyncio.gather(unread.write(one), unread.write(other))

    assert sorted(count.joined for count in counts) == [0, 600]
    people, accounts, *_ = await unread.facts()
    assert (len(people), len(accounts)) == (600, 600)


async def test_events_that_never_came_are_made_good_by_the_next_whole_reading(campus: Campus):
    campus.spoiler.switch_on(Bad.EVENTS_LOST)
    user = campus.user("ej1-js-1")
    person = await campus.person(user)
    campus.office.rename(user, "欧阳新名")
    campus.office.leave(campus.user("s0000009"))
    campus.office.hire("王新来", 1, "讲师", "T990001")
    await campus.emulator.settled()

    counts = await campus.sync()

    assert (counts.changed, counts.left, counts.joined) == (1, 1, 1)
    names = {row[0]: row[1] for row in (await campus.facts())[0]}
    assert names[person] == "欧阳新名"
    assert await campus.why_not() == ""


async def test_what_an_event_and_the_whole_say_later_is_what_counts(campus: Campus):
    user = campus.user("ej1-js-1")
    campus.office.rename(user, "先前的名字")
    early = await campus.parts.read([user], [])
    campus.office.rename(user, "后来的名字")
    late = await campus.reader.read()

    await campus.write(early)
    await campus.write(late)
    await campus.write(await campus.parts.read([user], []))

    person = await campus.person(user)
    assert {row[1] for row in (await campus.facts())[0] if row[0] == person} == {"后来的名字"}


async def test_yesterdays_list_does_not_remove_those_who_came_since(campus: Campus):
    campus.spoiler.remember()
    for number in range(40):
        campus.office.hire(f"新人{number}", 1, "讲师", f"T99{number:04d}")
    assert (await campus.sync()).joined == 40
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.YESTERDAY)

    why = await campus.why_not()

    assert "40 人离开" in why
    assert await campus.facts() == before


async def test_ten_thousand_people_are_read_and_written_within_a_minute(unread: Campus):
    unread.spoiler.switch_on(Bad.CROWD)
    began = time.perf_counter()

    counts = await unread.sync()

    assert counts.joined == CROWDED
    assert time.perf_counter() - began < SECONDS
