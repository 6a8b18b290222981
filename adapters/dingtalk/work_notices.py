"""Work notices (工作通知), for members whom the robot cannot reach in single chat.

The platform answers "ok" and drops a notice without a word where a limit is hit: the same words to the same member
twice a day, more than 500 a day, too many a minute. So words that come again are numbered, and what became of a notice
is read back. Source: developer documentation, asynchronous sending of work notices and its results.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.text import compact, shorten
from adapters.plain_text import clean
from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)

SEND = "/topapi/message/corpconversation/asyncsend_v2"
RESULT = "/topapi/message/corpconversation/getsendresult"
RECALL = "/topapi/message/corpconversation/recall"
STATUS_BAR = "/topapi/message/corpconversation/status_bar/update"

LONGEST_NOTICE = 2_048  # bytes of `msg`
MOST_RECIPIENTS = 100

# A notice is sent in the background. Most are out when it is asked for the first time; after the last one it is not
# known, which is no failure.
LOOKS = (0.3, 1.0, 3.0)

MINUTE_FULL = frozenset({"143103", "143104", "143203", "143204"})
DAY_FULL = frozenset({"143105", "143205"})
SAME_WORDS = frozenset({"143106", "143206"})


class Fate(StrEnum):
    """What became of a notice for one member."""

    SENT = "sent"
    UNKNOWN_MEMBER = "unknown_member"
    SAME_WORDS = "same_words"
    DAY_FULL = "day_full"
    MINUTE_FULL = "minute_full"
    FORBIDDEN = "forbidden"
    FAILED = "failed"
    NOT_KNOWN_YET = "not_known_yet"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code` is the platform's, where it gives one."""

    fate: Fate
    code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sending and what became of it for each of those it was meant for."""

    number: str
    outcomes: Mapping[str, Outcome] = field(repr=False)


def numbered(text: str, day: date, number: int) -> str:
    """The text, marked from the second time on: the platform shows a member the same words once a day.

    Shortened where it would not fit into a notice.
    """
    mark = f" （{day.month}月{day.day}日 第{number}次）" if number > 1 else ""
    text = clean(text)
    while (surplus := len(compact(_body(text + mark)).encode()) - LONGEST_NOTICE) > 0:
        text = shorten(text, surplus)
    return text + mark


class WorkNotices:
    """Sends as one application."""

    def __init__(self, client: DingtalkClient, agent_id: int, *, looks: Sequence[float] = LOOKS) -> None:
        self._client = client
        self._agent_id = agent_id
        self._looks = looks

    async def send(self, to: tuple[str, ...], text: str, day: date, number: int) -> Notice:
        """The same words to at most a hundred members; `number` tells how often they get them on that day.

        Raises PlatformFailure for the sending as a whole; whom it did not reach stands in the outcomes.
        """
        if not 0 < len(to) <= MOST_RECIPIENTS:
            raise PlatformRefused("userid_list", "一次工作通知的接收人须为 1 至 100 人")
        body = {"agent_id": self._agent_id, "userid_list": ",".join(to), "msg": _body(numbered(text, day, number))}
        reply = await self._client.oapi(SEND, body, repeatable=False)
        sent = str(reply.get("task_id", ""))
        return Notice(sent, await self._look(sent, to))

    async def outcomes(self, number: str, to: Sequence[str]) -> dict[str, Outcome]:
        """What is known of a notice. The platform tells for 24 hours. Raises PlatformFailure."""
        body = {"agent_id": self._agent_id, "task_id": _whole(number)}
        reply = await self._client.oapi(RESULT, body, repeatable=True)
        found = reply.get("send_result")
        return read_outcomes(found if isinstance(found, Mapping) else {}, to)

    async def recall(self, number: str) -> None:
        """Take a notice back from everybody who got it, within 24 hours. Raises PlatformFailure."""
        body = {"agent_id": self._agent_id, "msg_task_id": _whole(number)}
        await self._client.oapi(RECALL, body, repeatable=True)

    async def show_status(self, number: str, value: str, colour: str) -> None:
        """Change the status bar of a notice that was sent with one, within 7 days; `colour` is like 0xFF78C06E.

        Raises PlatformFailure.
        """
        body = {
            "agent_id": self._agent_id,
            "task_id": _whole(number),
            "status_value": clean(value),
            "status_bg": colour,
        }
        await self._client.oapi(STATUS_BAR, body, repeatable=True)

    async def _look(self, number: str, to: tuple[str, ...]) -> dict[str, Outcome]:
        """Until everything is known or the patience is over. What was sent stays sent if looking fails."""
        found = {one: Outcome(Fate.NOT_KNOWN_YET) for one in to}
        for pause in self._looks if number.isdecimal() else ():
            await asyncio.sleep(pause)
            try:
                found = await self.outcomes(number, to)
            except PlatformFailure:
                continue
            if all(one.fate is not Fate.NOT_KNOWN_YET for one in found.values()):
                break
        return found


def read_outcomes(result: Mapping[str, object], to: Sequence[str]) -> dict[str, Outcome]:
    """The answer's lists, turned round: for each member what became of their notice."""
    forbidden = _forbidden(result)
    lists = {
        Fate.UNKNOWN_MEMBER: _names(result, "invalid_user_id_list"),
        Fate.FORBIDDEN: _names(result, "forbidden_user_id_list"),
        Fate.FAILED: _names(result, "failed_user_id_list"),
        Fate.SENT: _names(result, "read_user_id_list") | _names(result, "unread_user_id_list"),
    }

    def of(user_id: str) -> Outcome:
        if user_id in forbidden:
            return Outcome(_fate_of(forbidden[user_id]), forbidden[user_id])
        return Outcome(next((fate for fate, names in lists.items() if user_id in names), Fate.NOT_KNOWN_YET))

    return {one: of(one.lower()) for one in to}


