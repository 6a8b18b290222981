"""A campus with its program running, and a look into its database from outside."""

import asyncpg
import pytest

from tests.campus.campus import Campus, Layout


@pytest.fixture
async def look(address):
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.fixture
async def open_campus(tmp_path, address):
    places = []

    async def open_one(layout: Layout) -> Campus:
        campus = Campus(tmp_path, address, layout)
        places.append(campus)
        await campus.open()
        campus.programs[0].start()
        await campus.ready()
        return campus

    yield open_one
    for campus in places:
        await campus.close()
