"""Every configured account as a `Platform`. A new platform is one more function here and one more settings class."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.ports import Platform, TokenStore
from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from adapters.wecom.tokens import token_name
from bot.settings import Settings, WecomAccount
from domain.events import Source


@asynccontextmanager
async def open_platforms(settings: Settings, tokens: TokenStore) -> AsyncGenerator[Mapping[Source, Platform]]:
    """The platforms by source; their connections are closed when the block ends."""
    async with AsyncExitStack() as stack:
        platforms: dict[Source, Platform] = {}
        for account in settings.wecom:
            platform = WecomPlatform(_wecom(account, settings), tokens)
            stack.push_async_callback(platform.aclose)
            platforms[platform.source] = platform
        yield platforms


def token_names(settings: Settings) -> dict[Source, str]:
    """Under which name each account's access token is stored, for the monitors."""
    return {
        Source("wecom", account.name): token_name(
            account.corp_id, str(account.agent_id), account.secret.get_secret_value()
        )
        for account in settings.wecom
    }


def public_url(settings: Settings) -> str:
    """The address under which people and platforms reach us; without one, where we listen."""
    return settings.server.public_url or f"http://{settings.server.host}:{settings.server.port}"


def _wecom(account: WecomAccount, settings: Settings) -> WecomSettings:
    return WecomSettings(
        name=account.name,
        corp_id=account.corp_id,
        agent_id=account.agent_id,
        secret=account.secret.get_secret_value(),
        token=account.token.get_secret_value(),
        aes_key=account.aes_key.get_secret_value(),
        contacts_secret=account.contacts_secret.get_secret_value(),
        staff_no_attribute=account.staff_no_attribute,
        api_base=account.api_base,
        public_url=public_url(settings),
    )