def failure_of(outcome: Outcome) -> PlatformFailure | None:
    """What an outcome means for the delivery; None for one that is on its way or there."""
    code = f"notice-{outcome.code or outcome.fate}"
    match outcome.fate:
        case Fate.SENT | Fate.NOT_KNOWN_YET:
            return None
        case Fate.UNKNOWN_MEMBER:
            return RecipientUnreachable(code, "工作通知的接收人不是本组织的成员：可能已离职，请核对通讯录")
        case Fate.SAME_WORDS:
            return PlatformRefused(code, "钉钉每天只向同一人发送一次相同内容的工作通知，这一条没有发出")
        case Fate.DAY_FULL:
            return PlatformBusy(code, "当天发给该成员的工作通知已达上限，稍后自动重试")
        case Fate.MINUTE_FULL:
            return PlatformBusy(code, "本组织每分钟的工作通知已达上限，稍后自动重试", timedelta(minutes=1))
        case Fate.FORBIDDEN:
            return RecipientUnreachable(code, "工作通知被拦截：请核对应用可见范围与接收人设置")
        case Fate.FAILED:
            return PlatformUncertain(code, "工作通知发送失败，钉钉没有说明原因")
        case _:
            assert_never(outcome.fate)


def _fate_of(code: str) -> Fate:
    if code in MINUTE_FULL:
        return Fate.MINUTE_FULL
    if code in DAY_FULL:
        return Fate.DAY_FULL
    return Fate.SAME_WORDS if code in SAME_WORDS else Fate.FORBIDDEN


def _forbidden(result: Mapping[str, object]) -> dict[str, str]:
    found = result.get("forbidden_list")
    return {
        str(one.get("userid", "")).lower(): str(one.get("code", ""))
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
    }


def _names(result: Mapping[str, object], name: str) -> set[str]:
    found = result.get(name)
    return {str(one).lower() for one in found} if isinstance(found, list) else set()


def _body(text: str) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": text}}


def _whole(number: str) -> int:
    if not number.isdecimal():
        raise PlatformRefused("task_id", "工作通知编号不正确")
    return int(number)
