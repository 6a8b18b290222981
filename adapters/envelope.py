"""The envelope both platforms send callbacks in: signature, AES-256-CBC with PKCS#7 to 32 bytes, the owner at the end.

Sources: WeCom's developer documentation, path 90968; DingTalk's page on event subscription. The signature is a plain
SHA-1 over sorted values without separators, so it is no proof of freshness and no key for deduplication.
"""

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
    """`owner` is what the sender wrote at the end, e.g. the corporation: the caller must compare it."""

    text: bytes
    owner: bytes


def decode_key(aes_key: str) -> bytes:
    """32 bytes from the 43 characters that the console shows.

    The last character of real keys has spare bits set, so the decoder must be a lenient one.

    Raises:
        ValueError: not 43 characters of base64.
    """
    if len(aes_key) != KEY_CHARACTERS or not aes_key.isascii() or not aes_key.isalnum():
        raise ValueError("an AES key must have 43 letters and digits")
    return binascii.a2b_base64(aes_key + "=")


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Lower-case hexadecimal SHA-1 over the four values, sorted and joined without a separator."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, token: str, timestamp: str, nonce: str, encrypted: str) -> bool:
    """Whether `given` is the right signature, compared in constant time."""
    return hmac.compare_digest(signature(token, timestamp, nonce, encrypted).encode(), given.encode())


def encrypt(key: bytes, text: bytes, owner: bytes, random: bytes) -> str:
    """Base64 of the encrypted text. `random` is 16 bytes, fresh for every call."""
    plain = random + len(text).to_bytes(4, "big") + text + owner
    filler = BLOCK - len(plain) % BLOCK
    cipher = AES.new(key, AES.MODE_CBC, key[:16])
    return binascii.b2a_base64(cipher.encrypt(plain + bytes([filler]) * filler), newline=False).decode()


class Opener:
    """Decrypts for one key whose schedule is made once.

    `AES.new` costs four times the decryption itself, and it would be paid for every callback. CBC is the bare block
    cipher XOR the block before, so the bare cipher can be kept: unlike a kept CBC object it has no state between calls.
    `unit` is what the whole length must be a multiple of: a published sample of DingTalk's pads to 16 bytes only.
    """

    def __init__(self, key: bytes, unit: int = BLOCK) -> None:
        self._unit = unit
        self._blocks = AES.new(key, AES.MODE_ECB)
        self._first = key[:16]

    def open(self, encrypted: str) -> Decrypted:
        """What `encrypt` was given. Every padding byte is checked, and so is the inner length.

        Raises:
            NotDecryptable: for whatever reason; the reason is not told apart, so that it cannot leak.
        """
        try:
            cipher_text = binascii.a2b_base64(encrypted.encode("ascii"), strict_mode=True)
        except (binascii.Error, UnicodeEncodeError) as cause:
            raise NotDecryptable from cause
        length = len(cipher_text)
        if not length or length % self._unit:
            raise NotDecryptable
        before = int.from_bytes(self._first + cipher_text[:-16], "big")
        return _open((int.from_bytes(self._blocks.decrypt(cipher_text), "big") ^ before).to_bytes(length, "big"))


def _open(padded: bytes) -> Decrypted:
    filler = padded[-1]
    end = len(padded) - filler
    if not 1 <= filler <= BLOCK or end < HEADER_LENGTH or padded[end:] != bytes([filler]) * filler:
        raise NotDecryptable
    text_end = HEADER_LENGTH + int.from_bytes(padded[RANDOM_LENGTH:HEADER_LENGTH], "big")
    if text_end > end:
        raise NotDecryptable
    return Decrypted(padded[HEADER_LENGTH:text_end], padded[text_end:end])
