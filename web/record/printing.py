"""A record as PDF: typeset from a page description, archival (PDF/A-3), with the record as JSON attached to it."""

import json
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Final, Literal

import structlog
import typst

from domain.record import Record
from domain.record_document import document_of, fingerprint_of
from web.record.code import drawn
from web.record.fonts import MONO, Faces, find_faces
from web.record.sheet import sheet_of

TEMPLATE: Final = (Path(__file__).parent / "record.typ").read_bytes()
ARCHIVAL: Literal["a-3a"] = "a-3a"

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the page needs beside the record: the campus's clock, where its code leads, a logo (PNG, JPEG or SVG)."""

    campus: tzinfo
    verify: str = ""
    logo: bytes = b""


def print_record(record: Record, paper: Paper) -> bytes:
    """The PDF; the same record gives the same bytes. Takes a few tenths of a second of one core and needs no lock of
    the interpreter meanwhile: call it in a thread.

    Raises:
        FontMissing: no font here has Chinese letters.
    """
    faces = find_faces()
    inputs = _inputs(record, paper, faces)
    try:
        return _typeset(record, faces, inputs, ARCHIVAL)
    except typst.TypstError:
        # An archival file must show every sign, and somebody has typed one that no font here has, or one without a
        # meaning of its own. Better a box on the paper than no paper. The error's words quote the text: not logged.
        log.warning("record_not_archival", request_no=record.no)
        return _typeset(record, faces, inputs, None)


def _inputs(record: Record, paper: Paper, faces: Faces) -> dict[str, str]:
    """Everything as texts: the page description reads them as data and never as its own language."""
    fonts = {"serif": faces.serif, "sans": faces.sans, "mono": MONO}
    code = {"verify": paper.verify, "code": drawn(paper.verify)} if paper.verify else {}
    logo = {"logo": json.dumps(list(paper.logo))} if paper.logo else {}
    return {
        "sheet": json.dumps(sheet_of(record, fingerprint_of(record), paper.campus)),
        "document": json.dumps(document_of(record, paper.verify), ensure_ascii=False, indent=1),
        "fonts": json.dumps(fonts),
        **code,
        **logo,
    }


def _typeset(record: Record, faces: Faces, inputs: dict[str, str], standard: Literal["a-3a"] | None) -> bytes:
    return typst.compile(
        TEMPLATE,
        font_paths=faces.found,
        ignore_system_fonts=True,  # they are among the faces already
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=int(record.made_at.timestamp()),
    )
