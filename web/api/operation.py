"""One thing that can be asked of the API: where, by whom, in which shapes; doors and description come of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from msgspec import Struct

from domain.api_tokens import Scope, Token
from domain.office import Office
from storage.database import Tx

Given = TypeVar("Given", bound=Struct)
Given_co = TypeVar("Given_co", bound=Struct, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[Given_co]):
    """A request that was let in and read: `given` is its query, or the body of what changes something."""

    tx: Tx
    office: Office
    token: Token
    given: Given_co
    parts: Mapping[str, str]

    def may(self, scope: Scope) -> bool:
        """Whether the token opens this, too."""
        return scope in self.token.scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[Given]):
    """`parts` are the patterns of what stands in braces in the path; `errors` those of its own, beside everybody's."""

    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    given: type[Given]
    answer: type[Struct]
    carry: Callable[[Asked[Given]], Awaitable[Struct]]
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    status: HTTPStatus = HTTPStatus.OK
    errors: Mapping[HTTPStatus, str] = field(default_factory=dict[HTTPStatus, str])

    @property
    def is_reading(self) -> bool:
        """Whether nothing changes by it."""
        return self.method == "GET"


AnyOperation = Operation[Any]
