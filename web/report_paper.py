"""A report on paper: a heading, a chart, tables and lines, typeset into PDF with the record's fonts.

What is printed travels as JSON, so that nothing of it is ever read as the typesetter's own language.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

PAGE: Final = """
#let report = json(bytes(sys.inputs.report))
#set document(title: report.title)
#set page(paper: "a4", margin: (x: 18mm, y: 18mm), footer: context [
  #set text(size: 8pt, fill: luma(40%))
  #report.footer #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: json(bytes(sys.inputs.fonts)), lang: "zh", size: 10pt)
#set par(leading: 0.7em)
#align(center)[
  #text(size: 9pt, report.site) \\
  #text(size: 15pt, weight: "bold", report.title)
]
#for line in report.notes [ #par(line) ]
#if report.chart != "" { block(width: 100%, image(bytes(report.chart), format: "svg", width: 100%)) }
#for part in report.parts [
  #if part.heading != "" { block(above: 1.2em, below: 0.7em, text(size: 11pt, weight: "bold", part.heading)) }
  #for line in part.lines [ #par(line) ]
  #if part.titles.len() > 0 {
    table(
      columns: part.widths.map(width => width * 1fr),
      stroke: 0.4pt + luma(65%),
      inset: 4pt,
      align: (column, row) => if column in part.numbers { right } else { left },
      fill: (column, row) => if row == 0 { luma(93%) },
      table.header(..part.titles.map(title => text(weight: "bold", size: 9pt, title))),
      ..part.rows.flatten().map(cell => text(size: 9pt, cell)),
    )
  }
]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading, lines under it, and a table. `widths` are shares of the paper, `numbers` the columns of figures."""

    heading: str = ""
    lines: Sequence[str] = ()
    titles: Sequence[str] = ()
    widths: Sequence[int] = ()
    numbers: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list[Sequence[str]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it; `chart` is a picture as SVG."""

    title: str
    site: str
    notes: Sequence[str] = ()
    chart: str = ""
    parts: Sequence[Part] = ()
    footer: str = ""


def print_report(report: Report) -> bytes:
    """Takes some tenths of a second of one core: call it in a thread.

    Raises:
        FontMissing: no font here has Chinese letters.
    """
    import typst  # large, and an idle server never needs it

    from web.record.fonts import find_faces

    faces = find_faces()
    written = {
        "title": report.title,
        "site": report.site,
        "notes": list(report.notes),
        "chart": report.chart,
        "footer": report.footer,
        "parts": [_written(part) for part in report.parts],
    }
    inputs = {"report": json.dumps(written, ensure_ascii=False), "fonts": json.dumps(faces.sans)}
    return typst.compile(
        PAGE.encode(),
        font_paths=faces.found,
        ignore_system_fonts=True,  # they are among the faces already
        sys_inputs=inputs,
        format="pdf",
    )


def _written(part: Part) -> dict[str, object]:
    return {
        "heading": part.heading,
        "lines": list(part.lines),
        "titles": list(part.titles),
        "widths": list(part.widths or [1] * len(part.titles)),
        "numbers": list(part.numbers),
        "rows": [list(row) for row in part.rows],
    }
