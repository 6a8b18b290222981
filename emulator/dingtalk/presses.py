"""A pressed button of a card: told the way the card was created with, and what its answer changes on the phones.

The phone waits two seconds for the answer. After that it says so, keeps the card as it is, and an answer that comes
later changes nothing. Where nobody listens, nothing at all happens.
"""

import asyncio
from collections.abc import Mapping

import msgspec

from emulator.dingtalk.card_rules import UNION_ID, read_answer
from emulator.dingtalk.cards import TIMED_OUT, CallbackType, SentCard
from emulator.dingtalk.letter import Letter, Topic, card_clicked
from emulator.dingtalk.lines import Line
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.world import World
from emulator.fields import Fields

# What stands as actionId on every button of the bot's template; which one it was, the params tell.
ACTION_ID = "press"


class Press:
    """One press under way, from the finger to the answer or the end of patience."""

    def __init__(self, world: World, org: Org, card: SentCard, member: Member) -> None:
        self._world = world
        self._org = org
        self._card = card
        self._member = member
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def tell(self, line: Line, params: Mapping[str, str]) -> Letter | None:
        """Tell the application; None where the card has no way to."""
        self._set_toast("")
        if self._card.callback_type is CallbackType.NONE:
            return None
        is_http = self._card.callback_type is CallbackType.HTTP
        if is_http or self._is_heard():
            patience = self._world.timing.card_ack
            self._timer = asyncio.get_running_loop().call_later(patience, self._give_up)
        said = card_clicked(
            self._member.userid, self._body(line, params), route_key=self._card.route_key if is_http else None
        )
        return self._world.tell_app(self._org, said, self._take_answer)

    def _is_heard(self) -> bool:
        return any(each.takes(self._org, Topic.CARD) for each in self._world.hub.connections)

    def _body(self, line: Line, params: Mapping[str, str]) -> dict[str, object]:
        card, (space_type, space_id) = self._card, self._card.spaces[line]
        content = {"cardPrivateData": {"actionIds": [ACTION_ID], "params": dict(params)}}
        return {
            "type": "actionCallback",
            "outTrackId": card.out_track_id,
            "corpId": self._org.corp_id,
            "userId": self._member.union_id if card.user_id_type == UNION_ID else self._member.userid,
            "userIdType": card.user_id_type,
            "spaceType": space_type,
            "spaceId": space_id,
            "extension": "{}",
            "content": msgspec.json.encode(content).decode(),
        }

    def _take_answer(self, _: Letter, answer: Mapping[str, object]) -> None:
        if self._is_over:
            return
        self._end()
        change = read_answer(Fields(answer), self._member.userid)
        if change:
            self._card.apply(change)
            self._org.chats.redraw(self._card)

    def _give_up(self) -> None:
        self._end()
        self._set_toast(TIMED_OUT)

    def _end(self) -> None:
        self._is_over = True
        if self._timer:
            self._timer.cancel()

    def _set_toast(self, words: str) -> None:
        if self._card.toasts.get(self._member.userid, "") != words:
            self._card.toasts[self._member.userid] = words
            self._org.chats.redraw(self._card)
