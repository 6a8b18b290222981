"""message/update_template_card and message/recall. Source: paths 94888 and 94867."""

from emulator.fields import Fields
from emulator.wecom.apis.send import check_agent
from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.card_rules import Use, check_card
from emulator.wecom.cards import INTERACTIVE, CardView
from emulator.wecom.errors import ApiError
from emulator.wecom.ledger import RecallRow, UpdateRow
from emulator.wecom.recipients import MOST_PARTIES, MOST_TAGS, MOST_USERS
from emulator.wecom.rights import ResponseCode

NOBODY = 81012
TOO_OLD = 42052
WRONG = 40058


def update(call: Call) -> Answer:
    """Redraw a card for some of its recipients. The code is used up by it, also when some could not be reached."""
    body = call.body
    app = check_agent(call, body.number("agentid"))
    right = call.corp.response_codes.check(body.text("response_code"), app.agent_id, call.now)
    form = _check_form(body, right)
    wanted, invalid = _targets(call, right)
    right.is_used = True
    for user_id in wanted:
        _redraw(right.card.views[user_id], body)
        call.corp.timelines.redraw(app.agent_id, user_id, right.card.views[user_id])
    call.ledger.updates.append(
        UpdateRow(
            call=call.row,
            at=call.now,
            corp_id=call.corp.corp_id,
            agent_id=app.agent_id,
            task_id=right.card.task_id,
            form=form,
            recipients=tuple(wanted),
            invalid=tuple(invalid),
            body=call.raw,
        )
    )
    return ok(**({"invaliduser": invalid} if invalid else {}))


def _check_form(body: Fields, right: ResponseCode) -> str:
    if body.has("template_card"):
        check_card(body.part("template_card"), Use.REPLACE)
        return "card"
    if right.card.card_type not in INTERACTIVE:
        raise ApiError(WRONG)
    if not body.part("button").text("replace_name"):
        raise ApiError(42020)
    return "button"


def _redraw(view: CardView, body: Fields) -> None:
    if body.has("template_card"):
        view.replace(body.part("template_card"))
    else:
        view.grey_out(body.part("button").text("replace_name"))


def _targets(call: Call, right: ResponseCode) -> tuple[list[str], list[str]]:
    """Recipients to redraw for, and named members who are none. Raises ApiError 81012 when nobody is named."""
    body, views = call.body, right.card.views
    users, parties, tags = body.texts("userids"), body.numbers("partyids"), body.numbers("tagids")
    if body.number("atall") == 1:
        return [user_id for user_id in views if user_id not in call.unreachable], []
    if not users and not parties and not tags:
        # Not documented: refused, so that nobody relies on either meaning.
        raise ApiError(NOBODY)
    if len(users) > MOST_USERS or len(parties) > MOST_PARTIES or len(tags) > MOST_TAGS:
        raise ApiError(WRONG)
    named = dict.fromkeys(user.lower() for user in users)
    grouped = dict.fromkeys(_grouped(call, parties, tags))
    wanted = [user_id for user_id in named | grouped if user_id in views and user_id not in call.unreachable]
    return wanted, [user_id for user_id in named if user_id not in wanted]


def _grouped(call: Call, parties: list[int], tags: list[int]) -> list[str]:
    tagged = [call.corp.tags[tag] for tag in tags if tag in call.corp.tags]
    tops = [*parties, *(department for tag in tagged for department in tag.departments)]
    inside = [
        member.user_id.lower()
        for top in tops
        for department in call.corp.roster.below(top)
        for member in call.corp.roster.members_in(department.id)
    ]
    return inside + [user.lower() for tag in tagged for user in tag.users]


def recall(call: Call) -> Answer:
    """Take a message back within a day."""
    app = call.app
    sent = call.corp.sent.get(call.body.text("msgid"))
    if sent is None or sent.agent_id != app.agent_id:
        raise ApiError(WRONG)
    if call.now - sent.sent_at >= call.corp.rules.recall_window:
        raise ApiError(TOO_OLD)
    for user_id in sent.recipients:
        call.corp.timelines.recall(app.agent_id, user_id, sent.msgid)
    call.ledger.recalls.append(
        RecallRow(call=call.row, at=call.now, corp_id=call.corp.corp_id, agent_id=app.agent_id, msgid=sent.msgid)
    )
    return ok()
