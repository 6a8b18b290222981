"""What must never stand in a log is taken out here, last of all: secrets, tokens, personal numbers, people's words."""

import json
import re
import traceback
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import quote

HIDDEN = "***"
SHORTEST_SECRET = 4  # a shorter one is no secret, and hiding it would blank half of every line

# People's own words and credentials, whatever they hold. Ids, kinds and counts are for the log; these never are.
HIDDEN_KEYS = frozenset(
    {
        *("aes_key", "authorization", "body", "cookie", "comment", "content", "corpsecret", "email", "encrypt"),
        *("mobile", "msg_signature", "outgoing", "password", "payload", "phone", "plain", "query", "secret"),
        *("text", "token", "access_token", "response_code", "ticket", "handle", "reply_right", "client_secret"),
    }
)
PATTERNS = (
    # credentials as query parameters, header or JSON fields
    (
        re.compile(
            r"(?i)\b(access_token|corpsecret|secret|password|passwd|token|ticket|response_code|msg_signature|signature"
            r"|encodingaeskey|aes_key|authorization|clientsecret|client_secret|appsecret|apisecret|accesstoken|refreshtoken"
            r"|x-acs-dingtalk-access-token|sign)(\\?[\"']?\s*[=:]\s*\\?[\"']?)(?:bearer\s+)?[^\s&\"'\\,;)}]+"
        ),
        rf"\1\2{HIDDEN}",
    ),
    # OAuth, sessions to answer in, and links of ours, each of which lets somebody in or act
    (re.compile(r"([?&](?:code|authCode|session|t)=)[^\s&\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(postgres(?:ql)?(?:\+\w+)?://[^\s:@/]+):[^\s@/]+@"), rf"\1:{HIDDEN}@"),
    # values that PostgreSQL, asyncpg and SQLAlchemy quote in their complaints
    (re.compile(r"(?s)\[parameters: .*?\](?=\s*(?:\(Background|$|\n))"), f"[parameters: {HIDDEN}]"),
    (re.compile(r"(?m)^(\s*DETAIL:).*$"), rf"\1 {HIDDEN}"),
    (re.compile(r"(query argument \$\d+: ).*"), rf"\1{HIDDEN}"),
    # mainland mobile numbers and identity numbers
    (re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d{9}(?![0-9A-Za-z])"), HIDDEN),
    (re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"), HIDDEN),
)
# These quote what they could not read, and that may be somebody's words.
QUOTING = (ValueError, LookupError)
OURS = ("domain.", "storage.", "adapters.", "handlers.", "jobs.", "web.", "bot.")


class Redactor:
    """Knows the configured secrets and the shapes of all others."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {
            spelling
            for secret in secrets
            if len(secret) >= SHORTEST_SECRET
            for spelling in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])
        }
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if spellings else None

    def hide_secrets(self, text: str) -> str:
        """`text` without the configured secrets, in whatever spelling."""
        return text if self._secrets is None else self._secrets.sub(HIDDEN, text)

    def redact(self, text: str) -> str:
        """`text` without anything that is nobody's business."""
        text = self.hide_secrets(text)
        for pattern, replacement in PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def redact_value(self, value: object) -> object:
        """The same for whatever a log line carries, nested or not."""
        match value:
            case str():
                return self.redact(value)
            case bytes() | bytearray() | memoryview():
                return f"<{len(value)} bytes>"
            case dict():
                return {key: HIDDEN if key in HIDDEN_KEYS else self.redact_value(v) for key, v in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.redact_value(part) for part in value]
            case None | bool() | int() | float():
                return value
            case _:
                return self.redact(str(value))


def describe_exception(error: BaseException) -> str:
    """A traceback without local variables, and without the sentence of exceptions that quote their input."""
    return "\n".join(chain.from_iterable(_one(link) for link in _links(error)))


def _links(error: BaseException) -> Iterator[BaseException]:
    """The error's causes, oldest first, each once."""
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found:
        found.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    yield from reversed(found)


def _one(error: BaseException) -> Iterator[str]:
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    kind = type(error)
    quotes = isinstance(error, QUOTING) and not kind.__module__.startswith(OURS)
    yield kind.__qualname__ if quotes else f"{kind.__qualname__}: {error}"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield describe_exception(inner)
