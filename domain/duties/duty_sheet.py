"""A catalogue as a spreadsheet, checked cell by cell: all duties if it is sound, else all that is wrong and where."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.duties.catalogue import faults_of
from domain.duties.duty import Duty, Owed
from domain.duties.duty_file import duty_in
from domain.duties.event_file import Events
from domain.duties.rule_line import BadLine, table_of
from domain.forms.document import Document, Section
from domain.forms.who import CODE as POST_CODE
from domain.roster_cells import BadCell, Cell, Formula, text_of
from domain.roster_reading import Fault, Row
from domain.text_fold import fold_text

HEADING_WITHIN = 10  # rows; above it stand titles
MOST_ROWS = 20_000  # ten times the duties of a large college
SHOWN_CELL = 40
SHARED, EACH = "共同", "每人"


class Column(StrEnum):
    """The headings, in the order in which they are written."""

    CODE = "编号"
    DEPARTMENT = "部门"
    SECTION = "科室"
    POST = "岗位"
    TITLE = "职责"
    RULE = "规则"
    EVIDENCE = "成果"
    MEASURE = "标准"
    CHECKER = "检查岗位"
    OWED = "谁来做"
    POLICY = "督促办法"
    FORM = "表单"
    SOURCE = "来源"
    NOTE = "说明"


NEEDED = (Column.CODE, Column.DEPARTMENT, Column.POST, Column.TITLE, Column.RULE)
KEYS: Mapping[Column, str] = {
    Column.CODE: "code",
    Column.SECTION: "section",
    Column.POST: "post",
    Column.TITLE: "title",
    Column.RULE: "rule",
    Column.EVIDENCE: "evidence",
    Column.MEASURE: "measure",
    Column.CHECKER: "checker",
    Column.OWED: "owed",
    Column.POLICY: "policy",
    Column.FORM: "form",
    Column.SOURCE: "source",
    Column.NOTE: "note",
}
COLUMN_OF = {key: column for column, key in KEYS.items()}
EXAMPLES: Mapping[Column, str] = {
    Column.CODE: "004-JX-1.1.5",
    Column.DEPARTMENT: "教学工作部",
    Column.POST: "teaching_head",
    Column.TITLE: "学籍制度修订",
    Column.RULE: "annual month=9 day=20 edge=by",
    Column.OWED: EACH,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the file. `posts` are titles by code, `departments` their names."""

    events: Events
    posts: Mapping[str, str]
    forms: Collection[str]
    departments: Collection[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """With `faults` nothing of it is to be used."""

    duties: tuple[Duty, ...]
    faults: tuple[Fault, ...]


def is_duty_sheet(rows: Iterable[tuple[int, Row]]) -> bool:
    """Whether its heading is that of a catalogue: nothing else has duties with rules."""
    found = _heading(iter(rows))
    return found is not None and {Column.TITLE, Column.RULE} <= found[1].keys()


def check_duties(rows: Iterable[tuple[int, Row]], known: Known) -> Checked:
    """Check the whole file: each row, then all of them together."""
    numbered = iter(rows)
    found = _heading(numbered)
    if found is None:
        names = "、".join(NEEDED)
        return Checked((), (Fault(row=1, place=0, column="表头", cause=f"没有找到表头，要有 {names} 这几列"),))
    at, places = found
    reader = _Reader(places, known)
    for column in NEEDED:
        if column not in places:
            reader.faults.append(Fault(row=at, place=0, column="表头", cause=f"缺少“{column}”这一列", example=column))
    lines = [] if reader.faults else [each for each in numbered if any(cell not in {None, ""} for cell in each[1])]
    for row, cells in lines[:MOST_ROWS]:
        reader.read(row, cells)
    if not reader.faults and not 0 < len(lines) <= MOST_ROWS:
        cause = f"一次最多 {MOST_ROWS} 行，请分成几个文件" if lines else "表头下面没有内容"
        reader.faults.append(Fault(row=at + 1, place=0, column=Column.CODE, cause=cause))
    reader.finish()
    return Checked(tuple(reader.duties), tuple(sorted(reader.faults, key=lambda each: (each.row, each.place))))


def _heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, dict[Column, int]] | None:
    for row, cells in rows:
        places: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            key = fold_text(cell).strip(" *:：") if isinstance(cell, str) else ""
            column = next((each for each in Column if each == key), None)
            if column is not None:
                places.setdefault(column, place)
        if Column.CODE in places:
            return row, places
        if row >= HEADING_WITHIN:
            break
    return None


