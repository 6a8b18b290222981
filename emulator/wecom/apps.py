"""What an administrator sets up: applications and the contact synchronisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.envelope import decode_key
from emulator.wecom.people import ROOT


@dataclass(frozen=True, slots=True)
class CallbackAddress:
    """Where callbacks go and how they are sealed."""

    url: str
    token: str
    aes_key: str
    key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", decode_key(self.aes_key))


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleRange:
    """Who may use an application, and whom it may see."""

    users: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset({ROOT})
    tags: frozenset[int] = frozenset()


@dataclass(slots=True, kw_only=True)
class App:
    """A self-built application. `trusted_ips` None means that every address may call."""

    agent_id: int
    secret: str
    name: str = "值铃"
    callback: CallbackAddress | None = None
    visible: VisibleRange = field(default_factory=VisibleRange)
    trusted_ips: frozenset[str] | None = None
    redirect_domain: str = ""
    menu: Mapping[str, object] | None = None
    is_closed: bool = False
    reports_entering: bool = True
    reports_location: bool = False


class ContactForm(StrEnum):
    """What the contact callback tells: since 2022-08-15 ids only, for addresses set up earlier everything."""

    IDS_ONLY = "ids_only"
    FULL = "full"


@dataclass(slots=True, kw_only=True)
class ContactSync:
    """通讯录同步: its own secret and callback. Addresses in `early_ips` may still read details."""

    secret: str
    callback: CallbackAddress | None = None
    form: ContactForm = ContactForm.IDS_ONLY
    trusted_ips: frozenset[str] | None = None
    early_ips: frozenset[str] = frozenset()
