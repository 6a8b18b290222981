"""What proves that a press was made on a button that we showed to that very member.

A click over HTTP is signed without its body, so that whoever reads one may forge another; and every member of the
organisation may open the console of a card. A key of its own in each button ties card, member and action together. It
is derived from the client secret: after a change of that secret, old cards must be drawn again.
"""

import hashlib
import hmac

from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

KEY_LENGTH = 32  # hexadecimal digits: 128 bits, and the platform allows a button's values a hundred bytes
SEPARATOR = "|"


class Capabilities:
    """Makes and checks the keys of one account's buttons."""

    def __init__(self, client_secret: str) -> None:
        self._key = HKDF(client_secret.encode(), 32, b"", SHA256, context=b"dutybell dingtalk card")

    def of(self, card_id: str, user_id: str, action: str) -> str:
        """The key of one button of one member's view. The case of a user id does not matter to the platform.

        Raises:
            ValueError: a separator in the card's or member's id, which could be moved from one into the other.
        """
        if SEPARATOR in card_id or SEPARATOR in user_id:
            raise ValueError("a card or user id with a separator has no capability")
        pressed = SEPARATOR.join((card_id, user_id.lower(), action)).encode(errors="surrogatepass")
        return hmac.new(self._key, pressed, hashlib.sha256).hexdigest()[:KEY_LENGTH]

    def holds(self, card_id: str, user_id: str, action: str, key: str) -> bool:
        """Whether `key` is that button's, compared in constant time."""
        if SEPARATOR in card_id or SEPARATOR in user_id:
            return False
        expected = self.of(card_id, user_id, action)
        return hmac.compare_digest(expected.encode(), key.encode(errors="surrogatepass"))


def card_callback_secret(client_secret: str) -> str:
    """The `apiSecret` with which the platform signs card clicks over HTTP; registered once, never typed by anybody."""
    return hmac.new(client_secret.encode(), b"dutybell card callback", hashlib.sha256).hexdigest()[:KEY_LENGTH]
