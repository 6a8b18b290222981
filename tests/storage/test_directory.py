"""What a directory reading makes of departments and people."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from domain.directory import Directory, ReadDepartment, ReadMember, Untold
from domain.directory_plan import TooMuchAtOnce
from domain.directory_reading import DirectoryRefused
from domain.events import Source
from storage.database import Database
from storage.directory import DirectoryCounts, Guard, compare, load
from storage.tables_of_people import people

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAFF = Source("wecom", "staff")
STUDENTS = Source("wecom", "students")

COLLEGE = ReadDepartment(id="1", parent_id=None, name="示例学院")
HR = ReadDepartment(id="2", parent_id="1", name="人事处", leaders=("Dean",), order=9)
DEAN = ReadMember(user_id="Dean", name="李主任", departments=("1",), staff_no="T0001", position="处长")
EVE = ReadMember(user_id="eve", name="伊芙", departments=("2", "1"), main_department="2", direct_leaders=("DEAN",))
READ = Directory((HR, COLLEGE), (DEAN, EVE))


def college_of(size: int) -> Directory:
    members = tuple(
        ReadMember(user_id=f"u{n}", name=f"教师{n}", departments=("1",), staff_no=f"S{n}") for n in range(size)
    )
    return Directory((COLLEGE,), members)


async def sync(database: Database, read: Directory, source: Source = STAFF, guard: Guard = Guard.ON) -> DirectoryCounts:
    async with database.begin(NOW) as tx:
        return await load(tx, source, read, guard=guard)


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


PEOPLE = "select name, staff_no, status from people order by id"
LEADING = """
    select p.name, d.name, m.leads
    from memberships m join people p on p.id = person_id join departments d on d.id = department_id
    order by 1, 2
"""
ABOVE = """
    select p.name, l.name
    from direct_leaders d join people p on p.id = d.person_id join people l on l.id = d.leader_id
    order by 1, 2
"""
MAIN = """
    select d.name, above.name
    from people p
    join departments d on d.id = main_department_id
    left join departments above on above.id = d.parent_id
    where p.name = '伊芙'
"""
MEMBERSHIPS = """
    select m.* from memberships m join departments d on d.id = department_id where account = 'staff' order by 1, 2
