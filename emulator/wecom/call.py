"""One call of the API as its handler sees it, and what a handler may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emulator.fields import Fields
from emulator.wecom.apps import App, ContactSync
from emulator.wecom.corp import Corp
from emulator.wecom.errors import ApiError
from emulator.wecom.ledger import CallRow, Ledger
from emulator.wecom.world import World

FORBIDDEN = 48002


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a multipart form."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """An answer that is a file and not JSON."""

    file_name: str
    content: bytes


Answer = dict[str, object] | Binary


@dataclass(frozen=True, slots=True)
class Grant:
    """What the token of a call stands for; `app` None is the contact synchronisation."""

    corp: Corp
    app: App | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose token was checked (`grant` is None only for gettoken). `raw` is the body as it came.

    `unreachable` and `unlicensed` are user ids in lower case that a switched-on fault takes away.
    """

    world: World
    row: CallRow
    query: Mapping[str, str]
    raw: bytes
    body: Fields
    upload: Upload | None
    grant: Grant | None
    unreachable: frozenset[str] = frozenset()
    unlicensed: frozenset[str] = frozenset()

    @property
    def now(self) -> datetime:
        """When the call came in."""
        return self.row.at

    @property
    def ledger(self) -> Ledger:
        """Where it is noted."""
        return self.world.ledger

    @property
    def corp(self) -> Corp:
        """The corp of the token."""
        if self.grant is None:
            raise ApiError(41001)
        return self.grant.corp

    @property
    def app(self) -> App:
        """The application of the token. The contact synchronisation may not do what only applications may: 48002."""
        if self.grant is None or self.grant.app is None:
            raise ApiError(FORBIDDEN)
        return self.grant.app

    @property
    def contact_sync(self) -> ContactSync:
        """The contact synchronisation. Applications may not do what only it may: 48002."""
        if self.grant is None or self.grant.app is not None or self.grant.corp.contact_sync is None:
            raise ApiError(FORBIDDEN)
        return self.grant.corp.contact_sync

    def number(self, name: str) -> int | None:
        """A whole number of the query, else None."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() else None


class Verb(StrEnum):
    """GET calls read the query and never look at a body; POST calls do, and refuse GET in their own way."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One call: `misuse` answers GET in place of POST; `is_open` needs no token; `is_form` takes a file."""

    path: str
    run: Callable[[Call], Answer]
    verb: Verb = Verb.GET
    misuse: int = 40058
    is_open: bool = False
    is_form: bool = False


def ok(**fields: object) -> dict[str, object]:
    """A good answer."""
    return {"errcode": 0, "errmsg": "ok", **fields}
