"""message/send: whom it reaches, what is dropped without a word, and what is answered. Source: path 90236."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from emulator.fields import Fields
from emulator.wecom.apps import App
from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.card_rules import Use, check_card
from emulator.wecom.cards import CardView, SentCard, gives_code, new_card
from emulator.wecom.content_rules import check_content
from emulator.wecom.corp import SentMessage
from emulator.wecom.errors import ApiError
from emulator.wecom.ledger import Outcome, SendingRow
from emulator.wecom.people import Member
from emulator.wecom.recipients import Addressed, resolve
from emulator.wecom.repeats import interval_of
from emulator.wecom.rules import RepeatAnswer
from emulator.wecom.timeline import Side

CARD = "template_card"
NO_CALLBACK_ADDRESS = 43012
ALL_INVALID = 81013
OTHER_AGENT = 301002
NO_SUCH_AGENT = 40056


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One accepted send on its way to its recipients."""

    call: Call
    app: App
    kind: str
    content: dict[str, object]
    card: SentCard | None
    msgid: str
    content_hash: str


def check_agent(call: Call, agent_id: int | None) -> App:
    """The token's own application, if that is the one meant.

    Raises:
        ApiError: 41011 none given, 40056 there is no such application, 301002 the token is another's, 48002 nobody's.
    """
    app = call.app
    if agent_id is None:
        raise ApiError(41011)
    if agent_id != app.agent_id:
        raise ApiError(OTHER_AGENT if agent_id in call.corp.apps else NO_SUCH_AGENT)
    return app


def send(call: Call) -> Answer:
    """Check, resolve, deliver."""
    app = check_agent(call, call.body.number("agentid"))
    content = _check_content(call, app)
    addressed = _address(call, app)
    content_hash = hashlib.sha256(call.raw).hexdigest()
    interval = interval_of(call.body)
    if interval and (repeated := _repeated(call, app, addressed, content_hash, interval)):
        return repeated
    call.corp.sending_limits.take_person_times(app.agent_id, len(addressed.members), call.now)
    sending = _sending(call, app, content, content_hash)
    _deliver(sending, addressed)
    answer = _answer(sending, addressed)
    if interval:
        call.corp.repeats.remember((app.agent_id, content_hash), answer, call.now)
    return answer


def _check_content(call: Call, app: App) -> dict[str, object]:
    """What members will see, however often it is sent."""
    if call.body.text("msgtype") == CARD:
        return _check_card(app, call.body.part(CARD))
    return check_content(call.body, call.corp.media, call.now)


def _check_card(app: App, card: Fields) -> dict[str, object]:
    check_card(card, Use.SEND)
    if gives_code(card) and app.callback is None:
        raise ApiError(NO_CALLBACK_ADDRESS)
    return dict(card.content)


def _address(call: Call, app: App) -> Addressed:
    addressed = resolve(call.corp, app, call.body)
    if call.unreachable:
        addressed.refuse(call.unreachable)
    if call.unlicensed or call.corp.unlicensed:
        addressed.set_unlicensed(call.unlicensed | {user.lower() for user in call.corp.unlicensed})
    if not addressed.members and not addressed.unlicensed:
        raise ApiError(ALL_INVALID)
    return addressed


def _repeated(call: Call, app: App, addressed: Addressed, content_hash: str, interval: timedelta) -> Answer | None:
    earlier = call.corp.repeats.find((app.agent_id, content_hash), interval, call.now)
    if earlier is None:
        return None
    is_same = call.corp.rules.repeat_answer is RepeatAnswer.SAME
    answer = earlier if is_same else ok(**addressed.lists(), msgid=call.corp.next_msgid())
    for user_id in addressed.members:
        _note(call, app, user_id, str(answer["msgid"]), content_hash, Outcome.REPEATED)
    return answer


def _sending(call: Call, app: App, content: dict[str, object], content_hash: str) -> Sending:
    kind, msgid = call.body.text("msgtype"), call.corp.next_msgid()
    card = new_card(app.agent_id, msgid, Fields(content), call.now) if kind == CARD else None
    # Which code a reused task_id is answered with is not documented; that it must be unique is.
    if card and card.task_id and (app.agent_id, card.task_id) in call.corp.cards:
        raise ApiError(42014)
    return Sending(call=call, app=app, kind=kind, content=content, card=card, msgid=msgid, content_hash=content_hash)


def _deliver(sending: Sending, addressed: Addressed) -> None:
    call, app, card = sending.call, sending.app, sending.card
    if card and card.task_id:
        call.corp.cards[app.agent_id, card.task_id] = card
    reached: list[str] = []
    for user_id, member in addressed.members.items():
        outcome = _deliver_to(sending, member)
        if outcome is Outcome.DELIVERED:
            reached.append(user_id)
        _note(call, app, user_id, sending.msgid, sending.content_hash, outcome)
    for user_ids, outcome in (
        (addressed.invalid_users, Outcome.INVALID),
        (addressed.unlicensed, Outcome.UNLICENSED),
    ):
        for user_id in user_ids:
            _note(call, app, user_id, sending.msgid, sending.content_hash, outcome)
    call.corp.sent[sending.msgid] = SentMessage(
        msgid=sending.msgid, agent_id=app.agent_id, sent_at=call.now, recipients=tuple(reached)
    )


def _deliver_to(sending: Sending, member: Member) -> Outcome:
    call, app = sending.call, sending.app
    user_id = member.user_id.lower()
    view = None
    if sending.card:
        # The card counts as sent to somebody whose limit is exceeded; they only never see it.
        view = CardView(sending.card.task_id, Fields(sending.content))
        sending.card.views[user_id] = view
    if not call.corp.sending_limits.members.take((app.agent_id, user_id), call.now):
        return Outcome.OVER_MEMBER_LIMIT
    call.corp.timelines.add(
        app.agent_id,
        user_id,
        at=call.now,
        side=Side.APP,
        kind=sending.kind,
        content=sending.content,
        msgid=sending.msgid,
        card=view,
    )
    return Outcome.DELIVERED


def _note(call: Call, app: App, user_id: str, msgid: str, content_hash: str, outcome: Outcome) -> None:
    call.ledger.sendings.append(
        SendingRow(
            call=call.row,
            at=call.now,
            corp_id=call.corp.corp_id,
            agent_id=app.agent_id,
            recipient=user_id,
            kind=call.body.text("msgtype"),
            body=call.raw,
            content_hash=content_hash,
            msgid=msgid,
            task_id=call.body.part(CARD).text("task_id"),
            outcome=outcome,
        )
    )


def _answer(sending: Sending, addressed: Addressed) -> dict[str, object]:
    answer = ok(**addressed.lists(), msgid=sending.msgid)
    if sending.card and gives_code(Fields(sending.content)):
        answer["response_code"] = sending.call.corp.response_codes.issue(sending.card, sending.call.now)
    return answer
