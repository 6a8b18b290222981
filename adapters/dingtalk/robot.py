"""What is said to the robot, in our words.

Source: the platform's pages on receiving of robot messages and on their kinds.
"""

import re
from datetime import datetime

from adapters.dingtalk.fields import Fields, inner, instant, rows, text, user_id
from adapters.dingtalk.settings import DingtalkSettings
from adapters.plain_text import clean
from domain.events import Event, MediaKind, MediaSent, ReplyRight, SaidInGroup, Strange, TextSaid, Unrecognised

SINGLE_CHAT, GROUP_CHAT = "1", "2"
PUSHES_USED_UP = "20001"  # `errCode` of what comes when the organisation's pushes of the month are used up
LONGEST = 8_000  # characters; a frame may have a megabyte, and handlers keep two thousand of them
LONGEST_WEBHOOK = 1_000

WORD = re.compile(r"[0-9A-Za-z_]{1,32}")
WEBHOOK = re.compile(r"[!-~]+")
MEDIA = {
    "picture": MediaKind.IMAGE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "file": MediaKind.FILE,
}


class RobotReader:
    """Reads for one account: its organisation's members only, and rights to answer only on its platform's host."""

    def __init__(self, settings: DingtalkSettings) -> None:
        self._corp_id = settings.corp_id
        self._webhooks = f"{settings.oapi_base.rstrip('/')}/robot/sendBySession"

    def read(self, robot: Fields, arrived_at: datetime, *, is_vouched: bool) -> Event:
        """What was said. `is_vouched` is false where the body is not signed: then it gives no right to answer either.

        `arrived_at` stands in for a missing time.
        """
        at = instant(robot, "createAt") or arrived_at
        sender = self._sender(robot)
        if text(robot, "errCode") == PUSHES_USED_UP:
            return Unrecognised(user_id=sender, at=at, kind="robot.quota", strange=Strange.NOT_HEARD)
        if sender is None:
            return Unrecognised(user_id=None, at=at, kind="robot.stranger")
        if inner(robot, "hostingContext"):  # said to a member for whom the robot answers, not to us
            return Unrecognised(user_id=sender, at=at, kind="robot.hosted")
        group = text(robot, "conversationId")
        if text(robot, "conversationType") == GROUP_CHAT and group:
            return SaidInGroup(user_id=sender, at=at, group=group, text=_words(robot))
        return self._said(robot, sender, at, is_vouched=is_vouched)

    def _sender(self, robot: Fields) -> str | None:
        """A user id means somebody only within its organisation, and guests of a group come from others."""
        corp_id = text(robot, "senderCorpId")
        return None if corp_id and corp_id != self._corp_id else user_id(robot, "senderStaffId")

    def _said(self, robot: Fields, sender: str, at: datetime, *, is_vouched: bool) -> Event:
        kind = text(robot, "msgtype")
        right = self._reply_right(robot) if is_vouched else None
        words = _words(robot)
        if words or kind == "text":
            return TextSaid(user_id=sender, at=at, text=words, is_vouched=is_vouched, reply_right=right)
        media, code = _media(robot, kind)
        if media and code:
            form = _format(robot, kind)
            return MediaSent(user_id=sender, at=at, media=media, media_id=code, format=form, reply_right=right)
        name = f"robot.{kind if WORD.fullmatch(kind) else 'unknown'}"
        return Unrecognised(user_id=sender, at=at, kind=name, strange=Strange.UNREADABLE)

    def _reply_right(self, robot: Fields) -> ReplyRight | None:
        """Only of a single chat (a group's would show to all what is for one), and only on the platform's own host."""
        webhook = text(robot, "sessionWebhook")
        expires_at = instant(robot, "sessionWebhookExpiredTime")
        is_ours = webhook.startswith(self._webhooks) and len(webhook) <= LONGEST_WEBHOOK and WEBHOOK.fullmatch(webhook)
        if not is_ours or expires_at is None or text(robot, "conversationType") != SINGLE_CHAT:
            return None
        return ReplyRight(webhook, expires_at)


def _words(robot: Fields) -> str:
    """What was typed, or understood of what was spoken. Behind a mention there is a space."""
    match text(robot, "msgtype"):
        case "text":
            said = text(inner(robot, "text"), "content") or text(robot, "content")
        case "audio":
            said = text(inner(robot, "content"), "recognition")
        case "richText":
            said = "".join([text(part, "text") for part in _parts(robot)])
        case _:
            said = ""
    return clean(said[:LONGEST]).strip()


def _parts(robot: Fields) -> list[Fields]:
    return rows(inner(robot, "content"), "richText")


def _media(robot: Fields, kind: str) -> tuple[MediaKind | None, str]:
    """Kind and download code; of a rich text its first picture."""
    if kind == "richText":
        codes = [text(part, "downloadCode", "pictureDownloadCode") for part in _parts(robot)]
        return MediaKind.IMAGE, next((code for code in codes if code), "")
    return MEDIA.get(kind), text(inner(robot, "content"), "downloadCode", "pictureDownloadCode")


def _format(robot: Fields, kind: str) -> str:
    content = inner(robot, "content")
    ending = text(content, "fileName").rpartition(".")[2] if kind == "file" else text(content, "videoType")
    return ending.lower() if WORD.fullmatch(ending) else ""
