"""Which way something was done to a request."""

from enum import StrEnum


class Channel(StrEnum):
    """How somebody spoke."""

    CARD = "card"
    TEXT = "text"
    PAGE = "page"
    API = "api"
