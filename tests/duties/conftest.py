"""The college of the handler tests, for the tests of duties too."""

from tests.handlers.conftest import address, college, college_template

__all__ = ["address", "college", "college_template"]
