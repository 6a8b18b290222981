"""What a cell of a spreadsheet has room for and may not become, whoever writes it."""

import re

LONGEST_CELL = 32_767  # characters, the limit of the format
NARROWEST = 10  # characters of a column
FORMULA_STARTS = "=+-@＝＋－＠\t\r"  # spreadsheets take full-width signs for the others
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for something to be worked out. Numbers stay numbers."""
    if text[:1].isalnum():  # nearly every cell, and a month has a million of them
        return False
    start = text.lstrip(" \n\u3000\u00a0")[:1]
    return bool(start) and start in FORMULA_STARTS and not NUMBER.fullmatch(text)
