"""年终考核: how on time, complete and correct a department was in a year, and the numbers behind each score."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.forms.document import Document, Section
from domain.forms.problems import Problem
from domain.ids import DepartmentId

FORM = "year_end_assessment"
ASSESSMENT = "assessment.toml"
WHOLE = 100
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What each of the three counts, a hundred together; `office` are the posts that see all departments."""

    on_time: int = 50
    complete: int = 30
    correct: int = 20
    office: tuple[str, ...] = ("quality_head", "quality_performance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One department's numbers. `done` were handed in at all; `faulty` of those lack what shows it, or came back."""

    department: DepartmentId
    name: str
    due: int = 0
    on_time: int = 0
    done: int = 0
    faulty: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Each of a hundred, to two places, and the three together. `rows` are their parts with the numbers in words."""

    basis: Basis
    on_time: Decimal
    complete: Decimal
    correct: Decimal
    rows: tuple[tuple[str, Decimal, str], ...]

    @property
    def total(self) -> Decimal:
        """The sum of the parts as they are shown, so that it can be added up by hand."""
        return sum((part for _, part, _ in self.rows), Decimal(0))


def score_of(basis: Basis, rules: Assessment) -> Score | None:
    """None for whom nothing was due: nothing can be said of them."""
    if not basis.due:
        return None
    right = max(0, basis.done - basis.faulty)
    on_time, complete = _share(basis.on_time, basis.due), _share(basis.done, basis.due)
    correct = _share(right, basis.done)
    return Score(
        basis=basis,
        on_time=on_time,
        complete=complete,
        correct=correct,
        rows=(
            _row("按时", on_time, rules.on_time, f"应办 {basis.due} 次，按时 {basis.on_time} 次"),
            _row("完整", complete, rules.complete, f"应办 {basis.due} 次，办结 {basis.done} 次"),
            _row("准确", correct, rules.correct, f"办结 {basis.done} 次，有佐证且未被退回 {right} 次"),
        ),
    )


def _row(name: str, share: Decimal, weight: int, basis: str) -> tuple[str, Decimal, str]:
    part = (share * weight / WHOLE).quantize(CENT, ROUND_HALF_UP)
    return name, part, f"{basis}，得 {share} 分，占 {weight}%"


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) * WHOLE / whole).quantize(CENT, ROUND_HALF_UP) if whole else Decimal("0.00")


def load_assessment(file: str, document: Mapping[str, object]) -> Assessment | tuple[Problem, ...]:
    """The rules of a parsed file, or everything that is wrong with it."""
    found = Document(file)
    section = Section(found, document)
    usual = Assessment()
    office = section.texts("office") or usual.office
    weights = Section(found, section.table("weights"), section.at("weights"))
    rules = Assessment(
        on_time=weights.whole("on_time", usual.on_time, 0, WHOLE),
        complete=weights.whole("complete", usual.complete, 0, WHOLE),
        correct=weights.whole("correct", usual.correct, 0, WHOLE),
        office=office,
    )
    weights.finish()
    section.finish()
    total = rules.on_time + rules.complete + rules.correct
    if not found.problems and total != WHOLE:
        found.complain("weights", f"三项权重之和应是 {WHOLE}，现在是 {total}", "on_time = 50")
    return tuple(found.problems) if found.problems else rules
