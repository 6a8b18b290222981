"""Typed words taken apart by a form's labels: 目的地：杭州 预计费用：300, in lines or in one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.forms.fields import Field
from domain.text_fold import Folded, clean, fold, fold_text

_BEFORE = r"(?:^|(?<=[\n ,;。、]))(?:把|将|改|修改|补充)? ?"
_BETWEEN = r" *(?:[:=]|改(?:成|为|到)|换(?:成|为|到)) *"
_ENDS = " \n,，;；、。"


@dataclass(frozen=True, slots=True)
class Piece:
    """What was typed for a field; without one, what stands before the first label."""

    field: Field | None
    text: str


def take_apart(fields: Sequence[Field], said: str) -> tuple[Piece, ...]:
    """The pieces as they were typed. A label counts before a colon, and at the very beginning a space will do."""
    by_label = {fold_text(field.label): field for field in reversed(fields)}
    folded = fold("\n".join(clean(line) for line in said.splitlines()))
    return tuple(_pieces(by_label, folded)) if by_label else (Piece(None, said),)


def field_named(fields: Sequence[Field], said: str) -> Field | None:
    """The field whose label is all that was typed, maybe after 改."""
    wanted = fold_text(said).strip(_ENDS + ":?")
    known = {fold_text(field.label): field for field in reversed(fields)}
    for word in ("", "改", "修改", "补充", "填"):
        if wanted.startswith(word) and (field := known.get(wanted.removeprefix(word).strip(" 一下"))):
            return field
    return None


def _pieces(by_label: dict[str, Field], folded: Folded) -> Iterator[Piece]:
    labels = "|".join(re.escape(label) for label in sorted(by_label, key=len, reverse=True))
    marks = list(re.finditer(rf"{_BEFORE}(?P<label>{labels}){_BETWEEN}", folded.text))
    if not marks:
        first = re.match(rf"(?:改|修改|补充)?(?P<label>{labels}) +(?=\S)", folded.text)
        marks = [first] if first else []
    begin = marks[0].start() if marks else len(folded.text)
    if before := folded.original(0, begin).strip(_ENDS):
        yield Piece(None, before if marks else folded.source.strip())
    ends = [mark.start() for mark in marks[1:]]
    for mark, end in zip(marks, [*ends, len(folded.text)], strict=False):
        said = folded.original(mark.end(), end)
        yield Piece(by_label[mark["label"]], said.strip(_ENDS) if mark is not marks[-1] else said.strip())
