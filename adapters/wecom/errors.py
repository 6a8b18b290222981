"""The platform's error codes as the failures that our rooms know."""

import re

from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    RecipientUnreachable,
)
from adapters.wecom.error_table import TABLE, Entry, Reaction

WRONG_SECRET = 40001
CALLER_NOT_ALLOWED = 60020

TOKEN_CODES = frozenset(code for code, entry in TABLE.items() if entry.reaction is Reaction.REFRESH)

# The only part of an error text that is worth showing: which address has to be allowed.
_CALLER = re.compile(r"from ip: ([0-9A-Fa-f.:]{3,45})")


def failure_for(code: int, text: str = "") -> PlatformFailure:
    """The failure that an error code means. Of `text`, only the caller's address is used: the rest may hold anything.

    A token code arrives here when a fresh token was refused too.
    """
    entry = TABLE.get(code, Entry(Reaction.FIX, "企业微信返回未知错误码，请在开发者文档“全局错误码”中查询"))
    hint = entry.hint
    if code == CALLER_NOT_ALLOWED and (caller := _CALLER.search(text)):
        hint = f"{hint}（当前出口 IP：{caller[1]}）"
    match entry.reaction:
        case Reaction.RETRY:
            return PlatformBusy(str(code), hint, entry.wait)
        case Reaction.REFRESH:
            return PlatformMisconfigured(str(code), hint) if code == WRONG_SECRET else PlatformBusy(str(code), hint)
        case Reaction.DROP:
            return RecipientUnreachable(str(code), hint)
        case Reaction.ALERT:
            return PlatformMisconfigured(str(code), hint)
        case Reaction.HANDLE:
            return HandleSpent(str(code), hint)
        case Reaction.FIX | Reaction.OVER:
            return PlatformRefused(str(code), hint)
