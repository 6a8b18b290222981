"""Interactive cards: create, deliver, draw anew. Source: docs, card instances."""

from collections.abc import Mapping

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.card_rules import (
    GROUP,
    UNION_ID,
    Space,
    need,
    read_callback,
    read_change,
    read_params,
    read_private,
    read_spaces,
)
from emulator.dingtalk.cards import Params, SentCard
from emulator.dingtalk.chats import Side
from emulator.dingtalk.errors import NewError
from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.lines import Line
from emulator.dingtalk.notes import note_sending, note_update
from emulator.fields import Fields

NO_SUCH_PERSON = "param.userIdNotExist"
KIND = "card"


def create_and_deliver(call: Call) -> Answer:
    """Create a card and put it where it belongs, in one call."""
    card = _read_card(call)
    spaces = read_spaces(call.body)
    _check_targets(call, spaces)
    call.org.cards[card.out_track_id] = card
    delivered = [_deliver(call, card, space) for space in spaces]
    return {"success": True, "result": {"outTrackId": card.out_track_id, "deliverResults": delivered}}


def create(call: Call) -> Answer:
    """Create a card that nobody sees yet."""
    card = _read_card(call)
    call.org.cards[card.out_track_id] = card
    return {"success": True, "result": card.out_track_id}


def deliver(call: Call) -> Answer:
    """Put a created card where it belongs."""
    card = _find(call)
    spaces = read_spaces(call.body)
    _check_targets(call, spaces)
    return {"success": True, "result": [_deliver(call, card, space) for space in spaces]}


def update(call: Call) -> Answer:
    """Draw a card anew wherever it stands."""
    card = _find(call)
    user_id_type = call.body.number("userIdType") or card.user_id_type
    card.apply(read_change(call.body, _private(call, user_id_type)))
    call.org.chats.redraw(card)
    note_update(call, card_id=card.out_track_id, form=KIND)
    return {"success": True, "result": True}


def _read_card(call: Call) -> SentCard:
    body, org = call.body, call.org
    out_track_id = need(body, "outTrackId", "param.outTrackIdEmpty")
    template_id = need(body, "cardTemplateId", "param.cardTemplateIdEmpty")
    if template_id in org.unpublished_templates:
        raise NewError("param.templateUnpublished")
    if template_id not in org.templates:
        raise NewError("param.templateNotExist")
    if not body.part("cardData").has("cardParamMap"):
        raise NewError("param.cardPublicDataEmpty")
    if out_track_id in org.cards:
        raise NewError("param.cardAlreadyExist")
    callback_type, route_key = read_callback(body, org.card_routes)
    user_id_type = body.number("userIdType") or 1
    return SentCard(
        out_track_id=out_track_id,
        template_id=template_id,
        callback_type=callback_type,
        route_key=route_key,
        user_id_type=user_id_type,
        public=dict(read_params(body.part("cardData"))),
        private={userid: dict(params) for userid, params in _private(call, user_id_type).items()},
    )


def _private(call: Call, user_id_type: int) -> Mapping[str, Params]:
    private = read_private(call.body)
    if user_id_type != UNION_ID:
        return private
    return {_userid_of_union_id(call, union_id): params for union_id, params in private.items()}


def _userid_of_union_id(call: Call, union_id: str) -> str:
    member = call.org.roster.member_of_union_id(union_id)
    if member is None:
        raise NewError(NO_SUCH_PERSON)
    return member.userid


def _find(call: Call) -> SentCard:
    card = call.org.cards.get(need(call.body, "outTrackId", "param.outTrackIdEmpty"))
    if card is None:
        raise NewError("param.cardNotExist")
    return card


def _check_targets(call: Call, spaces: list[Space]) -> None:
    for space in spaces:
        model = "imGroupOpenDeliverModel" if space.kind == GROUP else "imRobotOpenDeliverModel"
        _check_robot(call, call.body.part(model))
        if space.kind != GROUP and call.org.roster.member(space.id) is None:
            raise NewError(NO_SUCH_PERSON)


def _check_robot(call: Call, model: Fields) -> None:
    if model.text("robotCode") not in {"", call.org.robot_code}:
        raise NewError("param.openDeliverModelError")


def _deliver(call: Call, card: SentCard, space: Space) -> dict[str, object]:
    """One row of the answer: a space that cannot be reached fails on its own."""
    line = Line(call.org.client_id, space.id, is_group=space.kind == GROUP)
    refusal = _refusal(call, space)
    outcome = Outcome.REPEATED if line in card.spaces else Outcome.DELIVERED
    carrier_id = ""
    if refusal:
        outcome = Outcome.FILTERED
    elif outcome is Outcome.DELIVERED:
        send = call.org.robot_sends.keep((line,), call.now)
        carrier_id = send.key
        card.spaces[line] = (space.kind, space.id)
        call.org.chats.add(line, at=call.now, side=Side.APP, kind=KIND, content={}, sent_key=carrier_id, card=card)
    note_sending(
        call,
        way=KIND,
        recipient=space.id,
        kind=space.kind,
        sent_key=carrier_id,
        outcome=outcome,
        card_id=card.out_track_id,
    )
    return {
        "spaceType": space.kind,
        "spaceId": space.id,
        "success": not refusal,
        "carrierId": carrier_id,
        "errorMsg": refusal,
    }


def _refusal(call: Call, space: Space) -> str:
    if space.kind == GROUP:
        group = call.org.groups.get(space.id)
        is_there = group and not group.is_disbanded and call.org.robot_code in group.robots
        return "" if is_there else "robot not in group"
    if space.id in call.unreachable.throttled:
        return "flow controlled"
    member = call.org.roster.member(space.id)
    gone = call.unreachable.users | call.unreachable.filtered
    is_reachable = member and member.is_active and call.org.sees(member) and space.id not in gone
    return "" if is_reachable else "user not in scope"
