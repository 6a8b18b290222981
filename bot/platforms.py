"""Every configured account as a `Platform`. A new platform is one more function here and one more settings class."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.ports import Platform, TokenStore
from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from adapters.wecom.tokens import token_name
from bot.settings import Settings, WecomAccount
from domain.events import Source
from storage.budgets import Budget


@dataclass(frozen=True, slots=True)
class Account:
    """One account with what only its own platform knows of it. Its access token is stored under `token_name`."""

    platform: Platform
    budgets: tuple[Budget, ...]
    token_name: str


@asynccontextmanager
async def open_accounts(settings: Settings, tokens: TokenStore) -> AsyncGenerator[Mapping[Source, Account]]:
    """The accounts by source; their connections are closed when the block ends."""
    async with AsyncExitStack() as stack:
        accounts: dict[Source, Account] = {}
        for configured in settings.wecom:
            platform = WecomPlatform(_wecom(configured, settings), tokens)
            stack.push_async_callback(platform.aclose)
            name = token_name(configured.corp_id, str(configured.agent_id), configured.secret.get_secret_value())
            accounts[platform.source] = Account(platform, (platform.api_budget,), name)
        yield accounts


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
