"""What other systems are told by themselves, how it is signed, and where it may be sent.

Signed as Standard Webhooks has it (standardwebhooks.com), so that receivers can use its libraries.
"""

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
SECRET_BYTES = 32
LONGEST_ADDRESS = 500  # characters
PAUSES = tuple(timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18000, 36000))
"""Before each further attempt: eight in some eighteen hours, which a night and a reboot fit into."""

# They carry an IPv4 address that a look at the IPv6 one does not see: NAT64 (RFC 6052) and 6to4 (RFC 3056).
CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Topic(StrEnum):
    """What a webhook may want to hear of."""

    REQUEST_CHANGED = "request.changed"
    REQUEST_ENDED = "request.ended"


@dataclass(frozen=True, slots=True)
class Seal:
    """The three headers that a receiver checks."""

    id: str
    timestamp: str
    signature: str = field(repr=False)


def seal(secret: bytes, call_id: str, at: datetime, body: bytes) -> Seal:
    """HMAC-SHA256 over number, time and body."""
    timestamp = str(int(at.timestamp()))
    signed = hmac.digest(secret, f"{call_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return Seal(call_id, timestamp, f"v1,{b64encode(signed).decode()}")


def secret_text(secret: bytes) -> str:
    """As a receiver's library wants it."""
    return f"whsec_{b64encode(secret).decode()}"


def next_pause(attempts: int) -> timedelta | None:
    """After so many attempts; None: it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_open_to(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether something may be sent there: the internet, and what the configuration names of the campus."""
    plain = address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address
    if any(plain in network for network in allowed):
        return True
    if any(plain in network for network in CARRIERS):
        return False
    return plain.is_global and not plain.is_multicast and not plain.is_reserved


def is_address(text: str, *, plain: bool) -> bool:
    """Whether it can be a webhook's: https, or http where the configuration names networks of the campus."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    schemes = {"https", "http"} if plain else {"https"}
    is_clean = (
        not parts.username and not parts.password and not parts.fragment and text.isascii() and text.isprintable()
    )
    return bool(parts.scheme in schemes and parts.hostname and is_clean and port != 0 and len(text) <= LONGEST_ADDRESS)
