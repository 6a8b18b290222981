"""What people say to a robot, as it is told to the application. Source: docs, robot-receive-message."""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from emulator.dingtalk.groups import Group
from emulator.dingtalk.letter import milliseconds
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.sessions import Session

SINGLE = "1"
IN_GROUP = "2"
SESSION_PATH = "/robot/sendBySession"


@dataclass(frozen=True, slots=True)
class Words:
    """`body` is what differs by `kind`, the msgtype; `shown` is what stands in the chat."""

    kind: str
    body: Mapping[str, object]
    shown: Mapping[str, object]


def text(content: str) -> Words:
    """A typed text."""
    return Words("text", {"text": {"content": content}}, {"content": content})


def picture(code: str, file_name: str) -> Words:
    """A picture."""
    content = {"downloadCode": code, "pictureDownloadCode": code}
    return Words("picture", {"content": content}, {"media_id": code, "file_name": file_name})


def file(code: str, file_name: str) -> Words:
    """A file."""
    content = {"downloadCode": code, "fileName": file_name, "fileId": "123", "spaceId": "456"}
    return Words("file", {"content": content}, {"media_id": code, "file_name": file_name})


def audio(code: str, recognition: str, duration: int) -> Words:
    """A spoken message, with what DingTalk understood of it; the duration is in milliseconds."""
    content = {"downloadCode": code, "recognition": recognition, "duration": duration}
    return Words("audio", {"content": content}, {"media_id": code, "content": recognition})


def video(code: str, duration: int) -> Words:
    """A film; the duration is in milliseconds and, in real samples, a text."""
    content = {"downloadCode": code, "duration": str(duration), "videoType": "mp4"}
    return Words("video", {"content": content}, {"media_id": code})


def rich_text(texts: Sequence[str], code: str = "") -> Words:
    """Several texts in one, with a picture at the end where there is a code."""
    parts: list[dict[str, str]] = [{"text": each} for each in texts]
    if code:
        parts.append({"type": "picture", "downloadCode": code, "pictureDownloadCode": code})
    return Words("richText", {"content": {"richText": parts}}, {"content": "".join(texts), "media_id": code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Somebody says something in a chat. `author` None is a person from outside, whose userid robots never learn."""

    org: Org
    author: Member | None
    group: Group | None
    session: Session
    words: Words
    at: datetime


def compose(speech: Speech, base: str) -> dict[str, object]:
    """The whole object. In a group the robot was called by name, which leaves a blank before the text."""
    org, author, group = speech.org, speech.author, speech.group
    told: dict[str, object] = {
        "conversationId": group.open_conversation_id if group else _single_chat(author),
        "conversationType": IN_GROUP if group else SINGLE,
        "senderId": f"$:LWCP_v1:${secrets.token_urlsafe(12)}",
        "senderNick": author.name if author else "访客",
        "senderPlatform": "Android",
        "chatbotUserId": "$:LWCP_v1:$robot",
        "chatbotCorpId": org.corp_id,
        "robotCode": org.robot_code,
        "msgId": f"msg{secrets.token_urlsafe(16)}==",
        "createAt": milliseconds(speech.at),
        "sessionWebhook": f"{base}{SESSION_PATH}?session={speech.session.key}",
        "sessionWebhookExpiredTime": milliseconds(speech.session.expires_at),
        "msgtype": speech.words.kind,
        **speech.words.body,
    }
    if author:
        told |= {"senderStaffId": author.userid, "senderUnionId": author.union_id, "senderCorpId": org.corp_id}
        told["isAdmin"] = author.is_admin
    return told | _in_group(group, speech.words) if group else told


def _single_chat(author: Member | None) -> str:
    """The same for each chat, and nothing that could be guessed a userid from."""
    digest = hashlib.sha256(author.union_id.encode() if author else b"").digest()
    return f"cid{base64.b64encode(digest[:16]).decode()}"


def _in_group(group: Group, words: Words) -> dict[str, object]:
    told: dict[str, object] = {
        "conversationTitle": group.title,
        "isInAtList": True,
        "atUsers": [{"dingtalkId": "$:LWCP_v1:$robot"}],
    }
    return told | {"text": {"content": f" {words.shown['content']}"}} if words.kind == "text" else told
