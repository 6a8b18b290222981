"""Numbers as people write them: 25, 二十五, 廿五, 一百零二, 两, 2.5."""

from fractions import Fraction

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
SCORES = {"廿": "二十", "卅": "三十"}
CHINESE = "".join((*DIGITS, *UNITS, *SCORES))

# For regular expressions. A number of days or hours may have a fraction, a place in a calendar may not.
# The bound keeps a page of digits from costing its square in time.
WHOLE = rf"(?:[0-9]{{1,32}}|[{CHINESE}]{{1,32}})"
BROKEN = rf"(?:[0-9]{{1,32}}(?:\.[0-9]{{1,9}})?|[{CHINESE}]{{1,32}})"
LONGEST = 9  # digits; whatever is counted here, nobody has a milliard of it


def read_whole(text: str) -> int | None:
    """The integer that the text writes, None where it writes none, or one too long to be meant."""
    if len(text) > LONGEST:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    return _read_chinese(text)


def read_amount(text: str) -> Fraction | None:
    """As `read_whole`, with a decimal fraction allowed."""
    whole, dot, part = text.partition(".")
    if not dot:
        amount = read_whole(text)
        return None if amount is None else Fraction(amount)
    if not (whole.isascii() and part.isascii() and whole.isdigit() and part.isdigit()) or len(text) > LONGEST:
        return None
    return Fraction(text)


def _read_chinese(text: str) -> int | None:
    for score, spelt in SCORES.items():
        text = text.replace(score, spelt)
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit = 0, None
    largest = UNITS["千"] * UNITS["十"]
    for char in text:
        if char in DIGITS and not digit:
            digit = DIGITS[char]
        elif char in UNITS and UNITS[char] < largest:
            largest = UNITS[char]
            total += (1 if digit is None else digit) * largest
            digit = None
        else:
            return None
    return total + (digit or 0)
