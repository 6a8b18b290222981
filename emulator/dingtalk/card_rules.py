"""Which card calls DingTalk accepts. Source: open documentation, create and deliver cards."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.dingtalk.cards import CallbackType, Change, Params
from emulator.dingtalk.errors import NewError
from emulator.fields import Fields, is_object

KEY_BYTES = 100
VALUE_BYTES = 1024
SPACE_PREFIX = "dtv1.card//"
ROBOT = "IM_ROBOT"
GROUP = "IM_GROUP"
UNION_ID = 2
# What a variable of the wrong type or size is answered with is not documented; that it must not be is.
BAD_VARIABLE = "param.cardDataError"
BAD_CALLBACK = "param.callbackRouteKeyNotExist"


@dataclass(frozen=True, slots=True)
class Space:
    """Where a card is to be delivered: the chat with a member, or a group."""

    kind: str
    id: str


def need(body: Fields, name: str, code: str) -> str:
    """A text that must not be missing. Raises NewError with that code."""
    value = body.text(name)
    if not value:
        raise NewError(code)
    return value


def read_params(holder: Fields) -> Params:
    """The variables of a `cardData` or of one person in `privateData`. Raises NewError for all but short texts."""
    read: dict[str, str] = {}
    for key, value in holder.part("cardParamMap").content.items():
        is_short = isinstance(value, str) and len(value.encode()) <= VALUE_BYTES
        if not isinstance(value, str) or not is_short or len(key.encode()) > KEY_BYTES:
            raise NewError(BAD_VARIABLE)
        read[key] = value
    return read


def read_private(body: Fields) -> Mapping[str, Params]:
    """Everybody's private variables, by whatever the caller calls people."""
    private = body.part("privateData").content
    return {who: read_params(Fields(holder)) for who, holder in private.items() if is_object(holder)}


def read_change(body: Fields, private: Mapping[str, Params]) -> Change:
    """What an update asks for. Raises NewError."""
    if not body.has("cardData") and not private:
        raise NewError("param.empty")
    options = body.part("cardUpdateOptions").content
    return Change(
        public=read_params(body.part("cardData")) if body.has("cardData") else None,
        private=private,
        is_public_by_key=options.get("updateCardDataByKey") is True,
        is_private_by_key=options.get("updatePrivateDataByKey") is True,
    )


def read_answer(answer: Fields, userid: str) -> Change | None:
    """What the answer to a press changes; None where there is nothing that a phone could use."""
    options = answer.part("cardUpdateOptions").content
    if not answer.has("cardData") and not answer.has("userPrivateData"):
        return None
    try:
        mine = {userid: read_params(answer.part("userPrivateData"))} if answer.has("userPrivateData") else {}
        public = read_params(answer.part("cardData")) if answer.has("cardData") else None
    except NewError:
        return None
    return Change(
        public=public,
        private=mine,
        is_public_by_key=options.get("updateCardDataByKey") is True,
        is_private_by_key=options.get("updatePrivateDataByKey") is True,
    )


def read_callback(body: Fields, routes: Mapping[str, object]) -> tuple[CallbackType, str]:
    """The way presses are told, and the registered key for HTTP. Raises NewError."""
    kind, route_key = body.text("callbackType"), body.text("callbackRouteKey")
    if kind not in {member.value for member in CallbackType}:
        raise NewError(BAD_CALLBACK)
    if kind == CallbackType.HTTP and route_key not in routes:
        raise NewError(BAD_CALLBACK)
    return CallbackType(kind), route_key


def read_spaces(body: Fields) -> list[Space]:
    """Where a card is to go; space types are understood in both cases. Raises NewError."""
    written = need(body, "openSpaceId", "param.openSpaceIdEmpty")
    if not written.startswith(SPACE_PREFIX):
        raise NewError("param.openSpaceIdInvalid")
    spaces = [_space(part) for part in written.removeprefix(SPACE_PREFIX).split(";")]
    for space in spaces:
        _check_models(body, space)
    return spaces


def _space(part: str) -> Space:
    kind, _, space_id = part.partition(".")
    if kind.upper() not in {ROBOT, GROUP} or not space_id:
        raise NewError("param.openSpaceIdInvalid")
    return Space(kind.upper(), space_id)


def _check_models(body: Fields, space: Space) -> None:
    name = "imRobotOpenDeliverModel" if space.kind == ROBOT else "imGroupOpenDeliverModel"
    if not body.has(name):
        raise NewError("param.openDeliverModelEmpty")
    model = body.part(name)
    if space.kind == ROBOT and model.text("spaceType").upper() != ROBOT:
        raise NewError("param.openDeliverModelError")
    if space.kind == GROUP and not model.text("robotCode"):
        raise NewError("param.openDeliverModelError")
