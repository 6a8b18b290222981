"""What the people of a made college are called: about as often as in life, so that namesakes occur."""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from emulator.fields import Fields

NAMES = Path(__file__).resolve().parent.parent / "content" / "demo" / "names.toml"
ALL_SURNAMES = 1000  # the shares in the table are of a thousand
DOUBLE_SHARE = 1  # of them all compound surnames but 欧阳 together
WHOLE_SHARE = 0.45  # so many bear one of the given names that are common as they are
OFTEN = re.compile(r"(\D+?)(\d+)\s*")
KINDS = ("staff", "students")


@dataclass(frozen=True, slots=True)
class Names:
    """Surnames with how many of a thousand bear them or a more frequent one; given names by kind; schools' majors."""

    surnames: tuple[str, ...]
    shares: tuple[float, ...]
    given: Mapping[str, Fields]
    schools: Mapping[str, tuple[str, ...]]
    rooms: Mapping[str, object]

    def draw(self, kind: str, count: int, dice: random.Random) -> list[str]:
        """So many names of staff or of students."""
        surnames = dice.choices(self.surnames, cum_weights=self.shares, k=count)
        given = self.given[kind]
        whole = dice.choices(given.text("whole").split(), k=count)
        first, second = dice.choices(given.text("first"), k=count), dice.choices(given.text("second"), k=count)
        made = zip(surnames, whole, first, second, strict=True)
        return [s + (w if dice.random() < WHOLE_SHARE else a + b) for s, w, a, b in made]


def read_names(path: Path = NAMES) -> Names:
    """The tables of names, of secondary colleges and of majors."""
    content = Fields(tomllib.loads(path.read_text(encoding="utf-8")))
    borne = _shares(content.part("surnames"))
    units = content.part("units")
    schools = units.part("schools")
    return Names(
        surnames=tuple(borne),
        shares=tuple(accumulate(borne.values())),
        given={kind: content.part("given").part(kind) for kind in KINDS},
        schools={name: tuple(schools.text(name).split()) for name in schools.content},
        rooms=units.part("rooms").content,
    )


def _shares(surnames: Fields) -> dict[str, float]:
    often = {name: float(share) for name, share in OFTEN.findall(surnames.text("often"))}
    rare, double = surnames.text("rare"), surnames.texts("double")
    left = max(0.0, ALL_SURNAMES - DOUBLE_SHARE - sum(often.values()))
    return often | dict.fromkeys(rare, left / len(rare)) | dict.fromkeys(double, DOUBLE_SHARE / len(double))
