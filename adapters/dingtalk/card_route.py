"""Where clicks on cards go over HTTP: told to the platform once, under a name that each card then bears."""

from adapters.dingtalk.capability import card_callback_secret
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.settings import DingtalkSettings


async def register_card_route(client: DingtalkClient, settings: DingtalkSettings) -> None:
    """A changed address or secret takes the place of the old one. Raises PlatformFailure."""
    body = {
        "callbackRouteKey": settings.callback_route_key,
        "callbackUrl": settings.callback_url,
        "apiSecret": card_callback_secret(settings.client_secret),
        "forceUpdate": True,
    }
    await client.api("POST", "/v1.0/card/callbacks/register", body=body, repeatable=True)
