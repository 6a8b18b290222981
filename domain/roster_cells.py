"""One cell of a roster, as a spreadsheet gives it, to the value that it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches

Cell = str | int | float | date | None  # flags are whole numbers, instants are dates

LONGEST_NAME = 50
LONGEST_POSITION = 100
FORMULA_STARTS = ("=", "+", "-", "@")
SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
EXACT_DIGITS = 15  # of a number; spreadsheets turn the further ones into zeros
FIRST_DAY = date(1930, 1, 1)
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets; right from March 1900 on
SERIALS = range(10_000, 80_000)  # 1927 to 2119: a day as a bare number

_SAME = {  # words that other systems write for ours
    "在职": "在岗",
    "试用期": "试用",
    "借调在外": "借调",
    "已离职": "离职",
    "辞职": "离职",
    "已退休": "退休",
    "Y": "是",
    "N": "否",
    "√": "是",
}

# developer.work.weixin.qq.com path 90195: mail addresses of 6 to 64 bytes. Numbers from abroad as DingTalk wants them.
LONGEST_EMAIL = 64
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_MAINLAND = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_ABROAD = re.compile(r"\+\d{1,4}-\d{4,16}")
_STAFF_NO = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,30}[A-Za-z0-9])?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HALF = str.maketrans(  # signs that people type in full width without meaning it; brackets stay as they are
    {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "-.@=+/"}
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·\s]+")


class BadCell(Exception):
    """What is wrong with the cell, as whoever filled it in reads it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed; what it shows is not in the file for certain."""

    text: str


def text_of(cell: Cell | Formula) -> str:
    """The cell as half-width text of one line.

    Raises:
        BadCell: it is computed, or would be taken for a formula.
    """
    match cell:
        case None:
            return ""
        case Formula():
            raise BadCell("是公式，请选中这一列“复制、选择性粘贴为数值”")
        case bool():
            return "是" if cell else "否"
        case float() if not cell.is_integer():
            return str(cell)
        case int() | float():
            return _digits(int(cell))
        case date():
            return cell.strftime("%Y-%m-%d")
        case _:
            return _cleaned(cell)


def staff_no_of(cell: Cell | Formula) -> str:
    """A staff number; nothing for an empty cell."""
    if isinstance(cell, datetime | date):
        raise BadCell("被表格改成了日期，请把这一列设为文本后重新填写")
    text = text_of(cell).replace(" ", "")
    if text and not _STAFF_NO.fullmatch(text):
        raise BadCell("只能有字母、数字、横线和下划线，最长 32 位")
    return text


def name_of(cell: Cell | Formula) -> str:
    """A person's name. Spaces that only align Chinese names in a column are left out."""
    text = text_of(cell)
    if text and (isinstance(cell, int | float | date) or not any(sign.isalpha() for sign in text)):
        raise BadCell("不是姓名")
    if len(text) > LONGEST_NAME:
        raise BadCell(f"太长了，最长 {LONGEST_NAME} 个字")
    return "".join(text.split()) if _WIDE.fullmatch(text) else text


def position_of(cell: Cell | Formula) -> str:
    """A title or office."""
    text = text_of(cell)
    if len(text) > LONGEST_POSITION:
        raise BadCell(f"太长了，最长 {LONGEST_POSITION} 个字")
    return text


def mobile_of(cell: Cell | Formula) -> str:
    """A telephone number as both platforms take it: eleven digits, or +852-98765432."""
    is_plus = isinstance(cell, str) and cell.strip().lstrip("'").startswith(("+", "＋"))
    text = "+" + text_of(cell.strip().lstrip("'")[1:]) if isinstance(cell, str) and is_plus else text_of(cell)
    bare = text.replace(" ", "")
    mainland = _MAINLAND.fullmatch(bare.replace("-", ""))
    if mainland:
        return mainland[1]
    if bare and not _ABROAD.fullmatch(bare):
        raise BadCell("不是手机号；境外的请写成 +852-98765432")
    return bare


def email_of(cell: Cell | Formula) -> str:
    """A mail address."""
    text = text_of(cell).replace(" ", "")
    if text and (len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text)):
        raise BadCell("不是邮箱地址")
    return text


def choice_of(cell: Cell | Formula, choices: Sequence[str]) -> str:
    """One of the words; nothing for an empty cell."""
    text = _SAME.get(text_of(cell), text_of(cell))
    if text and text not in choices:
        near = get_close_matches(text, choices, 1)
        advice = f"您要写的是不是 {near[0]}；" if near else ""
        raise BadCell(f"不认识这个词，{advice}只能写 {'、'.join(choices)}")
    return text


def day_of(cell: Cell | Formula, last: date) -> date | None:
    """A calendar day, however it is written; not later than `last`."""
    day = _day(cell)
    if day is not None and not FIRST_DAY <= day <= last:
        raise BadCell(f"应在 {FIRST_DAY} 到 {last} 之间")
    return day


def _day(cell: Cell | Formula) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    if text.isdecimal() and int(text) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(text))
    written = _DAY.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text)
    if written is None:
        raise BadCell("不是日期，请写成 2026-09-01")
    try:
        return date(*map(int, written.groups()))
    except ValueError:
        raise BadCell("没有这一天") from None


def _digits(number: int) -> str:
    if len(str(abs(number))) > EXACT_DIGITS:
        raise BadCell("数字太长，表格已改写它的末几位，请把单元格设为文本后重新填写")
    return str(number)


def _cleaned(text: str) -> str:
    """Without what cannot be seen, full-width signs made half-width, and one apostrophe that says "this is text"."""
    half = text.translate(_HALF).removeprefix("'")
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in half).split())
    if clean in SPREADSHEET_ERRORS:
        raise BadCell("表格没有算出这一格，请改成数值")
    if clean.startswith(FORMULA_STARTS):
        raise BadCell(f"以 {clean[0]} 开头，表格会把它当公式")
    return clean
