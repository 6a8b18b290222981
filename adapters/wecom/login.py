"""Who looks at a page: the platform's silent login inside its own browser. Source: documentation, path 91023."""

from collections.abc import Mapping
from urllib.parse import urlencode

from adapters.ports import PlatformRefused, RecipientUnreachable
from adapters.replies import read_text
from adapters.wecom.client import WecomClient
from adapters.wecom.settings import WecomSettings

LONGEST_CODE = 512


class WecomLogin:
    """Implements `adapters.ports.Login`. The host to come back to must be the application's trusted domain."""

    def __init__(self, settings: WecomSettings, client: WecomClient) -> None:
        self._settings = settings
        self._client = client

    def login_url(self, back_to: str, state: str) -> str:
        """See `Login`. The platform takes letters and digits only in `state`, 128 at most."""
        query = {
            "appid": self._settings.corp_id,
            "redirect_uri": back_to,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": str(self._settings.agent_id),
        }
        base = self._settings.login_base.rstrip("/")
        return f"{base}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    async def who(self, query: Mapping[str, str]) -> str:
        """See `Login`."""
        code = query.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise PlatformRefused("code", "没有收到登录授权码：请从企业微信中重新打开页面")
        reply = await self._client.get("/cgi-bin/auth/getuserinfo", {"code": code})
        user_id = read_text(reply, "userid") or read_text(reply, "UserId")
        if not user_id:
            raise RecipientUnreachable("stranger", "登录者不是本企业的成员")
        return user_id
