"""Where the Chinese fonts of a printed record come from: the package we depend on, else the machine's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import typst

# In the order of our liking. The first two come with the package; the others are what Debian, macOS and Windows have.
SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "STSong", "SimSun")
SANS = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Heiti SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)
MONO = ("DejaVu Sans Mono",)  # comes with the typesetter


class FontMissing(Exception):
    """No font on this machine has Chinese letters."""

    def __init__(self) -> None:
        super().__init__(
            "没有打印：这台服务器上没有中文字体。请安装 fonts-noto-cjk（Debian/Ubuntu：apt install fonts-noto-cjk），"
            "或重新安装依赖（make setup），再打印一次。"
        )


@dataclass(frozen=True, slots=True)
class Faces:
    """The families to set in; what the first lacks, such as a rare sign in a name, the next may have."""

    found: typst.Fonts
    serif: tuple[str, ...]
    sans: tuple[str, ...]


@cache
def find_faces() -> Faces:
    """Look once: fonts that are installed later are found after a restart.

    Raises:
        FontMissing: there is none.
    """
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=list(_packaged()))
    known = set(found.families())
    return faces_among(found, known)


def faces_among(found: typst.Fonts, known: Iterable[str]) -> Faces:
    """The choice among the known families; one kind stands in for the other.

    Raises:
        FontMissing: none of them has Chinese letters.
    """
    families = frozenset(known)
    serif, sans = _present(SERIF, families), _present(SANS, families)
    if not serif and not sans:
        raise FontMissing
    return Faces(found, serif + sans, sans + serif)


def _present(wanted: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(family for family in wanted if family in known)


def _packaged() -> Iterable[str]:
    """The folder of the package with the fonts, if it is installed."""
    try:
        from pylopdf_fonts_zh_cn import serif_path
    except ImportError:
        return ()
    return (str(serif_path().parent),)
