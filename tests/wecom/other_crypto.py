"""WeCom's envelope once more, written against another library, to agree or disagree with ours."""

import base64
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def cipher(key: bytes) -> Cipher:
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))


def seal(key: bytes, text: bytes, owner: bytes, random: bytes) -> str:
    """Also with a wrong owner or a wrong length inside, for tests of what must be refused."""
    return seal_plain(key, random + len(text).to_bytes(4, "big") + text + owner)


def seal_plain(key: bytes, plain: bytes, padding: bytes | None = None) -> str:
    missing = 32 - len(plain) % 32
    padded = plain + (bytes([missing]) * missing if padding is None else padding)
    encryptor = cipher(key).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def unseal(key: bytes, encrypted: str) -> tuple[bytes, bytes]:
    decryptor = cipher(key).decryptor()
    padded = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    plain = padded[: -padded[-1]]
    length = int.from_bytes(plain[16:20], "big")
    return plain[20 : 20 + length], plain[20 + length :]


def sign(*values: str) -> str:
    return hashlib.sha1("".join(sorted(values)).encode()).hexdigest()
