"""Where the platform sends the browser back to: whoever it vouches for gets a session, and goes on."""

import structlog
from aiohttp import web

from adapters.ports import PlatformFailure, RecipientUnreachable
from domain.events import Source
from web.h5 import wording
from web.h5.desk import H5
from web.h5.login import Begun, Logins
from web.h5.pages import NoticeShown
from web.h5.session import Sessions

log = structlog.stdlib.get_logger(__name__)


class Entry:
    """The answer of /h5/login/{platform}/{account}."""

    def __init__(self, h5: H5, sessions: Sessions, logins: Logins) -> None:
        self._h5 = h5
        self._sessions = sessions
        self._logins = logins

    async def enter(self, request: web.Request) -> web.Response:
        """The end of a login. The platform is asked nothing before the state is known to be this browser's."""
        source = Source(request.match_info["platform"], request.match_info["account"])
        begun = self._logins.recall(request, source, self._h5.clock())
        if begun is None or source not in self._h5.logins:
            raise NoticeShown(wording.LOGIN_LOST)
        user_id = await self._who(request, begun)
        response = web.Response(status=302, headers={"Location": begun.way})
        self._sessions.open(response, source, user_id, self._h5.clock())
        self._logins.forget(response, request.query["state"])
        return response

    async def _who(self, request: web.Request, begun: Begun) -> str:
        try:
            return await self._h5.logins[begun.source].who(request.query)
        except RecipientUnreachable as failure:
            raise NoticeShown(wording.LOGIN_STRANGER) from failure
        except PlatformFailure as failure:
            account = f"{begun.source.platform}:{begun.source.account}"
            log.warning("login_failed", account=account, code=failure.code, hint=failure.hint)
            raise NoticeShown(wording.LOGIN_REFUSED, begun.way) from failure
