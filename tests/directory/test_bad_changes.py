"""Directories that are true and strange (Y10 to Y16, Y22): one person stays one person, and no right moves."""

from emulator.bad_directory import DEPTH, Bad
from storage.directory import DirectoryCounts
from tests.directory.campus import Campus


async def test_a_department_that_is_called_like_an_office_gives_nobody_a_role(campus: Campus):
    people, rights = (await campus.facts())[0], await campus.rights()
    campus.spoiler.switch_on(Bad.LOUD_NAMES)

    counts = await campus.sync()

    assert counts == DirectoryCounts(departments_changed=3)
    assert (await campus.facts())[0] == people
    assert await campus.rights() == rights


async def test_an_office_that_is_renamed_to_the_personnel_office_gets_none_of_its_roles(campus: Campus):
    roles = {role: held for role, held in (await campus.rights()).items() if role in {"hr", "admin"}}
    assert all(roles.values())
    campus.office.retitle(campus.department("招生就业处"), "人事处")

    counts = await campus.sync()

    assert counts == DirectoryCounts(departments_changed=1)
    after = await campus.rights()
    assert {role: after[role] for role in roles} == roles


async def test_an_id_that_is_used_again_makes_a_department_of_its_name_and_gives_no_right(campus: Campus):
    rights = await campus.rights()
    everybody = [row[0] for row in (await campus.facts())[0]]
    campus.spoiler.switch_on(Bad.ID_REUSED)

    counts = await campus.sync()

    assert (counts.left, counts.joined) == (0, 0)
    assert [row[0] for row in (await campus.facts())[0]] == everybody
    after = await campus.rights()
    assert all(after[right] <= held for right, held in rights.items())


async def test_departments_in_a_circle_are_named_and_nothing_is_written(campus: Campus):
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.CIRCLE)

    why = await campus.why_not()

    assert "成了一个圈" in why
    assert "在平台后台改正" in why
    assert await campus.facts() == before


async def test_a_department_whose_parent_is_not_there_keeps_its_people(campus: Campus):
    people, rights = (await campus.facts())[0], await campus.rights()
    campus.spoiler.switch_on(Bad.ORPHAN)

    counts = await campus.sync()

    assert (counts.left, counts.departments_gone) == (0, 0)
    assert (await campus.facts())[0] == people
    assert await campus.rights() == rights


async def test_forty_departments_one_in_another_are_taken_in(campus: Campus):
    rights = await campus.rights()
    campus.spoiler.switch_on(Bad.DEEP)

    counts = await campus.sync()

    assert (counts.departments_added, counts.left) == (DEPTH, 0)
    after = await campus.rights()
    assert all(after[right] <= held for right, held in rights.items())


async def test_somebody_in_five_departments_is_one_person(campus: Campus):
    people = [row[:4] for row in (await campus.facts())[0]]
    campus.spoiler.switch_on(Bad.FIVE_PLACES)

    counts = await campus.sync()

    assert (counts.changed, counts.joined, counts.left) == (1, 0, 0)
    assert [row[:4] for row in (await campus.facts())[0]] == people


async def test_another_spelling_of_every_user_id_is_nobody_new(campus: Campus):
    before, rights = await campus.facts(), await campus.rights()
    campus.spoiler.switch_on(Bad.OTHER_CASE)

    counts = await campus.sync()

    assert (counts.joined, counts.left) == (0, 0)
    assert await campus.facts() == before
    assert await campus.rights() == rights


async def test_another_user_id_with_the_same_staff_number_is_the_same_person(campus: Campus):
    people, rights = (await campus.facts())[0], await campus.rights()
    campus.spoiler.switch_on(Bad.OTHER_IDS)

    await campus.sync()

    assert (await campus.facts())[0] == people
    assert len({await campus.person(f"renamed-{number}") for number in range(1, 6)} - {None}) == 5
    after = await campus.rights()
    assert all(after[right] <= held for right, held in rights.items())


async def test_whoever_comes_back_is_the_person_they_were(campus: Campus):
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.AWAY)
    assert (await campus.sync()).left == 1
    away = [row[0] for row in (await campus.facts())[0] if row[4] != "active"]
    assert len(away) == 1

    campus.spoiler.switch_off()
    counts = await campus.sync()

    assert (counts.returned, counts.joined) == (1, 0)
    assert (await campus.facts())[:3] == before[:3]
