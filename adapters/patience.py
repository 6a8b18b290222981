"""A busy platform is waited for, a few times and not for ever."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from adapters.ports import PlatformBusy

TRIES = 4
FIRST_PAUSE_SECONDS = 1.0
# A longer ban is no matter of patience: the work is given up and begun anew another time.
LONGEST_PAUSE_SECONDS = 60.0

T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]

_longer_each_time = wait_exponential(multiplier=FIRST_PAUSE_SECONDS)


async def patiently(call: Callable[[], Awaitable[T]], pause: Pause) -> T:
    """What `call` brings, which may be done again. Raises PlatformFailure."""
    again = AsyncRetrying(
        stop=stop_after_attempt(TRIES),
        retry=retry_if_exception(lambda failure: isinstance(failure, PlatformBusy) and _is_soon_over(failure)),
        wait=_seconds,
        sleep=pause,
        reraise=True,
    )

    async def once() -> T:
        return await call()

    return await again(once)


def _is_soon_over(busy: PlatformBusy) -> bool:
    return busy.wait is None or busy.wait.total_seconds() <= LONGEST_PAUSE_SECONDS


def _seconds(state: RetryCallState) -> float:
    """As long as the platform asks for, and longer each time."""
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.wait.total_seconds() if isinstance(failure, PlatformBusy) and failure.wait else 0.0
    return max(asked, _longer_each_time(state))
