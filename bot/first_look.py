"""Before the first start with a new secret: is it the right one, of the right corporation and application?

A secret that worked once is not asked about again: a restart must not depend on the platform being well. An unreachable
platform is no reason to stay down either, since callbacks can be received all the same.
"""

import asyncio

import structlog

from adapters.ports import PlatformFailure, PlatformMisconfigured, TokenStore
from adapters.wecom.client import WecomClient
from adapters.wecom.tokens import token_name
from bot.memory_tokens import MemoryTokens
from bot.sentences import Unable
from bot.settings import Settings, WecomAccount

PATIENCE = 2.0  # seconds
# What says that secret, corporation and application do not belong together. A missing permission or address is not one
# of them: the console takes those only after our address has answered, so we must be up first.
MISMATCHES = {"40001", "40013", "40056", "301002"}

log = structlog.stdlib.get_logger(__name__)


async def refuse_wrong_accounts(settings: Settings, tokens: TokenStore) -> None:
    """Raises Unable, naming the account, for one that can never work as configured."""
    await asyncio.gather(*(_refuse_wrong(account, tokens) for account in settings.wecom))


async def _refuse_wrong(account: WecomAccount, tokens: TokenStore) -> None:
    secret, application = account.secret.get_secret_value(), str(account.agent_id)
    if await tokens.read(token_name(account.corp_id, application, secret)) is not None:
        return
    client = WecomClient(
        api_base=account.api_base,
        corp_id=account.corp_id,
        application=application,
        secret=secret,
        tokens=MemoryTokens(),
    )
    try:
        async with asyncio.timeout(PATIENCE):
            await client.get("/cgi-bin/agent/get", {"agentid": application})
    except PlatformMisconfigured as failure:
        if failure.code in MISMATCHES:
            raise Unable(
                f"[[wecom]] {account.name} 的配置不对，没有启动：{failure.hint}（{failure.code}）。"
            ) from failure
    except (PlatformFailure, TimeoutError) as failure:
        log.warning("account_not_checked", account=f"wecom:{account.name}", cause=type(failure).__name__)
    finally:
        await client.aclose()
