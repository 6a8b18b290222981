"""Words that hold a number: dates, weekdays, hours, lessons and lengths, each a pattern and what it means."""

import re
from collections.abc import Callable, Sequence

from domain.sentence import patterns_of_dates, patterns_of_hours, patterns_of_lengths
from domain.sentence.tokens import Said

Meant = tuple[Said, ...]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Meant | None]]

# In this order the more telling form wins: 11月25-27日 before 11月25日, 2.5天 before 2.5, 3到5点 before 5点.
RULES: Sequence[Rule] = (
    *patterns_of_lengths.RULES,
    *patterns_of_dates.RULES,
    *patterns_of_hours.RULES,
)
