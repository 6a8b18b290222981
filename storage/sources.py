"""Accounts of platforms as statements compare them: platform:account."""

from collections.abc import Iterable

from domain.events import Source


def names_of(sources: Iterable[Source]) -> list[str]:
    """Of each, in their order."""
    return [f"{source.platform}:{source.account}" for source in sources]
