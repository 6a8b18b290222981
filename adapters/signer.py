"""Words that we hand out and take back: readable by whoever holds them, changed by nobody."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

MAC_LENGTH = 32  # bytes of HMAC-SHA256


class Signer:
    """Signs under a key of its own for each `purpose`, so that what was signed for one is worth nothing for another."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, f"dutybell {purpose}".encode(), hashlib.sha256)

    def sign(self, content: bytes) -> str:
        """Content and signature in letters that a URL and a cookie take. The same content gives the same letters."""
        return urlsafe_b64encode(self._mac(content) + content).rstrip(b"=").decode()

    def open(self, signed: str) -> bytes | None:
        """What was signed; None for anything but the very letters that `sign` gave.

        Other letters for the same bytes are refused too: their hash serves as a key.
        """
        try:
            whole = urlsafe_b64decode(signed + "=" * (-len(signed) % 4))
        except (Error, ValueError):
            return None
        mac, content = whole[:MAC_LENGTH], whole[MAC_LENGTH:]
        is_ours = hmac.compare_digest(mac, self._mac(content))
        return content if is_ours and self.sign(content) == signed else None

    def _mac(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, hashlib.sha256)
