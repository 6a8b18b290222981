"""The picture of a month on paper: the same drawing, typeset into PDF or PNG with the record's fonts."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

import typst

from domain.attendance.month_picture import Line, drawn
from web.record.fonts import find_faces

ON_A_PAGE = 40  # people; A4 upright at a size that is read without a glass
ON_A_PICTURE = 120  # people of one PNG; more would be too tall to be shown anywhere
SHARPNESS = 144.0  # dots per inch

PAGES: Final = """
#set page(paper: "a4", margin: (x: 12mm, y: 14mm), footer: context align(right, text(size: 8pt,
  counter(page).display("1 / 1", both: true))))
#set text(font: json(bytes(sys.inputs.fonts)), lang: "zh")
#let pictures = json(bytes(sys.inputs.pictures))
#for (number, picture) in pictures.enumerate() [
  #if number > 0 { pagebreak() }
  #text(size: 12pt, weight: "bold", sys.inputs.title)
  #v(2mm)
  #block(height: 1fr, image(bytes(picture), format: "svg", fit: "contain", width: 100%, height: 100%))
]
"""
ONE: Final = """
#set page(width: auto, height: auto, margin: 14pt, fill: white)
#set text(font: json(bytes(sys.inputs.fonts)), lang: "zh", size: 13pt)
#text(weight: "bold", sys.inputs.title)
#v(4pt)
#image(bytes(json(bytes(sys.inputs.pictures)).at(0)), format: "svg")
"""


def print_picture(title: str, month: date, lines: Sequence[Line], kind: Literal["pdf", "png"]) -> bytes:
    """Takes some tenths of a second of one core: call it in a thread.

    Raises:
        FontMissing: no font here has Chinese letters.
    """
    faces = find_faces()
    at_once = ON_A_PAGE if kind == "pdf" else ON_A_PICTURE
    pieces = [lines[first : first + at_once] for first in range(0, len(lines), at_once)] or [()]
    pictures = [drawn(title, month, piece, font=faces.sans[0]) for piece in pieces]
    inputs = {"title": title, "pictures": json.dumps(pictures), "fonts": json.dumps(faces.sans)}
    return typst.compile(
        (PAGES if kind == "pdf" else ONE).encode(),
        font_paths=faces.found,
        ignore_system_fonts=True,  # they are among the faces already
        sys_inputs=inputs,
        format=kind,
        ppi=SHARPNESS,
    )
