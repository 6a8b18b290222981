"""Before the first start with a new secret: is it the right one, of the right organisation and application?

A secret that worked once is not asked about again: a restart must not depend on the platform being well. An unreachable
platform is no reason to stay down either, since callbacks can be received all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

import structlog

from adapters.dingtalk.client import DingtalkClient, token_names
from adapters.ports import PlatformFailure, PlatformMisconfigured, TokenStore
from adapters.tokens import token_name
from adapters.wecom.client import WecomClient
from bot.account_settings import WecomAccount
from bot.memory_tokens import MemoryTokens
from bot.platforms import dingtalk_settings
from bot.sentences import Unable
from bot.settings import Settings

PATIENCE = 2.0  # seconds
# What says that secret, corporation and application do not belong together. A missing permission or address is not one
# of them: the console takes those only after our address has answered, so we must be up first.
WECOM_MISMATCHES = {"40001", "40013", "40056", "301002"}
DINGTALK_MISMATCHES = {"invalidClientIdOrSecret", "40096", "40089"}

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """`ask` raises PlatformMisconfigured with one of `mismatches` for an account that can never work."""

    section: str
    name: str
    token: str
    ask: Callable[[], Awaitable[object]]
    close: Callable[[], Awaitable[None]]
    mismatches: Collection[str]


async def refuse_wrong_accounts(settings: Settings, tokens: TokenStore) -> None:
    """Raises Unable, naming the account, for one that can never work as configured."""
    looks = [_look_at_wecom(account) for account in settings.wecom] + _looks_at_dingtalk(settings)
    await asyncio.gather(*(_refuse_wrong(look, tokens) for look in looks))


def _look_at_wecom(account: WecomAccount) -> _Look:
    secret, application = account.secret.get_secret_value(), str(account.agent_id)
    client = WecomClient(
        api_base=account.api_base,
        corp_id=account.corp_id,
        application=application,
        secret=secret,
        tokens=MemoryTokens(),
    )
    return _Look(
        section="wecom",
        name=account.name,
        token=token_name("wecom", account.corp_id, application, secret),
        ask=lambda: client.get("/cgi-bin/agent/get", {"agentid": application}),
        close=client.aclose,
        mismatches=WECOM_MISMATCHES,
    )


def _looks_at_dingtalk(settings: Settings) -> list[_Look]:
    looks: list[_Look] = []
    for account in settings.dingtalk:
        configured = dingtalk_settings(account, settings)
        client = DingtalkClient(configured, MemoryTokens())
        looks.append(
            _Look(
                section="dingtalk",
                name=account.name,
                token=token_names(configured)[0],
                ask=client.check_api_token,
                close=client.aclose,
                mismatches=DINGTALK_MISMATCHES,
            )
        )
    return looks


async def _refuse_wrong(look: _Look, tokens: TokenStore) -> None:
    try:
        if await tokens.read(look.token) is None:
            await _ask(look)
    finally:
        await look.close()


async def _ask(look: _Look) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await look.ask()
    except PlatformMisconfigured as failure:
        if failure.code in look.mismatches:
            raise Unable(
                f"[[{look.section}]] {look.name} 的配置不对，没有启动：{failure.hint}（{failure.code}）。"
            ) from failure
    except (PlatformFailure, TimeoutError) as failure:
        log.warning("account_not_checked", account=f"{look.section}:{look.name}", cause=type(failure).__name__)
