"""Carries one delivery out: texts by the robot, cards by the template or as links, and taking things back.

A text goes where it costs least: as an answer in the chat it belongs to, else by the robot, else as a work notice.
"""

import hashlib
import re
import time
from collections.abc import Callable, MutableMapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from cachetools import TTLCache

from adapters.dingtalk.batches import SHARED, Gatherer
from adapters.dingtalk.cards import CardInvalidError
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.fields import USER_ID
from adapters.dingtalk.link_cards import LinkCards
from adapters.dingtalk.settings import DingtalkSettings
from adapters.dingtalk.template_cards import TemplateCards
from adapters.dingtalk.text import Words, robot_text, texts
from adapters.dingtalk.work_notices import LOOKS, Fate, WorkNotices, failure_of
from adapters.links import Links
from adapters.ports import (
    Outgoing,
    PlatformFailure,
    PlatformRefused,
    PlatformUncertain,
    Recall,
    Receipt,
    RecipientUnreachable,
    SendCard,
    SendText,
    UpdateCard,
)
from adapters.replies import Record, read_text
from domain.address import GROUP
from domain.events import Source

SEND = "/v1.0/robot/oToMessages/batchSend"
SEND_TO_GROUP = "/v1.0/robot/groupMessages/send"
TAKE_BACK = "/v1.0/robot/otoMessages/batchRecall"
TAKE_BACK_FROM_GROUP = "/v1.0/robot/groupMessages/recall"

# In these cases the robot may not speak to a member, and a work notice still may.
NOT_BY_ROBOT = frozenset({"robot.oto.notexist", "chatbotid.notallow.sendoto", "filteredstaffid"})
BY_NOTICE = "机器人无法单聊该成员，已改发工作通知：请检查机器人是否已发布、应用可见范围是否包含该成员"
NOT_SEEN_YET = "工作通知已提交，钉钉尚未给出发送结果"

NOTICE = "notice:"
BETWEEN_IDS = ","
IS_SHARED = "与其他人同批发出的内容不能单独撤回"
NOT_TAKEN_BACK = "有内容未能撤回，可能已超过钉钉允许的时限"

# The platform's day, in which it shows the same notice once.
CHINA = timezone(timedelta(hours=8))
MOST_NUMBERS = 5

# A text of several parts that broke off is taken up where it was, as long as this process lives.
REMEMBERED = 1_000
REMEMBERED_SECONDS = 6 * 3600
DAY_SECONDS = 24 * 3600

# Ids go into lists, where a comma would begin another one.
GROUP_ID = re.compile(r"[0-9A-Za-z_\-+/=$:.]{1,256}")

Clock = Callable[[], datetime]


class CardSender(Protocol):
    """How an account shows cards."""

    async def send(self, outgoing: SendCard) -> Receipt:
        """A new card."""
        ...

    async def update(self, outgoing: UpdateCard) -> Receipt:
        """The same card as it is now."""
        ...


