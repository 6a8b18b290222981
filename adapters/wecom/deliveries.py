"""Carries one delivery out and reads what became of its recipient."""

import time
from collections.abc import Mapping, MutableMapping, Sequence

from cachetools import TTLCache

from adapters.ports import (
    HandleSpent,
    Outgoing,
    PlatformRefused,
    Recall,
    Receipt,
    RecipientUnreachable,
    SendCard,
    SendText,
    UpdateCard,
)
from adapters.wecom import messages
from adapters.wecom.cards import redraw, render
from adapters.wecom.client import Reply, WecomClient
from adapters.wecom.template_card_rules import CardInvalidError
from domain.address import GUARDIANS

SEND = "/cgi-bin/message/send"
SEND_TO_GUARDIANS = "/cgi-bin/externalcontact/message/send"
UPDATE = "/cgi-bin/message/update_template_card"
RECALL = "/cgi-bin/message/recall"

TOO_LATE_TO_RECALL = "42052"
NO_SUCH_STUDENT = "家校通讯录里没有这个学生，或家长没有关注：请核对学生帐号是否就是学号"
BETWEEN_IDS = ","

# A text of several parts that broke off is taken up where it was, as long as this process lives.
REMEMBERED_TEXTS = 1_000
REMEMBERED_SECONDS = 6 * 3600


class Deliveries:
    """Sends as one application."""

    def __init__(self, client: WecomClient, agent_id: int, public_url: str) -> None:
        self._client = client
        self._agent_id = agent_id
        self._public_url = public_url
        self._sent_parts: MutableMapping[tuple[int, str], tuple[str, ...]] = TTLCache(
            REMEMBERED_TEXTS, REMEMBERED_SECONDS, time.monotonic
        )

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Raises PlatformFailure."""
        try:
            match outgoing:
                case SendText():
                    return await self._send_text(outgoing)
                case SendCard():
                    return await self._send_card(outgoing)
                case UpdateCard():
                    return await self._update_card(outgoing)
                case Recall():
                    return await self._recall(outgoing)
        except CardInvalidError as fault:
            hint = f"卡片不符合企业微信的限制：{fault.field}"
            refused = PlatformRefused(str(fault.code), hint)
        except messages.NoRecipientError:
            refused = PlatformRefused("touser", "接收人不是一个成员账号；本系统不向全员或多人群发")
        raise refused

    async def _send_text(self, outgoing: SendText) -> Receipt:
        if outgoing.to.startswith(GUARDIANS):
            return await self._send_to_guardians(outgoing)
        bodies = messages.texts(outgoing.to, self._agent_id, outgoing.serial, outgoing.text)
        if len(bodies) == 1:
            return Receipt(read_message_id(await self._send(bodies[0], outgoing.to)))
        key = (outgoing.serial, outgoing.to)
        for body in bodies[len(self._sent_parts.get(key, ())) :]:
            message_id = read_message_id(await self._send(body, outgoing.to))
            self._sent_parts[key] = (*self._sent_parts.get(key, ()), message_id or "")
        return Receipt(BETWEEN_IDS.join(part for part in self._sent_parts.pop(key) if part) or None)

    async def _send_to_guardians(self, outgoing: SendText) -> Receipt:
        student = outgoing.to.removeprefix(GUARDIANS)
        body = messages.text_to_guardians(student, self._agent_id, outgoing.serial, outgoing.text)
        reply = await self._client.post(SEND_TO_GUARDIANS, body)
        if student.lower() in _names(reply.get("invalid_student_userid")):
            raise RecipientUnreachable("invalid_student_userid", NO_SUCH_STUDENT)
        return Receipt()

    async def _send_card(self, outgoing: SendCard) -> Receipt:
        card = render(outgoing.card, outgoing.card_id, self._public_url)
        body = messages.template_card(outgoing.to, self._agent_id, outgoing.serial, card)
        reply = await self._send(body, outgoing.to)
        handle = reply.get("response_code")
        return Receipt(read_message_id(reply), (handle,) if isinstance(handle, str) and handle else ())

    async def _send(self, body: Mapping[str, object], to: str) -> Reply:
        reply = await self._client.post(SEND, body)
        check_recipient(reply, to)
        return reply

    async def _update_card(self, outgoing: UpdateCard) -> Receipt:
        if not outgoing.handle:
            raise HandleSpent("handle", "没有可用的卡片更新凭证")
        if not messages.USER_ID.fullmatch(outgoing.to):
            raise messages.NoRecipientError
        body = {
            "userids": [outgoing.to],
            "agentid": self._agent_id,
            "response_code": outgoing.handle,
            "enable_id_trans": 0,
            "template_card": redraw(outgoing.card),
        }
        check_recipient(await self._client.post(UPDATE, body), outgoing.to)
        return Receipt()

    async def _recall(self, outgoing: Recall) -> Receipt:
        notes: tuple[str, ...] = ()
        for message_id in outgoing.platform_message_id.split(BETWEEN_IDS):
            try:
                await self._client.post(RECALL, {"msgid": message_id})
            except PlatformRefused as refused:
                if refused.code != TOO_LATE_TO_RECALL:
                    raise
                notes = (refused.hint,)
        return Receipt(outgoing.platform_message_id, notes=notes)


def read_message_id(reply: Reply) -> str | None:
    """`msgid`, where there is one."""
    found = reply.get("msgid")
    return found if isinstance(found, str) and found else None


def check_recipient(reply: Reply, to: str) -> None:
    """The platform reports success and names those it did not reach, in lower case. Raises RecipientUnreachable."""
    if to.lower() in _names(reply.get("invaliduser")):
        raise RecipientUnreachable("invaliduser", "接收人无效或不在应用可见范围内：请核对通讯录并调整应用可见范围")
    if to.lower() in _names(reply.get("unlicenseduser")):
        raise RecipientUnreachable("unlicenseduser", "接收人没有接口许可：请在管理后台“接口许可”中为其分配账号")


def _names(found: object) -> set[str]:
    """Joined by bars after sending, a list after an update."""
    if isinstance(found, str):
        return set(found.lower().split("|"))
    if isinstance(found, Sequence):
        return {name.lower() for name in found if isinstance(name, str)}
    return set()
