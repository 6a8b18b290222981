"""What comes back from a call: an object, a problem that the platform names, or something that is neither."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from adapters.dingtalk.error_table import Entry, Reaction
from adapters.dingtalk.errors import SHUT_OUT_HINT, SHUT_OUT_MINUTES, Problem, read_problem
from adapters.ports import PlatformBusy, PlatformFailure, PlatformRefused, PlatformUncertain
from adapters.transport import Answer, Request, lost

Reply = dict[str, object]

# Statuses with which a page means that we are shut out; with any other one it is a gateway or a proxy speaking.
PAGE_STATUSES = frozenset({"http-403", "http-429"})


def encode(body: Mapping[str, object]) -> bytes:
    """JSON in raw UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def read_new(request: Request, answer: Answer) -> Reply | Problem:
    """Of the new family. Raises PlatformFailure for what is no JSON object, or fails without saying why."""
    reply = _decode_object(answer.body)
    if reply is None:
        raise _not_json(request, answer)
    problem = read_problem(reply)
    if problem:
        return replace(problem, fallback=_of_status(answer.failure) or problem.fallback)
    if answer.failure:
        raise answer.failure
    return reply


def read_old(request: Request, answer: Answer) -> Reply | Problem:
    """Of the old family, where success is told as well: nothing but `errcode` 0, number or text, is one."""
    found = read_new(request, answer)
    if isinstance(found, dict) and str(found.get("errcode")) != "0":
        raise lost(request, "answer", "钉钉接口返回的内容无法识别")
    return found


def read_content(answer: Answer) -> bytes:
    """Of a file. Raises PlatformFailure."""
    if isinstance(answer.failure, PlatformBusy):
        raise answer.failure
    if answer.failure or not answer.body:
        raise PlatformRefused("media", "钉钉上的文件为空或下载地址已失效")
    return answer.body


def _decode_object(body: bytes) -> Reply | None:
    try:
        found: object = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _not_json(request: Request, answer: Answer) -> PlatformFailure:
    is_page = answer.body.lstrip()[:1] == b"<"
    if is_page and (answer.failure is None or answer.failure.code in PAGE_STATUSES):
        return PlatformBusy("html", SHUT_OUT_HINT, timedelta(minutes=SHUT_OUT_MINUTES))
    return answer.failure or lost(request, "answer", "钉钉接口返回的内容无法识别")


def _of_status(failure: PlatformFailure | None) -> Entry | None:
    """For a code that we do not know: at least whether it was done."""
    match failure:
        case PlatformBusy():
            return Entry(Reaction.RETRY, failure.hint, failure.wait)
        case PlatformUncertain():
            return Entry(Reaction.LOST, failure.hint)
        case _:
            return None
