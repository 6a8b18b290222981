"""The platform's numbers, and a choice where its documentation leaves one open."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Renewal(StrEnum):
    """What fetching a token does to the one before it. Not documented, so an application must live with each."""

    SAME = "same"
    BOTH_VALID = "both_valid"
    OLD_DIES = "old_dies"


class RepeatAnswer(StrEnum):
    """What a send suppressed by the duplicate check is answered with. Not documented."""

    BARE = "bare"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Defaults are WeCom's documented values; tests may shrink them."""

    token_life: timedelta = timedelta(seconds=7200)
    renewal: Renewal = Renewal.SAME
    old_token_stays: timedelta = timedelta(0)
    wrong_secrets_per_hour: int = 100  # the block is documented, its threshold is not
    member_per_minute: int = 30
    member_per_hour: int = 1000
    api_per_minute: int = 10_000
    api_per_hour: int = 150_000
    debug_per_minute: int = 5
    punches_per_minute: int = 600  # each call of 打卡 (paths 90262, 90263, 95803)
    account_limit: int = 10_000
    repeat_answer: RepeatAnswer = RepeatAnswer.BARE
    response_code_life: timedelta = timedelta(hours=72)
    media_life: timedelta = timedelta(days=3)
    login_code_life: timedelta = timedelta(minutes=5)
    recall_window: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Real seconds, not the emulator's clock: the receiver is real. The pauses between attempts are not documented."""

    answer: float = 5.0
    verification: float = 1.0
    pauses: tuple[float, ...] = (2.0, 4.0, 8.0)
