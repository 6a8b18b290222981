"""The platform's numbers, and a choice where its documentation leaves one open."""

from dataclasses import dataclass
from datetime import timedelta

# Standard edition, per application and call. Source: how to process API throttling, 2026-05.
CALLS_PER_SECOND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Defaults are documented values; tests may shrink them. Times pass on the emulator's clock.

    `calls_per_second` is counted in real seconds and only where it is set, for the sake of tests that stand still.
    `is_pascal` writes HTTP events as those captured in 2020. `stream_failures_are_listed`: not documented.
    `lists_tell_superiors`: the sources disagree.
    """

    token_life: timedelta = timedelta(seconds=7200)
    token_renewed_before: timedelta = timedelta(minutes=5)
    user_token_life: timedelta = timedelta(seconds=7200)
    refresh_token_life: timedelta = timedelta(days=30)
    login_code_life: timedelta = timedelta(minutes=5)
    ticket_life: timedelta = timedelta(seconds=90)
    session_life: timedelta = timedelta(minutes=90)
    failed_list_after: timedelta = timedelta(minutes=3)
    failed_list_page: int = 200
    calls_per_second: int | None = None
    is_pascal: bool = False
    stream_failures_are_listed: bool = False
    lists_tell_superiors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Real seconds, not the emulator's clock: the bot is real. How events come again by stream is not documented.

    `ack` is how long a push by stream waits, `card_ack` how long a click does, `http_answer` the stricter of the two
    documented limits. `callback_pauses` puts robot and card callbacks again at about 16 and 60 seconds, as reported.
    """

    ack: float = 5.0
    card_ack: float = 2.0
    event_pauses: tuple[float, ...] = (10.0, 30.0, 60.0)
    callback_pauses: tuple[float, ...] = (11.0, 39.0)
    http_answer: float = 1.5
    http_pauses: tuple[float, ...] = (10.0, 30.0)
    verification: float = 1.5
    disconnect_grace: float = 10.0
    ping_every: float = 30.0
