"""The code on a printed record: which content it was printed from, signed, so that nobody can make one up."""

import struct
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from adapters.signer import Signer
from domain.forms.form import Form
from domain.ids import RequestNo

FACTS = struct.Struct(">QQ16s")  # request, microsecond of printing, half of the fingerprint
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
HALF = 16  # bytes of the fingerprint: more than anybody can find a second content for
LONGEST = 400  # characters; with a hundred fields it has not half as many


@dataclass(frozen=True, slots=True)
class Certified:
    """What a code says: printed when, from which content, and which fields were on it (a bit each)."""

    no: RequestNo
    printed_at: datetime
    fingerprint: bytes
    fields: bytes

    def covers(self, fingerprint: str) -> bool:
        """Whether this content is the one that was printed."""
        return bytes.fromhex(fingerprint)[:HALF] == self.fingerprint


class Codes:
    """Makes and reads codes. They stay good for as long as the secret, which the database keeps: paper lasts years."""

    def __init__(self, secret: bytes) -> None:
        self._signer = Signer(secret, "record")

    def make(self, no: RequestNo, printed_at: datetime, fingerprint: str, fields: bytes) -> str:
        """The letters behind `?code=`."""
        half = bytes.fromhex(fingerprint)[:HALF]
        return self._signer.sign(FACTS.pack(no, (printed_at - EPOCH) // MICROSECOND, half) + fields)

    def read(self, no: RequestNo, code: str) -> Certified | None:
        """What it says; None if it is not one of ours for this request."""
        content = self._signer.open(code) if len(code) <= LONGEST and code.isascii() else None
        if content is None or len(content) < FACTS.size:
            return None
        number, micros, half = FACTS.unpack_from(content)
        if number != no:
            return None
        return Certified(no, EPOCH + micros * MICROSECOND, half, content[FACTS.size :])


def bits_of(form: Form, names: Collection[str]) -> bytes:
    """Which of the form's fields are meant, by their places: a published version never changes."""
    bits = sum(1 << place for place, field in enumerate(form.fields) if field.name in names)
    return bits.to_bytes((len(form.fields) + 7) // 8, "big")


def names_of(form: Form, bits: bytes) -> frozenset[str]:
    """The fields that these bits stand for."""
    number = int.from_bytes(bits, "big")
    return frozenset(field.name for place, field in enumerate(form.fields) if number >> place & 1)


def drawn(address: str) -> str:
    """The address as a picture to scan: SVG, black on white, without a margin, which the page gives."""
    import segno  # only whoever prints needs it

    picture = BytesIO()
    segno.make_qr(address, error="m").save(picture, kind="svg", xmldecl=False, border=0)
    return picture.getvalue().decode()
