"""The secret behind our own links and sessions, which every replica must know without being told."""

import json
from collections.abc import Iterable

from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

LENGTH = 32  # bytes
CONTEXT = b"dutybell h5"


def web_secret(secrets: Iterable[str]) -> bytes:
    """Derived from the platforms' secrets in any order. When one of them changes, links and sessions end.

    Raises:
        ValueError: there is no secret to derive it from.
    """
    known = sorted({secret for secret in secrets if secret})
    if not known:
        raise ValueError("no platform has a secret")
    return HKDF(json.dumps(known).encode(), LENGTH, b"", SHA256, context=CONTEXT)