class Deliveries:
    """Sends as one application with one robot."""

    def __init__(
        self,
        client: DingtalkClient,
        settings: DingtalkSettings,
        links: Links,
        clock: Clock,
        *,
        looks: Sequence[float] = LOOKS,
    ) -> None:
        self._client = client
        self._robot_code = settings.robot_code
        self._clock = clock
        self._batches = Gatherer(self._say_to_members)
        self._notices = WorkNotices(client, settings.agent_id, looks=looks)
        self._cards: CardSender = (
            TemplateCards(client, settings)
            if settings.card_template_id
            else LinkCards(self, links, Source("dingtalk", settings.name), clock)
        )
        self._sent_parts: MutableMapping[tuple[int, str], tuple[str, ...]] = TTLCache(
            REMEMBERED, REMEMBERED_SECONDS, time.monotonic
        )
        self._numbers: MutableMapping[tuple[str, date, bytes], int] = TTLCache(REMEMBERED, DAY_SECONDS, time.monotonic)

    async def aclose(self) -> None:
        """Send what waits for company."""
        await self._batches.aclose()

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Raises PlatformFailure."""
        _check_recipient(outgoing)
        try:
            match outgoing:
                case SendText():
                    return await self._send_text(outgoing)
                case SendCard():
                    return await self._cards.send(outgoing)
                case UpdateCard():
                    return await self._cards.update(outgoing)
                case Recall():
                    return await self.take_back(outgoing.to, outgoing.platform_message_id)
        except CardInvalidError as fault:
            refused = PlatformRefused(str(fault), "卡片内容超出钉钉的限制，没有发送")
        raise refused

    async def show(self, to: str, words: Words) -> Receipt:
        """Say something that may have to be taken back from this member alone. Raises PlatformFailure."""
        return await self._batches.send_alone(to, words)

    async def take_back(self, to: str, sent: str) -> Receipt:
        """Whatever of it can be; a note tells of the rest. Raises PlatformFailure."""
        ids = [one for one in sent.split(BETWEEN_IDS) if one]
        notes = (IS_SHARED,) if any(one.startswith(SHARED) for one in ids) else ()
        for one in ids:
            if one.startswith(NOTICE):
                await self._notices.recall(one.removeprefix(NOTICE))
        said = [one for one in ids if not one.startswith((SHARED, NOTICE))]
        if said and not await self._unsay(to, said):
            notes = (*notes, NOT_TAKEN_BACK)
        return Receipt(sent, notes=notes)

    async def _unsay(self, to: str, said: list[str]) -> bool:
        body: dict[str, object] = {"robotCode": self._robot_code, "processQueryKeys": said}
        path = TAKE_BACK
        if to.startswith(GROUP):
            path, body["openConversationId"] = TAKE_BACK_FROM_GROUP, to.removeprefix(GROUP)
        reply = await self._client.api("POST", path, body=body, repeatable=True)
        return not reply.get("failedResult")

    async def _send_text(self, outgoing: SendText) -> Receipt:
        parts = texts(outgoing.text)
        try:
            return await self._say(outgoing, parts)
        except PlatformFailure as failure:
            if failure.code.lower() not in NOT_BY_ROBOT or outgoing.to.startswith(GROUP):
                raise
            refused = failure
        sent = self._sent_parts.pop((outgoing.serial, outgoing.to), ())
        try:
            return await self._notify(outgoing.to, "".join(parts[len(sent) :]))
        except RecipientUnreachable:
            # Of two reasons why a member cannot be reached, the robot's tells what to do.
            if isinstance(refused, RecipientUnreachable):
                raise refused from None
            raise

    async def _say(self, outgoing: SendText, parts: list[str]) -> Receipt:
        key = (outgoing.serial, outgoing.to)
        for number in range(len(self._sent_parts.get(key, ())), len(parts)):
            said = await self._say_part(outgoing, parts[number], f"{outgoing.serial}-{number}")
            self._sent_parts[key] = (*self._sent_parts.get(key, ()), said.platform_message_id or "")
        return Receipt(BETWEEN_IDS.join(one for one in self._sent_parts.pop(key, ()) if one) or None)

    async def _say_part(self, outgoing: SendText, text: str, unique: str) -> Receipt:
        if outgoing.reply_right and await self._reply(outgoing.reply_right, text, unique):
            return Receipt()
        words = robot_text(text)
        if outgoing.to.startswith(GROUP):
            return await self._say_to_group(outgoing.to.removeprefix(GROUP), words)
        return await self._batches.send(outgoing.to, words)

    async def _reply(self, right: str, text: str, unique: str) -> bool:
        """Whether the chat took the answer. A right that is over, or refused for whatever reason, is no failure."""
        body = {"msgtype": "text", "text": {"content": text}, "msgUuid": unique}
        try:
            await self._client.raw_post(right, body)
        except PlatformUncertain:
            raise
        except PlatformFailure:
            return False
        return True

    async def _say_to_group(self, group: str, words: Words) -> Receipt:
        body = self._spoken(words) | {"openConversationId": group}
        reply = await self._client.api("POST", SEND_TO_GROUP, body=body, repeatable=False)
        return Receipt(read_text(reply, "processQueryKey") or None)

    async def _say_to_members(self, to: tuple[str, ...], words: Words) -> Record:
        body = self._spoken(words) | {"userIds": list(to)}
        return await self._client.api("POST", SEND, body=body, repeatable=False)

    def _spoken(self, words: Words) -> dict[str, object]:
        return {"robotCode": self._robot_code, "msgKey": words.key, "msgParam": words.param}

    async def _notify(self, to: str, text: str) -> Receipt:
        """By a work notice, with a higher number for as long as the platform has shown these words today already."""
        today = self._clock().astimezone(CHINA).date()
        key = (to.lower(), today, hashlib.sha256(text.encode()).digest())
        failure: PlatformFailure | None = None
        for _ in range(MOST_NUMBERS):
            number = self._numbers.get(key, 0) + 1
            notice = await self._notices.send((to,), text, today, number)
            fate = notice.outcomes[to].fate
            failure = failure_of(notice.outcomes[to])
            if failure is None:
                self._numbers[key] = number
                notes = (BY_NOTICE, NOT_SEEN_YET) if fate is Fate.NOT_KNOWN_YET else (BY_NOTICE,)
                return Receipt(f"{NOTICE}{notice.number}" if notice.number else None, notes=notes)
            if fate is not Fate.SAME_WORDS:
                break
            self._numbers[key] = number
        raise failure or PlatformRefused("notice", "工作通知没有发出")


def _check_recipient(outgoing: Outgoing) -> None:
    """One member, or a group where there is something to say. Raises PlatformRefused."""
    to = outgoing.to
    if to.startswith(GROUP) and isinstance(outgoing, (SendText, Recall)):
        is_right = GROUP_ID.fullmatch(to.removeprefix(GROUP)) is not None
    else:
        is_right = USER_ID.fullmatch(to) is not None and not to.startswith("@")
    if not is_right:
        raise PlatformRefused("recipient", "接收人不是一个成员账号或群聊；本系统不向全员或多人群发")
