"""What the expression library complains of, in Chinese and with the place."""

import re

_PLACE = re.compile(r"<input>:(\d+):(\d+): (.*)")
_OTHER_LANGUAGES = {"and": "&&", "or": "||", "not": "!", "=": "==", "AND": "&&", "OR": "||", "<>": "!="}
_QUOTED = re.compile(r"(?:at:|input|identifier:) ?'?([^']*?)'?(?: expecting.*)?$")


def cause_of_syntax(complaint: str, source: str) -> str:
    """Where and why an expression cannot be read."""
    found = _PLACE.search(complaint)
    if not found:
        return "表达式写得不对"
    line, column, words = int(found[1]), int(found[2]), found[3]
    place = f"第 {column} 个字符" if "\n" not in source.strip() else f"第 {line} 行第 {column} 个字符"
    return f"{place}{_complaint(words)}"


def _complaint(words: str) -> str:
    if "<EOF>" in words.split(" expecting", maxsplit=1)[0]:
        return "处没有写完" if "missing" not in words else f"处缺少 {_missing(words)}"
    quoted = _QUOTED.search(words.replace("Syntax error: ", ""))
    sign = quoted[1].strip() if quoted else ""
    if sign.split(" ")[0] in _OTHER_LANGUAGES:
        return f"的 {sign.split(' ')[0]} 应写成 {_OTHER_LANGUAGES[sign.split(' ')[0]]}"
    if sign and not sign.isascii():
        return f"的 {sign[:10]} 不能用在这里：名字用英文字母，文字要加引号，标点用半角"
    if words.startswith("reserved identifier"):
        return f"的 {sign} 是保留字，不能当名字"
    return f"的 {sign[:20]} 不应出现在这里" if sign else "处写得不对"


def _missing(words: str) -> str:
    found = re.search(r"missing '([^']+)'", words)
    return found[1] if found else "一个符号"


def cause_of_failure(failure: Exception, nulls: tuple[str, ...]) -> str:
    """Why an expression has no value."""
    match failure:
        case ZeroDivisionError():
            return "除数是零"
        case OverflowError():
            return "数太大了"
        case KeyError():
            return f"没有 {failure.args[0]} 这一项" if failure.args else "没有这一项"
        case IndexError():
            return "列表没有这么多项"
        case _ if nulls:
            return f"{'、'.join(nulls)} 没有填，不能这样用；请先判断，例如 {nulls[0]} != null && ……"
        case TypeError():
            return "两边的类型不同，例如文字与数字比较，或整数与小数相加（小数写成 100.0）"
        case _:
            return "这里的值不能这样用"


def is_of_types(failure: Exception) -> bool:
    """Whether it failed for the kinds of its values. Names and functions are known by then, so an unknown one is a
    function that does not take such a value.
    """
    return isinstance(failure, TypeError) or "Undefined variable or function" in str(failure)
