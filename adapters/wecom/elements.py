"""The decrypted XML as a small tree, read without recursion, declarations or trust."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 64 * 1024
DEEPEST = 32

# Not allowed in XML 1.0, yet people paste them. Tab, line feed and carriage return stay.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """`text` is everything directly inside, CDATA or not. Attributes are not kept: the platform uses none."""

    name: str
    text: str = ""
    children: list["Element"] = field(default_factory=list["Element"])

    def find(self, *path: str) -> "Element | None":
        """The first element at the end of the path."""
        return next(self.find_all(*path), None)

    def find_all(self, *path: str) -> Iterator["Element"]:
        """All elements at the end of the path, in their order. Lists of the platform are repeated siblings."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.find_all(*path[1:])

    def read(self, *path: str) -> str:
        """Text at the end of the path without surrounding blanks, empty if there is none."""
        found = self.find(*path)
        return found.text.strip() if found else ""


class _Builder:
    def __init__(self) -> None:
        self.open: list[Element] = [Element("")]

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self.open) > DEEPEST:
            raise ValueError("nested too deeply")
        element = Element(name)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].text += text


def read_xml(text: bytes) -> Element:
    """The root element.

    Raises:
        ValueError: too large, not UTF-8, not XML, nested more than 32 deep, or with a document type declaration.
    """
    if len(text) > LARGEST:
        raise ValueError("larger than 64 KiB")
    builder = _Builder()
    parser = _new_parser(builder)
    try:
        # As str, so that no encoding named inside is followed.
        parser.Parse(CONTROL.sub("", text.decode("utf-8")), True)  # noqa: FBT003  expat takes no keyword
    except (UnicodeDecodeError, expat.ExpatError) as cause:
        raise ValueError("not XML in UTF-8") from cause
    return builder.open[0].children[0]


def _new_parser(builder: _Builder) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declaration: object) -> None:
    raise ValueError("document type declaration")
