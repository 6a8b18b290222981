"""People are found by their names, whoever has written these."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text

from storage.database import Database
from storage.people_search import find_by_name, write_names

NOW = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)


async def add(database: Database, *names: str) -> list[int]:
    async with database.begin(NOW) as tx:
        query = text("insert into people (name) select unnest(cast(:names as text[])) returning id")
        return list(await tx.conn.scalars(query, {"names": list(names)}))


async def run(database: Database, query: str, **values: object) -> None:
    async with database.begin(NOW) as tx:
        await tx.conn.execute(text(query), values)


async def found(database: Database, said: str) -> list[str]:
    async with database.begin(NOW) as tx:
        ids = (await find_by_name(tx, said)).people
        query = text("select name from people where id = any(cast(:ids as bigint[])) order by id")
        return list(await tx.conn.scalars(query, {"ids": sorted(ids)}))


async def forms(database: Database) -> list[tuple[str, int]]:
    async with database.begin(NOW) as tx:
        rows = await tx.conn.execute(text("select form, person_id from name_forms order by 1, 2"))
        return [(row.form, row.person_id) for row in rows]


async def test_people_are_found_by_name_pinyin_initials_and_given_name(database):
    await add(database, "张三丰", "张珊", "李四", "曾三")

    assert await found(database, "张") == ["张三丰", "张珊"]
    assert await found(database, "zs") == ["张三丰", "张珊", "曾三"]
    assert await found(database, "zhangsan") == ["张三丰"]
    assert await found(database, "三丰") == ["张三丰"]
    assert await found(database, "王五") == []


async def test_who_is_exactly_called_so_is_told_apart(database):
    short, _ = await add(database, "张三", "张三丰")

    async with database.begin(NOW) as tx:
        assert (await find_by_name(tx, "张三")).exact == {short}


async def test_a_new_name_is_found_and_the_old_one_is_not(database):
    (person,) = await add(database, "张三")
    await found(database, "张三")

    await run(database, "update people set name = '李雷' where id = :id", id=person)

    assert await found(database, "张三") == []
    assert await found(database, "lilei") == ["李雷"]
    assert await forms(database) == [("lilei", person), ("ll", person), ("李雷", person)]


async def test_leavers_are_not_found_until_they_come_back(database):
    (person,) = await add(database, "张三")
    assert await found(database, "zs") == ["张三"]

    await run(database, "update people set status = 'left' where id = :id", id=person)
    assert await found(database, "zs") == []
    assert await forms(database) == []

    await run(database, "update people set status = 'active' where id = :id", id=person)
    assert await found(database, "zs") == ["张三"]


async def test_whoever_is_taken_out_of_the_table_leaves_no_forms(database):
    (person,) = await add(database, "张三")
    await found(database, "zs")

    await run(database, "delete from people where id = :id", id=person)

    assert await found(database, "zs") == []
    assert await forms(database) == []


async def test_what_changes_no_name_writes_nothing(database):
    await add(database, "张三", "李四")
    await found(database, "zs")

    await run(database, "update people set position = '干事', name = name")

    async with database.begin(NOW) as tx:
        assert await write_names(tx) == 0


async def test_a_search_that_fails_leaves_the_names_to_the_next_one(database):
    await add(database, "张三")

    try:
        async with database.begin(NOW) as tx:
            assert await write_names(tx) == 1
            raise ConnectionError
    except ConnectionError:
        pass

    assert await found(database, "zs") == ["张三"]


async def test_searches_at_the_same_time_find_the_same(database):
    await add(database, *(f"张{'一二三四五六七八九十'[n % 10]}" for n in range(200)))

    answers = await asyncio.gather(*(found(database, "zhang") for _ in range(8)))

    assert [len(answer) for answer in answers] == [200] * 8


async def test_signs_of_the_database_are_no_signs_here(database):
    await add(database, "张三", "100%")

    assert await found(database, "%") == []
    assert await found(database, "张%") == ["张三"]
    assert await found(database, "' or true --") == []
    assert await found(database, "100%") == ["100%"]
