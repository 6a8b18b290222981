"""Where a person is told, in words."""

from domain.platforms import platform_name


def chosen(platform: str, *, while_moving: bool) -> str:
    """From now on there; while the college moves, on both for some time yet."""
    name = platform_name(platform)
    if while_moving:
        return f"好的。现在是迁移期间，通知和卡片仍发两边；期满后只发到您的{name}。"
    return f"好的，以后的通知和新卡片都发到您的{name}。您在哪边发消息，仍在哪边回答。"


def no_account(platform: str, contact: str) -> str:
    """Nothing was changed."""
    return f"没有更改：您没有登记过{platform_name(platform)}帐号。请联系{contact}登记后再发一次。"
