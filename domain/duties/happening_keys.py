"""The keys of events: made of facts, so that the same told twice, in whatever way, is one."""

import re
from datetime import date

from domain.duties.on_case import key_of
from domain.text_fold import fold_text

# CC-1024, or a bare number of at least three digits: what the bot printed for a case.
_NUMBER = re.compile(r"(?:[A-Za-z]{1,6}-)?(\d{3,9})(?:号)?")


def fact_key(code: str, day: date, subject: str) -> str:
    """By the number of the case that it is about, else by its day and what people call it."""
    number = _NUMBER.fullmatch(subject.strip())
    if number:
        return key_of(code, int(number[1]))
    return f"{code}:{day}:{fold_text(subject).replace(' ', '')}"
