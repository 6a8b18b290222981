"""What the pages for staff work with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapters.links import Links
from adapters.ports import Login
from domain.events import Source
from domain.office import Office
from storage.database import Database
from storage.inbox import Acceptor
from web.app import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class H5:
    """`secret` is the same in every replica."""

    public_url: str
    secret: bytes = field(repr=False)
    links: Links
    logins: Mapping[Source, Login]
    acceptor: Acceptor
    database: Database
    office: Office
    clock: Callable[[], datetime]
    trusted_proxies: Sequence[Network] = ()
