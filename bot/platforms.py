"""Every configured account as a `Platform`. A new platform is one more function here and one more settings class."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.dingtalk.client import token_names
from adapters.dingtalk.platform import DingtalkPlatform
from adapters.dingtalk.settings import DingtalkSettings
from adapters.links import Links
from adapters.ports import Contacts, Fetching, Listening, Login, Platform, Punches, TokenStore
from adapters.tokens import token_name
from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from bot.account_settings import DingtalkAccount, WecomAccount
from bot.clock import read_clock
from bot.settings import Settings
from bot.web_secret import web_secret
from domain.events import Source
from storage.budgets import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account with what only its own platform knows of it. Its access token is stored under `token_name`.

    `login` tells our pages who looks at them; `fetching` gets what members send; `listening` is the second front door,
    where the platform has one; `contacts` changes the platform's address book, where its secret is configured;
    `punches` reads what people punch in the platform's own application.
    """

    platform: Platform
    budgets: tuple[Budget, ...]
    token_name: str
    login: Login
    fetching: Fetching
    listening: Listening | None = None
    contacts: Contacts | None = None
    punches: Punches | None = None


@asynccontextmanager
async def open_accounts(settings: Settings, tokens: TokenStore) -> AsyncGenerator[Mapping[Source, Account]]:
    """The accounts by source; their connections are closed when the block ends."""
    async with AsyncExitStack() as stack:
        yield {account.platform.source: account for account in _open_all(settings, tokens, stack)}


def _open_all(settings: Settings, tokens: TokenStore, stack: AsyncExitStack) -> Iterator[Account]:
    for configured in settings.wecom:
        platform = WecomPlatform(_wecom(configured, settings), tokens)
        stack.push_async_callback(platform.aclose)
        secret = configured.secret.get_secret_value()
        name = token_name("wecom", configured.corp_id, str(configured.agent_id), secret)
        yield Account(
            platform=platform,
            budgets=(platform.api_budget,),
            token_name=name,
            login=platform.login,
            fetching=platform,
            contacts=platform.contacts,
            punches=platform.punches,
        )
    for internal in settings.dingtalk:
        yield _open_dingtalk(dingtalk_settings(internal, settings), settings, tokens, stack)


def _open_dingtalk(
    configured: DingtalkSettings, settings: Settings, tokens: TokenStore, stack: AsyncExitStack
) -> Account:
    platform = DingtalkPlatform(configured, tokens, links(settings), read_clock)
    stack.push_async_callback(platform.aclose)
    return Account(
        platform=platform,
        budgets=(platform.api_budget,),
        token_name=token_names(configured)[0],
        login=platform.login,
        fetching=platform,
        listening=platform.listening,
        contacts=platform.contacts,
        punches=platform.punches,
    )


def page_secret(settings: Settings) -> bytes:
    """What our links and sessions are signed with, the same in every replica."""
    return web_secret(
        [account.secret.get_secret_value() for account in settings.wecom]
        + [account.client_secret.get_secret_value() for account in settings.dingtalk]
    )


def links(settings: Settings) -> Links:
    """Buttons as links."""
    return Links(settings.server.address, page_secret(settings))


def _wecom(account: WecomAccount, settings: Settings) -> WecomSettings:
    return WecomSettings(
        name=account.name,
        corp_id=account.corp_id,
        agent_id=account.agent_id,
        secret=account.secret.get_secret_value(),
        token=account.token.get_secret_value(),
        aes_key=account.aes_key.get_secret_value(),
        contacts_secret=account.contacts_secret.get_secret_value(),
        checkin_secret=account.checkin_secret.get_secret_value(),
        staff_no_attribute=account.staff_no_attribute if account.staff_no_from == "attribute" else "",
        api_base=account.api_base,
        login_base=account.login_base,
        public_url=settings.server.address,
    )


def dingtalk_settings(account: DingtalkAccount, settings: Settings) -> DingtalkSettings:
    """What the adapter knows of a configured account."""
    return DingtalkSettings(
        name=account.name,
        client_id=account.client_id,
        client_secret=account.client_secret.get_secret_value(),
        corp_id=account.corp_id,
        agent_id=account.agent_id,
        robot_code=account.robot_code,
        mode=account.mode,
        token=account.token.get_secret_value(),
        aes_key=account.aes_key.get_secret_value(),
        card_template_id=account.card_template_id,
        staff_no_from=account.staff_no_from,
        approval_codes=account.approval_codes,
        api_base=account.api_base,
        oapi_base=account.oapi_base,
        login_base=account.login_base,
        public_url=settings.server.address,
    )
