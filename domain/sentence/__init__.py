"""How sentences about leave are read: by written rules, no language model; the reading is shown before it counts."""

from domain.sentence.answer import choose, read_answer
from domain.sentence.meaning import Span
from domain.sentence.read import read_leave, read_period
from domain.sentence.reading import About, Ask, LeaveReading, Option, from_draft, to_draft

__all__ = [
    "About",
    "Ask",
    "LeaveReading",
    "Option",
    "Span",
    "choose",
    "from_draft",
    "read_answer",
    "read_leave",
    "read_period",
    "to_draft",
]
