"""The envelope of HTTP events: signature and AES-256-CBC. Source: open documentation, callback event encryption.

Written apart from the product's own, so that one mistake is not made twice.
"""

import base64
import hashlib
import hmac

from Crypto.Cipher import AES

BLOCK = 32
RANDOM_LENGTH = 16
LENGTH_LENGTH = 4


class NotOurs(ValueError):
    """What was answered is no envelope that the application could have made."""


def sign(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """The signature over the four values."""
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, encrypted))).encode()).hexdigest()  # noqa: S324


def encrypt(key: bytes, text: bytes, owner: str, random: bytes) -> str:
    """Base64 of the encrypted text. `random` is 16 bytes, fresh for every envelope."""
    plain = random + len(text).to_bytes(LENGTH_LENGTH, "big") + text + owner.encode()
    filler = BLOCK - len(plain) % BLOCK
    cipher = AES.new(key, AES.MODE_CBC, key[:16])
    return base64.b64encode(cipher.encrypt(plain + bytes([filler]) * filler)).decode()


def decrypt(key: bytes, encrypted: str) -> tuple[bytes, str]:
    """The text and the owner at its end.

    Raises:
        NotOurs: not encrypted with this key.
    """
    try:
        padded = AES.new(key, AES.MODE_CBC, key[:16]).decrypt(base64.b64decode(encrypted))
        filler = padded[-1]
        plain = padded[RANDOM_LENGTH : len(padded) - filler]
        length = int.from_bytes(plain[:LENGTH_LENGTH], "big")
        rest = plain[LENGTH_LENGTH:]
        if not 1 <= filler <= BLOCK or length > len(rest):
            raise NotOurs
        return rest[:length], rest[length:].decode()
    except (ValueError, IndexError) as cause:
        raise NotOurs from cause


def robot_sign(secret: str, timestamp: str) -> str:
    """The `sign` header of what people say: over the time only, not over the body."""
    return _hmac(secret, f"{timestamp}\n{secret}")


def card_sign(api_secret: str, timestamp: str) -> str:
    """The x-ddpaas-signature header of a click: over the time only, not over the body."""
    return _hmac(api_secret, timestamp)


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
