"""Whose an account of a second platform is: the staff number's owner's, or somebody has to decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from storage.account_reviews import open_reviews
from storage.database import Database
from storage.directory import DirectoryCounts, compare, load

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAFF = Source("wecom", "staff")
STUDENTS = Source("dingtalk", "students")

COLLEGE = ReadDepartment(id="1", parent_id=None, name="示例学院")
LI = ReadMember(user_id="li", name="李雷", departments=("1",), staff_no="T0001")
HAN = ReadMember(user_id="han", name="韩梅", departments=("1",))
ON_WECOM = Directory((COLLEGE,), (LI, HAN))
DEAN = ReadMember(user_id="d-dean", name="钱院长", departments=("1",), staff_no="T0099")


def on_dingtalk(*members: ReadMember) -> Directory:
    return Directory((COLLEGE,), (DEAN, *members))


async def sync(database: Database, read: Directory, source: Source, at: datetime = NOW) -> DirectoryCounts:
    async with database.begin(at) as tx:
        return await load(tx, source, read)


async def both(database: Database, *members: ReadMember) -> DirectoryCounts:
    await sync(database, ON_WECOM, STAFF)
    return await sync(database, on_dingtalk(*members), STUDENTS)


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


async def waiting(database: Database) -> list[tuple[str, str | None, list[str]]]:
    async with database.begin(NOW) as tx:
        found = await open_reviews(tx)
    return [(one.user_id, one.staff_no, [each.name for each in one.candidates]) for one in found]


STATES = "select user_key, state, person_id from account_reviews order by user_key"
DINGTALK = "select user_id, person_id from accounts where platform = 'dingtalk' order by user_id"


async def test_the_same_number_and_name_is_the_same_person(database):
    counts = await both(database, ReadMember(user_id="d-li", name="李 雷", departments=("1",), staff_no="T0001"))

    assert (counts.joined, counts.doubtful) == (2, 0)
    assert ("d-li", 1) in await rows(database, DINGTALK)


async def test_the_same_name_without_a_number_is_put_up_for_review_and_makes_nobody(database):
    counts = await both(database, ReadMember(user_id="d-li", name="李雷", departments=("1",), position="教师"))

    assert (counts.joined, counts.doubtful, counts.conflicts) == (1, 1, 0)
    assert await waiting(database) == [("d-li", None, ["李雷"])]
    assert await rows(database, DINGTALK) == [("d-dean", 3)]
    assert await rows(database, "select department, position from account_reviews") == [("示例学院", "教师")]


async def test_a_number_of_somebody_with_another_name_is_put_up_for_review(database):
    counts = await both(database, ReadMember(user_id="d-x", name="何人", departments=("1",), staff_no="T0001"))

    assert counts.doubtful == 1
    assert await waiting(database) == [("d-x", "T0001", ["李雷"])]


async def test_the_same_name_with_another_number_is_somebody_else(database):
    counts = await both(database, ReadMember(user_id="d-li", name="李雷", departments=("1",), staff_no="T0700"))

    assert (counts.joined, counts.doubtful) == (2, 0)
    assert await rows(database, "select name, staff_no from people where name = '李雷' order by id") == [
        ("李雷", "T0001"),
        ("李雷", "T0700"),
    ]


async def test_a_number_that_nobody_has_does_not_tell_namesakes_without_one_apart(database):
    counts = await both(database, ReadMember(user_id="d-han", name="韩梅", departments=("1",), staff_no="T0008"))

    assert counts.doubtful == 1
    assert await waiting(database) == [("d-han", "T0008", ["韩梅"])]


async def test_a_platform_that_hides_names_is_believed_by_the_number(database):
    counts = await both(database, ReadMember(user_id="d-li", name="d-li", departments=("1",), staff_no="T0001"))

    assert counts.doubtful == 0
    assert ("d-li", 1) in await rows(database, DINGTALK)


async def test_who_has_an_account_there_already_is_no_candidate(database):
    linked = ReadMember(user_id="d-li", name="李雷", departments=("1",), staff_no="T0001")
    await both(database, linked)

    counts = await sync(database, on_dingtalk(linked, replace(linked, user_id="d-li2", staff_no=None)), STUDENTS)

    assert (counts.joined, counts.doubtful) == (1, 0)


async def test_on_the_first_platform_of_all_nobody_is_doubted(database):
    counts = await sync(database, Directory((COLLEGE,), (LI, HAN, replace(LI, user_id="li2", staff_no=None))), STAFF)

    assert (counts.joined, counts.doubtful) == (3, 0)


async def test_the_same_doubt_again_changes_nothing_not_even_the_audit(database):
    double = ReadMember(user_id="d-li", name="李雷", departments=("1",), direct_leaders=("d-dean",))
    newcomer = ReadMember(user_id="d-new", name="新老师", departments=("1",), direct_leaders=("d-li",))
    await both(database, double, newcomer)
    audited = await rows(database, "select seq, hash from audit")

    counts = await sync(database, on_dingtalk(double, newcomer), STUDENTS, NOW + timedelta(days=1))

    assert counts == DirectoryCounts(doubtful=1)
    assert await rows(database, "select seq, hash from audit") == audited


async def test_a_number_that_appears_later_closes_the_review_by_itself(database):
    double = ReadMember(user_id="d-li", name="李雷", departments=("1",))
    await both(database, double)

    counts = await sync(database, on_dingtalk(replace(double, staff_no="T0001")), STUDENTS)

    assert (counts.joined, counts.doubtful) == (1, 0)
    assert await rows(database, STATES) == [("d-li", "linked", 1)]
    assert ("account.linked", "account:dingtalk:students:d-li") in await rows(
        database, "select action, object from audit"
    )


async def test_a_number_of_its_own_closes_the_review_as_somebody_else(database):
    double = ReadMember(user_id="d-li", name="李雷", departments=("1",))
    await both(database, double)

    await sync(database, on_dingtalk(replace(double, staff_no="T0700")), STUDENTS)

    assert await rows(database, STATES) == [("d-li", "separate", None)]


async def test_an_account_that_is_no_longer_there_is_gone_and_open_again_when_it_comes_back(database):
    double = ReadMember(user_id="d-li", name="李雷", departments=("1",))
    await both(database, double)

    await sync(database, on_dingtalk(), STUDENTS)
    gone = await rows(database, STATES)
    await sync(database, on_dingtalk(double), STUDENTS, NOW + timedelta(days=1))

    assert gone == [("d-li", "gone", None)]
    assert await rows(database, STATES) == [("d-li", "open", None)]
    assert (await rows(database, "select count(*) from audit where action = 'account.doubt'")) == [(2,)]


async def test_the_table_says_what_is_to_be_checked_and_why(database):
    await sync(database, ON_WECOM, STAFF)
    read = on_dingtalk(ReadMember(user_id="d-li", name="李雷", departments=("1",)))

    async with database.begin(NOW) as tx:
        plan = await compare(tx, STUDENTS, read)

    (line,) = [one for one in plan.differences if one.kind.value == "需要核对"]
    assert (line.subject, line.after) == (
        "李雷（d-li）",
        "可能是 李雷（T0001） 的帐号。没有登记，请人事发 核对帐号 决定",
    )
    assert await waiting(database) == []
