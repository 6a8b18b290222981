"""The college of the handler tests, founded once for these tests too."""

import pytest

from storage.embedded import EmbeddedServer
from tests.conftest_pg import in_a_loop_of_its_own
from tests.handlers.conftest import address, college, found_template

__all__ = ["address", "college"]

FOUNDED = "bulletins_template"


@pytest.fixture(scope="session")
def college_template(pg_server: EmbeddedServer, template: str) -> str:
    """The database with the people in it that every test's own is copied from."""
    in_a_loop_of_its_own(found_template(pg_server, template, FOUNDED))
    return FOUNDED
