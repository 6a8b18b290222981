"""gettoken and getcallbackip. Source: paths 91039 and 90238."""

from datetime import timedelta

from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.corp import Corp
from emulator.wecom.errors import ApiError
from emulator.wecom.ledger import TokenRow

WRONG_SECRET = 40001
THROTTLED = 45009


def get_token(call: Call) -> Answer:
    """A token for the application, or the contact synchronisation, that has this secret."""
    corp_id, secret = call.query.get("corpid", ""), call.query.get("corpsecret", "")
    if not corp_id:
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004)
    corp = call.world.corps.get(corp_id)
    if corp is None:
        raise ApiError(40013)
    call.row.corp_id = corp_id
    if corp.wrong_secrets.exceeded(call.row.ip, call.now):
        raise ApiError(THROTTLED)
    agent_id = _owner(corp, secret, call)
    known = corp.tokens.current(agent_id)
    token = corp.tokens.issue(agent_id, call.now)
    call.row.agent_id = agent_id
    is_new = known is not token
    call.ledger.tokens.append(TokenRow(call=call.row, at=call.now, corp_id=corp_id, agent_id=agent_id, is_new=is_new))
    remaining = (token.expires_at - call.now) // timedelta(seconds=1)
    return ok(access_token=token.value, expires_in=remaining)


def _owner(corp: Corp, secret: str, call: Call) -> int | None:
    for app in corp.apps.values():
        if app.secret == secret and not app.is_closed:
            return app.agent_id
    if corp.checkin and corp.checkin.secret == secret:
        return corp.checkin.app.agent_id
    if corp.contact_sync and corp.contact_sync.secret == secret:
        return None
    corp.wrong_secrets.take(call.row.ip, call.now)
    raise ApiError(WRONG_SECRET)


def get_callback_ip(call: Call) -> Answer:
    """Where callbacks come from."""
    return ok(ip_list=list(call.corp.callback_ips))
