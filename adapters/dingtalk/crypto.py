"""DingTalk's signatures, and the envelope of its events: AES-256-CBC with PKCS#7 to 32 bytes and the owner at the end.

Source: the platform's pages on event subscription, robots and card callbacks. None of the signatures proves freshness,
and those of robot and card leave the body out altogether (see `callback.py`).
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from Crypto.Cipher import AES

BLOCK = 32
KEY_CHARACTERS = 43
RANDOM_LENGTH = 16
HEADER_LENGTH = RANDOM_LENGTH + 4


class NotDecryptable(ValueError):
    """The ciphertext is not one that the platform could have made with this key."""


@dataclass(frozen=True, slots=True)
class Decrypted:
    """`owner` is what the sender wrote at the end, AppKey or CorpId: the caller must compare it."""

    text: bytes
    owner: bytes


def decode_key(aes_key: str) -> bytes:
    """32 bytes from the 43 characters that the console shows.

    The last character of published keys has spare bits set, so the decoder must be a lenient one.

    Raises:
        ValueError: not 43 letters and digits.
    """
    if len(aes_key) != KEY_CHARACTERS or not aes_key.isascii() or not aes_key.isalnum():
        raise ValueError("aes_key must have 43 letters and digits")
    return binascii.a2b_base64(aes_key + "=")


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Of an event: lower-case hexadecimal SHA-1 over the four values, sorted and joined without a separator."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def robot_signature(client_secret: str, timestamp: str) -> str:
    """Of what is said to the robot over HTTP. It covers neither the sender nor the words."""
    return _in_base64(client_secret, f"{timestamp}\n{client_secret}")


def card_signature(api_secret: str, timestamp: str) -> str:
    """Of a click over HTTP. It covers neither the card nor who pressed."""
    return _in_base64(api_secret, timestamp)


def are_equal(expected: str, given: str) -> bool:
    """Comparison in constant time, for signatures that hold nothing but ASCII."""
    return hmac.compare_digest(expected, given)


def encrypt(key: bytes, text: bytes, owner: bytes, random: bytes) -> str:
    """Base64 of the encrypted text. `random` is 16 bytes, fresh for every call."""
    plain = random + len(text).to_bytes(4, "big") + text + owner
    filler = BLOCK - len(plain) % BLOCK
    cipher = AES.new(key, AES.MODE_CBC, key[:16])
    return base64.b64encode(cipher.encrypt(plain + bytes([filler]) * filler)).decode()


def decrypt(key: bytes, encrypted: str) -> Decrypted:
    """What `encrypt` was given. Every padding byte is checked, and the inner length before anything is cut by it.

    Raises:
        NotDecryptable: for whatever reason; the reason is not told apart, so that it cannot leak.
    """
    try:
        cipher_text = binascii.a2b_base64(encrypted.encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NotDecryptable from None
    if not cipher_text or len(cipher_text) % AES.block_size:
        raise NotDecryptable
    return _open(AES.new(key, AES.MODE_CBC, key[:16]).decrypt(cipher_text))


def _in_base64(key: str, signed: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), signed.encode(), "sha256")).decode()


def _open(padded: bytes) -> Decrypted:
    """A published sample pads to 16 bytes only, so that the whole length need not be a multiple of 32."""
    filler = padded[-1]
    end = len(padded) - filler
    if not 1 <= filler <= BLOCK or end < HEADER_LENGTH or padded[end:] != bytes([filler]) * filler:
        raise NotDecryptable
    text_end = HEADER_LENGTH + int.from_bytes(padded[RANDOM_LENGTH:HEADER_LENGTH], "big")
    if text_end > end:
        raise NotDecryptable
    return Decrypted(padded[HEADER_LENGTH:text_end], padded[text_end:end])