"""


async def test_a_first_reading_brings_departments_people_and_who_leads_whom(database):
    counts = await sync(database, READ)

    assert counts == DirectoryCounts(departments_added=2, joined=2)
    assert await rows(database, PEOPLE) == [("李主任", "T0001", "active"), ("伊芙", None, "active")]
    assert await rows(database, LEADING) == [
        ("伊芙", "人事处", False),
        ("伊芙", "示例学院", False),
        ("李主任", "人事处", True),
        ("李主任", "示例学院", False),
    ]
    assert await rows(database, ABOVE) == [("伊芙", "李主任")]
    assert await rows(database, MAIN) == [("人事处", "示例学院")]


async def test_the_same_reading_again_changes_nothing_not_even_the_audit(database):
    await sync(database, READ)
    audited = await rows(database, "select seq, hash from audit")

    counts = await sync(database, READ)

    assert counts == DirectoryCounts()
    assert await rows(database, "select seq, hash from audit") == audited


async def test_account_ids_are_one_whatever_their_case(database):
    await sync(database, READ)

    counts = await sync(database, Directory(READ.departments, (replace(DEAN, user_id="dEAN"), EVE)))

    assert counts == DirectoryCounts(changed=1)
    assert len(await rows(database, PEOPLE)) == 2


async def test_new_names_posts_departments_and_leaders_are_taken_over(database):
    await sync(database, READ)
    moved = replace(EVE, name="伊芙琳", position="科长", departments=("1",), main_department="1", direct_leaders=())

    counts = await sync(database, Directory((COLLEGE, replace(HR, name="人力资源部")), (DEAN, moved)))

    assert counts == DirectoryCounts(departments_changed=1, changed=1)
    assert await rows(database, "select name, position from people where id = 2") == [("伊芙琳", "科长")]
    assert await rows(database, LEADING) == [
        ("伊芙琳", "示例学院", False),
        ("李主任", "人力资源部", True),
        ("李主任", "示例学院", False),
    ]
    assert await rows(database, ABOVE) == []


async def test_who_is_missing_has_left_and_who_comes_back_is_the_same_person(database):
    await sync(database, READ)

    left = await sync(database, Directory(READ.departments, (DEAN,)))

    assert left == DirectoryCounts(left=1)
    assert await rows(database, PEOPLE) == [("李主任", "T0001", "active"), ("伊芙", None, "left")]
    assert ("伊芙",) not in await rows(database, "select p.name from memberships m join people p on p.id = person_id")
    assert await sync(database, READ) == DirectoryCounts(returned=1)
    assert await rows(database, PEOPLE) == [("李主任", "T0001", "active"), ("伊芙", None, "active")]


async def test_a_disabled_member_has_left_too(database):
    await sync(database, READ)

    counts = await sync(database, Directory(READ.departments, (DEAN, replace(EVE, is_active=False))))

    assert counts == DirectoryCounts(left=1)


async def test_a_staff_number_makes_two_accounts_one_person_and_the_older_account_tells_the_name(database):
    await sync(database, READ)
    first = ReadMember(user_id="li", name="李主任", departments=("1",), staff_no="T0001", position="教师")
    again = replace(first, name="老李")

    counts = await sync(database, Directory((COLLEGE,), (first,)), STUDENTS)

    assert counts == DirectoryCounts(departments_added=1, joined=1)
    assert await sync(database, Directory((COLLEGE,), (again,)), STUDENTS) == DirectoryCounts()
    assert await rows(database, "select count(*) from accounts where person_id = 1") == [(2,)]
    assert await rows(database, "select name, position from people where id = 1") == [("李主任", "处长")]
    assert await sync(database, Directory((COLLEGE,), (again,)), STUDENTS) == DirectoryCounts()
    assert await sync(database, READ) == DirectoryCounts()


async def test_a_person_with_another_account_has_not_left(database):
    await sync(database, READ)
    other = ReadMember(user_id="li", name="李主任", departments=("1",), staff_no="T0001")
    await sync(database, Directory((COLLEGE,), (other,)), STUDENTS)

    await sync(database, Directory((HR, COLLEGE), (EVE,)))

    assert await rows(database, PEOPLE) == [("李主任", "T0001", "active"), ("伊芙", None, "active")]
    assert await rows(database, "select account from accounts where active order by 1") == [("staff",), ("students",)]


async def test_a_renamed_account_stays_the_same_person(database):
    await sync(database, READ)

    counts = await sync(database, Directory(READ.departments, (replace(DEAN, user_id="li.zhu"), EVE)))

    assert (counts.joined, counts.left) == (1, 1)
    assert await rows(database, PEOPLE) == [("李主任", "T0001", "active"), ("伊芙", None, "active")]


async def test_a_staff_number_of_somebody_else_is_reported_and_not_taken(database):
    await sync(database, READ)

    counts = await sync(database, Directory(READ.departments, (DEAN, replace(EVE, staff_no="T0001"))))
    twice = Directory(
        READ.departments,
        (DEAN, EVE, replace(DEAN, user_id="x", staff_no="N1"), replace(DEAN, user_id="y", staff_no="N1")),
    )
    later = await sync(database, twice)

    assert counts == DirectoryCounts(conflicts=1)
    assert (later.joined, later.conflicts) == (2, 1)
    assert await rows(database, "select staff_no from people order by id") == [("T0001",), (None,), ("N1",), (None,)]


@pytest.mark.parametrize("read", [Directory((), ()), Directory((COLLEGE,), ()), Directory((), (EVE,))])
async def test_an_empty_reading_is_an_error_and_no_order_to_delete(database, read):
    await sync(database, READ)

    with pytest.raises(DirectoryRefused, match="空"):
        await sync(database, read)

    assert {status for _, _, status in await rows(database, PEOPLE)} == {"active"}


async def test_departments_in_a_circle_are_refused(database):
    circle = (replace(COLLEGE, parent_id="2"), HR)

    with pytest.raises(DirectoryRefused, match="圈"):
        await sync(database, Directory(circle, (DEAN,)))


async def test_five_may_leave_a_small_college_at_once_and_six_need_a_word(database):
    whole = college_of(30)
    await sync(database, whole)

    assert await sync(database, Directory(whole.departments, whole.members[5:])) == DirectoryCounts(left=5)
    with pytest.raises(TooMuchAtOnce, match="6 人离开"):
        await sync(database, Directory(whole.departments, whole.members[11:]))
    assert await rows(database, "select count(*) from people where status = 'left'") == [(5,)]
    assert (await sync(database, Directory(whole.departments, whole.members[11:]), guard=Guard.FORCED)).left == 6


async def test_five_percent_may_leave_a_large_one(database):
    whole = college_of(200)
    await sync(database, whole)

    with pytest.raises(TooMuchAtOnce):
        await sync(database, Directory(whole.departments, whole.members[11:]))
    assert (await sync(database, Directory(whole.departments, whole.members[10:]))).left == 10


async def test_a_few_new_names_more_than_usual_need_a_word(database):
    whole = college_of(30)
    await sync(database, whole)
    renamed = tuple(replace(one, name=f"新{one.name}") for one in whole.members[:6])

    with pytest.raises(TooMuchAtOnce, match="6 人改名"):
        await sync(database, Directory(whole.departments, renamed + whole.members[6:]))


async def test_garbled_names_are_not_taken_over_on_anybodys_word(database):
    whole = college_of(30)
    await sync(database, whole)
    garbled = tuple(replace(one, name="??") for one in whole.members[:16])

    with pytest.raises(DirectoryRefused, match="乱码"):
        await sync(database, Directory(whole.departments, garbled + whole.members[16:]), guard=Guard.FORCED)


async def test_names_that_were_hidden_until_now_are_taken_over_all_at_once(database):
    whole = college_of(30)
    await sync(database, Directory(whole.departments, tuple(replace(one, name="") for one in whole.members)))

    assert (await sync(database, whole, guard=Guard.FORCED)).changed == 30


async def test_a_name_that_the_platform_no_longer_tells_is_kept(database):
    await sync(database, READ)

    counts = await sync(database, Directory(READ.departments, (replace(DEAN, name=""), EVE)))

    assert counts == DirectoryCounts()


async def test_signs_that_no_database_takes_are_dropped(database):
    await sync(database, Directory((COLLEGE,), (replace(DEAN, name="李\x00主\ud83d任\u202e"),)))

    assert await rows(database, "select name from people") == [("李主任",)]


async def test_a_department_named_like_a_role_grants_nothing_and_the_run_is_in_the_audit(database):
    await sync(database, READ)

    await sync(database, Directory((COLLEGE, replace(HR, name="管理员")), (DEAN,)))

    audited = await rows(database, "select actor, action, object, detail ->> 'left' from audit order by seq")
    assert audited[0] == ("job:sync-org", "directory.loaded", "account:wecom:staff", "0")
    assert audited[1:] == [
        ("job:sync-org", "directory.loaded", "account:wecom:staff", "1"),
        ("job:sync-org", "account.closed", "account:wecom:staff:eve", None),
    ]


async def test_other_sources_are_not_touched(database):
    await sync(database, READ)
    before = await rows(database, MEMBERSHIPS)

    await sync(database, college_of(3), STUDENTS)
    await sync(database, Directory((COLLEGE,), college_of(3).members[:1]), STUDENTS)

    assert await rows(database, MEMBERSHIPS) == before != []


async def test_a_comparison_writes_nothing(database):
    async with database.begin(NOW) as tx:
        plan = await compare(tx, STAFF, READ)

        assert (await tx.conn.execute(select(people))).all() == []
    assert [(d.kind.value, d.subject) for d in plan.differences] == [
        ("新增部门", "人事处"),
        ("新增部门", "示例学院"),
        ("新增人员", "李主任（T0001）"),
        ("新增人员", "伊芙（eve）"),
    ]


async def test_ten_thousand_people_are_loaded_and_compared_in_seconds(database):
    whole = college_of(10_000)

    async with database.begin(NOW) as tx:
        assert (await load(tx, STAFF, whole)).joined == 10_000
        size = "select min(reltuples) from pg_class where relkind = 'r' and relname in ('people', 'memberships')"
        assert await tx.conn.scalar(text(size)) >= 9_000  # known before anybody asks for the college
    assert await sync(database, whole) == DirectoryCounts()


async def test_what_the_account_may_not_read_is_not_taken_away_from_anybody(database: Database):
    await sync(database, READ)
    bare = Directory(READ.departments, (replace(DEAN, position=""), replace(EVE, direct_leaders=())), frozenset(Untold))

    assert await sync(database, bare) == DirectoryCounts()

    assert await rows(database, "select position from people where name = '李主任'") == [("处长",)]
    assert await rows(database, ABOVE) == [("伊芙", "李主任")]


async def test_a_post_that_one_person_loses_while_others_are_told_theirs_is_lost(database: Database):
    await sync(database, READ)

    counts = await sync(database, replace(READ, members=(replace(DEAN, position=""), EVE)))

    assert counts != DirectoryCounts()
    assert await rows(database, "select position from people where name = '李主任'") == [("",)]
