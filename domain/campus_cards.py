"""A file of campus cards checked cell by cell: which card is whose."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from domain.gate import LONGEST_NUMBER
from domain.ids import PersonId
from domain.roster_cells import BadCell, Cell, Formula, staff_no_of, text_of
from domain.roster_columns import HEADING_WITHIN
from domain.roster_reading import MOST_ROWS, SHOWN_CELL, Fault, Row
from domain.text_fold import fold_text

CARD, PERSON = "卡号", "学工号"
OTHERS = ("学号", "工号", "学号/工号", "工号/学号")
EXAMPLES: Mapping[str, str] = {CARD: "90012345", PERSON: "S20260001"}
_CARD = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NUMBER}}}")


@dataclass(frozen=True, slots=True)
class Checked:
    """With `faults` nothing of the cards is to be used."""

    cards: Mapping[str, PersonId]
    faults: tuple[Fault, ...]


def is_card_file(rows: Iterable[tuple[int, Row]]) -> bool:
    """Whether a sheet is one, by its heading."""
    return _heading(iter(rows)) is not None


def check_cards(rows: Iterable[tuple[int, Row]], people: Mapping[str, PersonId]) -> Checked:
    """Check the whole file; `people` are known by their numbers."""
    numbered = iter(rows)
    found = _heading(numbered)
    if found is None:
        return Checked({}, (Fault(row=1, place=0, column="表头", cause=f"要有 {CARD} 和 {PERSON} 这两列"),))
    reader = _Reader(found[1], people)
    for row, cells in numbered:
        if any(cell is not None and cell != "" for cell in cells):
            reader.read(row, cells)
    if not reader.rows_of and not reader.faults:
        reader.faults.append(Fault(row=found[0] + 1, place=0, column=CARD, cause="表头下面没有卡"))
    if len(reader.rows_of) > MOST_ROWS:
        reader.faults.append(Fault(row=found[0], place=0, column="表头", cause=f"一次最多 {MOST_ROWS} 张卡"))
    return Checked(reader.cards, tuple(reader.faults))


def _heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, Mapping[str, int]] | None:
    for row, cells in rows:
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            written = fold_text(cell.strip(" *")) if isinstance(cell, str) else ""
            if written == CARD:
                places.setdefault(CARD, place)
            elif written in (PERSON, *OTHERS):
                places.setdefault(PERSON, place)
        if len(places) == len(EXAMPLES):
            return row, places
        if row >= HEADING_WITHIN:
            break
    return None


@dataclass
class _Reader:
    """Reads row after row; a card is one person's, a person may have several."""

    places: Mapping[str, int]
    people: Mapping[str, PersonId]
    cards: dict[str, PersonId] = field(default_factory=dict[str, PersonId])
    faults: list[Fault] = field(default_factory=list[Fault])
    rows_of: dict[str, int] = field(default_factory=dict[str, int])

    def read(self, row: int, cells: Row) -> None:
        card = self._read(row, cells, CARD)
        number = self._read(row, cells, PERSON)
        if number and number not in self.people:
            self._complain(row, PERSON, number, "通讯录里没有这个人")
        if card and self.rows_of.setdefault(card, row) != row:
            self._complain(row, CARD, card, f"和第 {self.rows_of[card]} 行重复，一张卡只能是一个人的")
        if card and number in self.people:
            self.cards[card] = self.people[number]

    def _read(self, row: int, cells: Row, column: str) -> str:
        place = self.places[column]
        cell = cells[place] if place < len(cells) else None
        try:
            text = text_of(cell).replace(" ", "") if column == CARD else staff_no_of(cell)
            if text and column == CARD and not _CARD.fullmatch(text):
                raise BadCell(f"只能有字母、数字、横线和下划线，最长 {LONGEST_NUMBER} 位")
        except BadCell as bad:
            self._complain(row, column, cell, str(bad))
            return ""
        if not text:
            self._complain(row, column, None, "不能为空")
        return text

    def _complain(self, row: int, column: str, cell: Cell | Formula, cause: str) -> None:
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        fault = Fault(
            row=row,
            place=self.places[column],
            column=column,
            shown=shown[:SHOWN_CELL],
            cause=cause,
            example=EXAMPLES[column],
        )
        self.faults.append(fault)
