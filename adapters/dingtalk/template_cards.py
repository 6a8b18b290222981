"""Cards of a template: real ones, redrawn in place. The platform knows them by our id."""

import re
import time
from collections.abc import MutableMapping

from cachetools import TTLCache

from adapters.dingtalk import cards
from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.card_route import register_card_route
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformRefused,
    Receipt,
    RecipientUnreachable,
    SendCard,
    UpdateCard,
)
from adapters.replies import objects, read_text

CREATE = "/v1.0/card/instances/createAndDeliver"
DELIVER = "/v1.0/card/instances/deliver"
UPDATE = "/v1.0/card/instances"

CARD_EXISTS = "param.cardalreadyexist"
# What is said of a card that was made but not shown is documented nowhere; these are the words for "later".
LATER = ("limit", "flow", "fast", "busy", "timeout", "频繁", "流控", "限流", "繁忙", "超时")

# Cards that were made and not shown, as long as this process lives.
REMEMBERED = 1_000
REMEMBERED_SECONDS = 6 * 3600

# Ids go into addresses of spaces, where a semicolon would begin another one.
CARD_ID = re.compile(r"[0-9A-Za-z_\-@.]{1,128}")


class TemplateCards:
    """Draws with the template of one account."""

    def __init__(self, client: DingtalkClient, settings: DingtalkSettings) -> None:
        self._client = client
        self._settings = settings
        self._capabilities = Capabilities(settings.client_secret)
        self._is_routed = settings.mode == "stream"
        self._made_unseen: MutableMapping[str, bool] = TTLCache(REMEMBERED, REMEMBERED_SECONDS, time.monotonic)

    async def send(self, outgoing: SendCard) -> Receipt:
        """A card of this id that is there already is the one. Raises PlatformFailure, CardInvalidError."""
        await self._route()
        space = self._space(outgoing)
        body = self._values(outgoing) | space | self._first_sight(outgoing)
        try:
            reply = await self._client.api("POST", CREATE, body=body, repeatable=False)
        except PlatformRefused as refused:
            if refused.code.lower() != CARD_EXISTS:
                raise
        else:
            return self._seen(outgoing.card_id, objects(reply, "result", "deliverResults"))
        if outgoing.card_id not in self._made_unseen:
            return Receipt()
        reply = await self._client.api("POST", DELIVER, body=space, repeatable=False)
        return self._seen(outgoing.card_id, objects(reply, "result"))

    async def update(self, outgoing: UpdateCard) -> Receipt:
        """Raises PlatformFailure, CardInvalidError."""
        by_key = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
        body = self._values(outgoing) | {"cardUpdateOptions": by_key}
        await self._client.api("PUT", UPDATE, body=body, repeatable=True)
        return Receipt()

    def _values(self, outgoing: SendCard | UpdateCard) -> dict[str, object]:
        card_id, to = outgoing.card_id, outgoing.to
        if not CARD_ID.fullmatch(card_id):
            raise cards.CardInvalidError("card_id")
        values = cards.render(outgoing.card, lambda action: self._capabilities.of(card_id, to, action))
        return {
            "outTrackId": card_id,
            "userIdType": 1,
            "cardData": {"cardParamMap": values.shared},
            "privateData": {to: {"cardParamMap": values.own}},
        }

    def _first_sight(self, outgoing: SendCard) -> dict[str, object]:
        title = cards.line_of(outgoing.card)
        route = {"callbackRouteKey": self._settings.callback_route_key} if self._settings.mode == "http" else {}
        return {
            "cardTemplateId": self._settings.card_template_id,
            "callbackType": self._settings.mode.upper(),
            **route,
            "imRobotOpenSpaceModel": {
                "supportForward": False,
                "lastMessageI18n": {"ZH_CN": title},
                "notification": {"alertContent": title, "notificationOff": False},
            },
        }

    def _space(self, outgoing: SendCard) -> dict[str, object]:
        return {
            "outTrackId": outgoing.card_id,
            "userIdType": 1,
            "openSpaceId": f"dtv1.card//IM_ROBOT.{outgoing.to}",
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._settings.robot_code},
        }

    def _seen(self, card_id: str, results: list[dict[str, object]]) -> Receipt:
        """A card that was made and not shown is only shown when it is sent again. Raises PlatformFailure."""
        failure = _failure_of(results)
        if failure:
            self._made_unseen[card_id] = True
            raise failure
        self._made_unseen.pop(card_id, None)
        return Receipt(next((one for one in (read_text(result, "carrierId") for result in results) if one), None))

    async def _route(self) -> None:
        """Over HTTP: tell the platform once where clicks go."""
        if self._is_routed:
            return
        await register_card_route(self._client, self._settings)
        self._is_routed = True


def _failure_of(results: list[dict[str, object]]) -> PlatformFailure | None:
    failed = [one for one in results if str(one.get("success", True)).lower() == "false"]
    if not failed:
        return None
    said = read_text(failed[0], "errorMsg").lower()
    if any(word in said for word in LATER):
        return PlatformBusy("deliverResults", "卡片暂时不能送达该成员，稍后自动重试")
    hint = "卡片没有送达该成员：请核对其是否在职、是否在应用可见范围内，以及 robot_code"
    return RecipientUnreachable("deliverResults", hint)