@dataclass
class _Reader:
    """Reads row after row and keeps what is wrong."""

    places: Mapping[Column, int]
    known: Known
    duties: list[Duty] = field(default_factory=list[Duty])
    faults: list[Fault] = field(default_factory=list[Fault])
    rows_of: dict[str, int] = field(default_factory=dict[str, int])
    cells_of: dict[int, Sequence[Cell | Formula]] = field(default_factory=dict[int, Sequence[Cell | Formula]])

    def read(self, row: int, cells: Sequence[Cell | Formula]) -> None:
        """Take one duty in, or complain of every bad cell of it."""
        self.cells_of[row] = cells
        before = len(self.faults)
        document = Document(str(row))
        texts = {column: self._text(row, column) for column in self.places}
        department = texts.pop(Column.DEPARTMENT, "")
        if not department:
            self.complain(row, Column.DEPARTMENT, "不能为空")
        elif department not in self.known.departments:
            self.complain(row, Column.DEPARTMENT, "没有这个部门；不归一个部门的写 全校")
        raw = {KEYS[column]: self._meant(row, column, text) for column, text in texts.items() if text}
        duty = duty_in(Section(document, raw), department)
        if len(self.faults) == before:
            for problem in document.problems:
                column = COLUMN_OF.get(problem.key.partition(".")[0], Column.CODE)
                self.complain(row, column, f"{problem.key.partition('.')[2]} {problem.cause}".strip())
        self._refuse_repeated(row, duty)
        if len(self.faults) == before:
            self.duties.append(duty)

    def finish(self) -> None:
        """What only all of them together can tell."""
        posts, forms = self.known.posts.keys(), self.known.forms
        for fault in faults_of(self.duties, self.known.events, posts, forms):
            column = COLUMN_OF.get(fault.key.partition(".")[0], Column.CODE)
            self.complain(self.rows_of[fault.duty], column, fault.cause)

    def complain(self, row: int, column: Column, cause: str) -> None:
        """Keep a bad cell."""
        cell = self._cell(row, column)
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)[:SHOWN_CELL]
        place, example = self.places.get(column, 0), EXAMPLES.get(column, "")
        self.faults.append(Fault(row=row, place=place, column=column, shown=shown, cause=cause, example=example))

    def _cell(self, row: int, column: Column) -> Cell | Formula:
        place, cells = self.places.get(column), self.cells_of[row]
        return cells[place] if place is not None and place < len(cells) else None

    def _text(self, row: int, column: Column) -> str:
        try:
            return text_of(self._cell(row, column))
        except BadCell as bad:
            self.complain(row, column, str(bad))
            return ""

    def _meant(self, row: int, column: Column, text: str) -> object:
        match column:
            case Column.RULE:
                try:
                    return table_of(text)
                except BadLine as bad:
                    self.complain(row, column, str(bad))
                    return {}
            case Column.OWED:
                return {SHARED: Owed.SHARED.value, EACH: Owed.EACH.value}.get(text, text)
            case Column.POST | Column.CHECKER:
                return self._post(row, column, text)
            case _:
                return text

    def _post(self, row: int, column: Column, text: str) -> str:
        """By its code, or by its title where only one is called so."""
        if POST_CODE.fullmatch(text):
            return text
        codes = self._codes_of.get(fold_text(text), [])
        if len(codes) != 1:
            several = f"有 {len(codes)} 个岗位叫这个名称，请写代号：{'、'.join(codes)}"
            self.complain(row, column, several if codes else "posts.toml 里没有这个岗位")
        return codes[0] if codes else "unknown"

    @property
    def _codes_of(self) -> Mapping[str, list[str]]:
        codes: defaultdict[str, list[str]] = defaultdict(list)
        for code, title in self.known.posts.items():
            codes[fold_text(title)].append(code)
        return codes

    def _refuse_repeated(self, row: int, duty: Duty) -> None:
        first = self.rows_of.setdefault(duty.code, row) if duty.code else row
        if first != row:
            self.complain(row, Column.CODE, f"和第 {first} 行重复")
