"""Who looks at a page: the platform's own login in the browser, and from its answer to a member of the organisation.

Source: developer documentation, obtain-identity-credentials, obtain-user-token and users/me.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import PlatformMisconfigured, PlatformRefused, RecipientUnreachable
from adapters.replies import read_text, read_whole

LONGEST_CODE = 512
INTERNAL = 0  # a contact of the organisation's own, as opposed to an outer one


class DingtalkLogin:
    """Implements `adapters.ports.Login`. The address to come back to must be entered in the developer console."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient) -> None:
        self._settings = settings
        self._client = client

    def login_url(self, back_to: str, state: str) -> str:
        """See `Login`."""
        query = {
            "redirect_uri": back_to,
            "response_type": "code",
            "client_id": self._settings.client_id,
            "scope": "openid",
            "state": state,
            "prompt": "consent",
        }
        return f"{self._settings.login_base.rstrip('/')}/oauth2/auth?{urlencode(query)}"

    async def who(self, query: Mapping[str, str]) -> str:
        """See `Login`."""
        code = query.get("authCode") or query.get("code") or ""
        if not 0 < len(code) <= LONGEST_CODE:
            raise PlatformRefused("code", "没有收到登录授权码：您没有同意授权，或页面地址不完整，请重新登录")
        return await self._user_id(await self._union_id(await self._user_token(code)))

    async def _user_token(self, code: str) -> str:
        body = {
            "clientId": self._settings.client_id,
            "clientSecret": self._settings.client_secret,
            "code": code,
            "grantType": "authorization_code",
        }
        reply = await self._client.api_as("", "POST", "/v1.0/oauth2/userAccessToken", body)
        token = read_text(reply, "accessToken")
        if not token:
            raise PlatformRefused("code", "钉钉没有认可登录授权码，请重新登录")
        return token

    async def _union_id(self, token: str) -> str:
        union_id = read_text(await self._client.api_as(token, "GET", "/v1.0/contact/users/me"), "unionId")
        if not union_id:
            hint = "钉钉没有返回登录者的身份：请在开发者后台“权限管理”中开通“通讯录个人信息读权限”"
            raise PlatformMisconfigured("unionId", hint)
        return union_id

    async def _user_id(self, union_id: str) -> str:
        body = {"unionid": union_id}
        found = (await self._client.oapi("/topapi/user/getbyunionid", body, repeatable=True)).get("result")
        user_id = read_text(found, "userid") if isinstance(found, dict) else ""
        if not isinstance(found, dict) or not user_id or read_whole(found, "contact_type") != INTERNAL:
            raise RecipientUnreachable("stranger", "登录者不是本组织的成员")
        return user_id
