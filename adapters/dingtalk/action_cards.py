"""The neutral card as a robot message with links, for accounts without a card template. Pure.

The platform reads markdown in these, and nowhere says that a backslash takes a sign's meaning away. So every sign that
could mean something is replaced by its full-width twin, which looks alike and means nothing to any reader of markdown.
"""

import re
from collections.abc import Callable

from adapters.dingtalk.cards import CardInvalidError, is_closed
from adapters.dingtalk.text import LONGEST_PARAM_BYTES, Words, compact, cut_bytes, line, shorten
from adapters.plain_text import clean
from domain.cards import Button, Card, Row

# Emphasis, code, links, images, headings, quotes, tables, tags, entities, mentions, escapes.
MEANT = re.compile(r"[\\`*_{}\[\]()#!|~<>&@]")

# An address becomes a link by itself, in any protocol (dingtalk:// and dtmd:// act on a tap).
ADDRESS = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):", re.IGNORECASE)

# Lists, rules and underlined headings at the beginning of a line.
LIST_SIGN = re.compile(r"^[-+=]+")
NUMBERED = re.compile(r"^(\d+)\.")

NEWLINE = "  \n"
BREAK = re.compile(r"[\n\u2028\u2029]")
FULL_WIDTH = 0xFEE0

LONGEST_TITLE = 180
LONGEST_BODY = 6_000
LONGEST_CLOSING = 900
LONGEST_ROW = 900
LONGEST_CAPTION = 30

# More buttons than the platform's largest card has become links in the text.
MOST_BUTTONS = 5
NO_TITLE = "提醒"

UrlOf = Callable[[str], str]


def render(card: Card, url_of: UrlOf) -> Words:
    """`url_of` gives the address behind a button, from its action.

    Raises:
        CardInvalidError: so many buttons that their addresses alone are too long.
    """
    buttons = () if is_closed(card) else card.buttons
    links = tuple((_caption(button), url_of(button.action)) for button in buttons)
    title = cut_bytes(escape(line(card.title)), LONGEST_TITLE) or NO_TITLE
    closing = cut_bytes(escape(card.closing), LONGEST_CLOSING)
    more = (f"[{escape(caption)}]({url})" for caption, url in links[MOST_BUTTONS:])
    end = NEWLINE.join(one for one in (closing, *more) if one)
    return _fitted(title, _lines(card, title), end, links[:MOST_BUTTONS])


def escape(text: str) -> str:
    """What people typed, so that it shows as typed: no markup, link, picture, mention or tag can come of it."""
    return NEWLINE.join(_escape_line(one.strip()) for one in BREAK.split(clean(text).strip()))


def _escape_line(text: str) -> str:
    text = ADDRESS.sub(_widen, MEANT.sub(_widen, text))
    return NUMBERED.sub(r"\1．", LIST_SIGN.sub(_widen, text))


def _widen(found: re.Match[str]) -> str:
    return "".join(chr(ord(sign) + FULL_WIDTH) for sign in found[0])


def _lines(card: Card, title: str) -> list[str]:
    """What is said before the end, in its order. The heading is the only markup, and ours."""
    body = cut_bytes(escape(card.body), LONGEST_BODY)
    rows = (_row(row) for row in card.rows)
    return [one for one in (f"#### {title}", escape(line(card.subtitle)), *rows, body) if one]


def _row(row: Row) -> str:
    value = cut_bytes(escape(line(row.value)), LONGEST_ROW)
    return f"{cut_bytes(escape(line(row.label)), LONGEST_TITLE)}：{value}" if row.label else value


def _caption(button: Button) -> str:
    return cut_bytes(line(button.text), LONGEST_CAPTION)


def _fitted(title: str, lines: list[str], end: str, links: tuple[tuple[str, str], ...]) -> Words:
    """Text is shortened until everything fits, and never `end`; a full-width sign is never half a markup."""
    text = NEWLINE.join(lines)
    while True:
        content = _content(title, NEWLINE.join(part for part in (text, end) if part), links)
        surplus = len(content.param.encode()) - LONGEST_PARAM_BYTES
        if surplus <= 0:
            return content
        if not text:
            raise CardInvalidError("buttons")
        text = shorten(text, surplus)


def _content(title: str, text: str, links: tuple[tuple[str, str], ...]) -> Words:
    param = {"title": title, "text": text}
    match len(links):
        case 0:
            key = "sampleMarkdown"
        case 1:
            key = "sampleActionCard"
            param |= {"singleTitle": links[0][0], "singleURL": links[0][1]}
        case 2:
            key = "sampleActionCard6"  # the two side by side; the platform counts it as its sixth layout
            for number, (caption, url) in enumerate(links, 1):
                param |= {f"buttonTitle{number}": caption, f"buttonUrl{number}": url}
        case count:
            key = f"sampleActionCard{count}"
            for number, (caption, url) in enumerate(links, 1):
                param |= {f"actionTitle{number}": caption, f"actionURL{number}": url}
    return Words(key, compact(param))
