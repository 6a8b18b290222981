"""Access tokens, in the three ways they are asked for. Source: docs, obtain the access token of an internal app."""

import hmac
from datetime import timedelta

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import NewError, OldError
from emulator.dingtalk.ledger import TokenRow
from emulator.dingtalk.org import Org
from emulator.dingtalk.tokens import Token

MISSING = 40035
WRONG_SECRET = 40096


def get_token_old(call: Call) -> Answer:
    """GET gettoken of the old family."""
    key, secret = call.query.get("appkey", ""), call.query.get("appsecret", "")
    if not key or not secret:
        raise OldError(MISSING)
    org = find_app(call, key, secret)
    if org is None:
        raise OldError(WRONG_SECRET)
    token = _issue(call, org)
    return call.ok(access_token=token.value, expires_in=_left(token, call))


def get_token_new(call: Call) -> Answer:
    """The same of the new family."""
    org = _named(call, call.body.text("appKey"), call.body.text("appSecret"))
    token = _issue(call, org)
    return {"accessToken": token.value, "expireIn": _left(token, call)}


def get_token_of_corp(call: Call) -> Answer:
    """The same for one organisation, in the words of OAuth."""
    if call.body.text("grant_type") != "client_credentials":
        raise NewError("invalidParameter.grantType")
    org = _named(call, call.body.text("client_id"), call.body.text("client_secret"))
    if org.corp_id != call.parts["corp_id"]:
        raise NewError("invalidParameter.corpId")
    token = _issue(call, org)
    return {"access_token": token.value, "expires_in": _left(token, call)}


def find_app(call: Call, client_id: str, client_secret: str) -> Org | None:
    """The organisation of an application with this secret; noted in the call's row."""
    org = call.world.org_of_client(client_id)
    if org is None or not hmac.compare_digest(org.client_secret.encode(), client_secret.encode()):
        return None
    call.row.corp_id, call.row.client_id = org.corp_id, org.client_id
    return org


def _named(call: Call, client_id: str, client_secret: str) -> Org:
    org = find_app(call, client_id, client_secret)
    if org is None:
        raise NewError("invalidClientIdOrSecret")
    return org


def _issue(call: Call, org: Org) -> Token:
    known = org.tokens.current
    token = org.tokens.issue(call.now)
    is_new = known is not token
    call.ledger.tokens.append(TokenRow(call=call.row, at=call.now, client_id=org.client_id, is_new=is_new))
    return token


def _left(token: Token, call: Call) -> int:
    return (token.expires_at - call.now) // timedelta(seconds=1)
