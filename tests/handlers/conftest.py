"""The college of the handler tests."""

import pytest

from storage.database import Database
from tests.handlers.college import College, found_college


@pytest.fixture
async def college(database: Database) -> College:
    """A fresh college on a Monday morning."""
    return await found_college(database)
