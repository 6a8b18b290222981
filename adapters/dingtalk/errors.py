"""What the platform says of a call that did not succeed, as the failures that our rooms know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.dingtalk.error_table import UNKNOWN, Entry, Reaction, find_entry
from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)
from adapters.replies import Record, as_whole, read_text, values

WRONG_SECRET = "40001"  # noqa: S105
WRAPPER = "88"
NO_ERROR = "0"

# 10,000 calls from one address in 20 seconds: it is shut out, for five minutes or as long as the answer says.
SHUT_OUT = 1111
SHUT_OUT_MINUTES = 5
LONGEST_SHUT_OUT_MINUTES = 60
SHUT_OUT_HINT = "服务器出口 IP 调用过于频繁，被钉钉暂时禁止访问，解除后自动继续；请检查是否有其他系统共用出口 IP"

# The only parts of an answer's text that are worth showing, each by its form: the rest may hold anything.
_CODE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.\-]{0,79}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9\-]{4,64}")
_CALLER = re.compile(r"ip\s*[=:：\[]\s*([0-9A-Fa-f.:]{7,45})", re.IGNORECASE)
_SCOPE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,59}")
_SCOPES_IN_TEXT = re.compile(r"权限[^\[]{0,4}\[([A-Za-z][A-Za-z0-9_.\-]{2,59})\]")
MOST_SCOPES = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is no success.

    `wrapped_in` is the outer code; `text` is the platform's own and never shown; `fallback` is for an unknown code.
    """

    code: str
    wrapped_in: str = ""
    request_id: str = ""
    text: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    wait: timedelta | None = None
    fallback: Entry = UNKNOWN

    @property
    def is_token(self) -> bool:
        """Whether the token is what the platform did not like."""
        return _entry(self).reaction is Reaction.REFRESH


def read_problem(reply: Record) -> Problem | None:
    """What is the matter, whichever family it comes from; None where nothing is."""
    if as_whole(reply.get("status")) == SHUT_OUT:
        minutes = min(max(1, as_whole(reply.get("wait"), SHUT_OUT_MINUTES)), LONGEST_SHUT_OUT_MINUTES)
        return Problem(str(SHUT_OUT), wait=timedelta(minutes=minutes))
    outer = read_text(reply, "errcode")
    if outer and outer != NO_ERROR:
        text = f"{read_text(reply, 'errmsg')} {read_text(reply, 'sub_msg')}"
        code = _shown(read_text(reply, "sub_code")) or _shown(outer)
        return Problem(code, outer, _request_id(reply), text, tuple(_SCOPES_IN_TEXT.findall(text)))
    word = reply.get("code")
    if not outer and isinstance(word, str) and word and "message" in reply:
        denied = reply.get("accessdenieddetail")
        scopes = _scopes(denied) if isinstance(denied, dict) else ()
        return Problem(_shown(word), "", _request_id(reply), read_text(reply, "message"), scopes)
    return None


def failure_for(problem: Problem, *, is_repeatable: bool) -> PlatformFailure:
    """The failure that a problem means. A token code arrives here when a fresh token was refused too."""
    entry = _entry(problem)
    code, hint = problem.code, _hint(problem, entry)
    match entry.reaction:
        case Reaction.RETRY:
            return PlatformBusy(code, hint, problem.wait or entry.wait)
        case Reaction.LOST:
            return PlatformBusy(code, hint) if is_repeatable else PlatformUncertain(code, hint)
        case Reaction.REFRESH:
            return PlatformMisconfigured(code, hint) if code == WRONG_SECRET else PlatformBusy(code, hint)
        case Reaction.DROP:
            return RecipientUnreachable(code, hint)
        case Reaction.ALERT:
            return PlatformMisconfigured(code, hint)
        case Reaction.HANDLE:
            return HandleSpent(code, hint)
        case Reaction.FIX:
            return PlatformRefused(code, hint)


def _entry(problem: Problem) -> Entry:
    if problem.code == str(SHUT_OUT):
        return Entry(Reaction.RETRY, SHUT_OUT_HINT)
    found = find_entry(problem.code)
    if found is None and problem.wrapped_in not in {"", WRAPPER}:
        found = find_entry(problem.wrapped_in)
    return found or problem.fallback


def _hint(problem: Problem, entry: Entry) -> str:
    added: list[str] = []
    if problem.scopes and entry.reaction is Reaction.ALERT:
        added.append(f"所需权限：{'、'.join(problem.scopes[:MOST_SCOPES])}")
    if _is_about_the_caller(problem) and (caller := _CALLER.search(problem.text)):
        added.append(f"当前出口 IP：{caller[1]}")
    if problem.request_id:
        added.append(f"请求编号：{problem.request_id}")
    return f"{entry.hint}（{'，'.join(added)}）" if added else entry.hint


def _is_about_the_caller(problem: Problem) -> bool:
    return problem.code == "60020" or problem.code.lower().endswith("ipnotinwhitelist")


def _shown(code: str) -> str:
    return code if _CODE.fullmatch(code) else "unknown" if code else ""


def _request_id(reply: Record) -> str:
    found = read_text(reply, "requestid") or read_text(reply, "request_id") or read_text(reply, "requestId")
    return found if _REQUEST_ID.fullmatch(found) else ""


def _scopes(denied: Mapping[str, object]) -> tuple[str, ...]:
    found = [scope for scope in values(denied, "requiredScopes") if isinstance(scope, str)]
    return tuple(scope for scope in found if _SCOPE.fullmatch(scope))
