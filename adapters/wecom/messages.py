"""Bodies of `message/send`, each for one member and each protected against a repeat of itself.

The platform drops a request whose JSON it has seen within `duplicate_check_interval`. That interval is part of the
JSON, so it carries the delivery's number: the repeat of a delivery is the same to the byte and dropped, the next
delivery of the same words is another and shown. It stays within five minutes, in case the platform looks at the words
alone. Source: developer documentation, path 90236.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from adapters.plain_text import split_bytes
from adapters.wecom.text import cut, defuse

USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")

LONGEST_TEXT_BYTES = 2048
LONGEST_URL_BYTES = 2048
LONGEST_CARD_TITLE = 128
LONGEST_CARD_TEXT = 512
LONGEST_CARD_BUTTON = 4

# Five parts leave room under thirty a minute that the platform shows to one member before it drops silently.
MOST_PARTS = 5
PART_MARK_BYTES = len("(5/5)\n")
CUT_NOTE = "\n（内容过长，后文未显示。）"

SHORTEST_INTERVAL = 180
INTERVAL_SPREAD = 120

# Less than the shortest interval, by the time that a request may be under way and by the difference of two clocks.
REPEAT_WINDOW = timedelta(seconds=150)

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")

Body = dict[str, object]


GUARDIANS_ALONE = 0  # recv_scope: parents, not the student


class NoRecipientError(ValueError):
    """Not the user id of one member; `@all` and lists are never sent."""


def envelope(to: str, agent_id: int, serial: int, kind: str, content: Mapping[str, object]) -> Body:
    """The common part. Raises NoRecipientError."""
    if not USER_ID.fullmatch(to):
        raise NoRecipientError
    return {
        "touser": to,
        "msgtype": kind,
        "agentid": agent_id,
        kind: dict(content),
        "enable_id_trans": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": SHORTEST_INTERVAL + serial % INTERVAL_SPREAD,
    }


def text_to_guardians(student: str, agent_id: int, serial: int, text: str) -> Body:
    """Words for the parents whom the school directory has with this student; cut rather than sent in parts.

    Source: developer documentation, path 91609. Raises NoRecipientError.
    """
    body = envelope(student, agent_id, serial, "text", {"content": cut_bytes(defuse(text))})
    del body["touser"]
    return {"recv_scope": GUARDIANS_ALONE, "to_student_userid": [student], "toall": 0, **body}


def cut_bytes(text: str) -> str:
    """As much as one message may hold."""
    if len(text.encode()) <= LONGEST_TEXT_BYTES:
        return text
    return split_bytes(text, LONGEST_TEXT_BYTES - len(CUT_NOTE.encode()))[0] + CUT_NOTE


def texts(to: str, agent_id: int, serial: int, text: str) -> list[Body]:
    """As many numbered parts as the text needs: the platform would cut silently. Links and mentions are taken apart."""
    return [envelope(to, agent_id, serial, "text", {"content": part}) for part in _parts(defuse(text))]


def _parts(text: str) -> list[str]:
    if len(text.encode()) <= LONGEST_TEXT_BYTES:
        return [text]
    parts = split_bytes(text, LONGEST_TEXT_BYTES - PART_MARK_BYTES)
    if len(parts) > MOST_PARTS:
        last = split_bytes(parts[MOST_PARTS - 1], LONGEST_TEXT_BYTES - PART_MARK_BYTES - len(CUT_NOTE.encode()))[0]
        parts = [*parts[: MOST_PARTS - 1], last + CUT_NOTE]
    return [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, 1)]


def markdown(to: str, agent_id: int, serial: int, text: str) -> Body:
    """Markdown of our own making. What people typed goes in through `escape_markdown`.

    Raises:
        ValueError: more than 2,048 bytes: markdown cannot be cut without breaking it.
    """
    if len(text.encode()) > LONGEST_TEXT_BYTES:
        raise ValueError("markdown of more than 2,048 bytes")
    return envelope(to, agent_id, serial, "markdown", {"content": text})


def escape_markdown(text: str) -> str:
    """What people typed, so that it shows as typed."""
    return MARKDOWN.sub(r"\\\1", defuse(text))


def textcard(to: str, agent_id: int, serial: int, card: tuple[str, str, str], button: str = "详情") -> Body:
    """A card (title, description, address) that only leads somewhere.

    Raises:
        ValueError: no http(s) address, or one of more than 2,048 bytes.
    """
    title, description, url = card
    if not url.startswith(("https://", "http://")) or len(url.encode()) > LONGEST_URL_BYTES:
        raise ValueError("not an address of at most 2,048 bytes")
    content = {
        "title": cut(defuse(title), LONGEST_CARD_TITLE),
        "description": cut(defuse(description), LONGEST_CARD_TEXT),
        "url": url,
        "btntxt": cut(button, LONGEST_CARD_BUTTON),
    }
    return envelope(to, agent_id, serial, "textcard", content)


def template_card(to: str, agent_id: int, serial: int, card: Mapping[str, object]) -> Body:
    """A rendered template card."""
    return envelope(to, agent_id, serial, "template_card", card)
