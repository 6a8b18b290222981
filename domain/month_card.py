"""The cards of a month: for whose it is, for the head who signs, for HR who closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.texts import months as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One person's month in words. `counts` is 正常 20 天、迟到 1 天; `odd` are days and results."""

    month: date
    version: int
    counts: str
    odd: Sequence[tuple[str, str]]
    changes: str = ""
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One department's month in numbers; `page` is where the days are."""

    month: date
    version: int
    department: str
    people: int
    confirmed: int
    disputed: int
    open: int
    names: tuple[str, ...]
    odd: int
    page: str = ""
    note: str = ""


def mine_card(mine: Mine) -> Card:
    """Whether it is right."""
    rows = (Row("月份", words.month_name(mine.month)), Row("结果", mine.counts), Row("异常", f"{len(mine.odd)} 天"))
    title = f"请确认{mine.month.month}月考勤"
    if mine.answer == "confirmed":
        return Card(title=title, rows=rows, closing="您已确认无误", ending="已确认", is_final=True)
    body = "\n".join(each for each in (mine.changes, words.odd_lines(mine.odd)) if each)
    confirm = Button(str(Action(Verb.CONFIRM, mine.version)), words.CONFIRM, ButtonStyle.PRIMARY)
    dispute = Button(str(Action(Verb.REJECT, mine.version)), words.DISPUTE)
    if mine.answer == "disputed":
        body = f"您有异议，正等更正。更正以后请确认。\n{body}"
    return Card(title=title, rows=rows, body=body, buttons=(confirm, dispute))


def sheet_card(sheet: Sheet, closing: str = "", ending: str = "") -> Card:
    """For the head, open or ended."""
    rows = (
        Row("部门", sheet.department),
        Row("已确认", f"{sheet.confirmed} / {sheet.people} 人"),
        Row("有异议", f"{sheet.disputed} 人"),
        Row("异常", f"{sheet.odd} 人次"),
    )
    title = f"{words.month_name(sheet.month)}考勤表"
    if closing:
        return Card(title=title, rows=rows, closing=closing, ending=ending, is_final=True)
    named = "、".join(sheet.names) + (f" 等 {sheet.open} 人" if sheet.open > len(sheet.names) else "")
    lines = (
        sheet.note,
        f"还没有确认：{named}" if sheet.open else "全部答复了。",
        f"全部日子：{sheet.page}" if sheet.page else "",
    )
    sign = Button(str(Action(Verb.APPROVE, sheet.version)), words.SIGN, ButtonStyle.PRIMARY)
    back = Button(str(Action(Verb.RETURN, sheet.version)), words.SEND_BACK)
    return Card(title=title, rows=rows, body="\n".join(line for line in lines if line), buttons=(sign, back))


def closing_card(month: date, rows: Sequence[tuple[str, str]], body: str, asked: int | None) -> Card:
    """For HR. `asked` is how many departments were unsigned when the first press was refused or asked back."""
    verb = Verb.CONFIRM if asked is None else Verb.APPLY
    text = words.CLOSE if asked is None else words.CLOSE_ANYWAY if asked else words.CLOSE_REALLY
    style = ButtonStyle.PRIMARY if asked is None else ButtonStyle.DANGER
    return Card(
        title=f"{words.month_name(month)}考勤汇总",
        rows=tuple(Row(label, value) for label, value in rows),
        body=body,
        buttons=(Button(str(Action(verb, asked or 0)), text, style),),
    )


def closed_card(month: date, rows: Sequence[tuple[str, str]], closing: str) -> Card:
    """The same when it is closed."""
    shown = tuple(Row(label, value) for label, value in rows)
    return Card(title=f"{words.month_name(month)}考勤汇总", rows=shown, closing=closing, ending="已关账", is_final=True)
