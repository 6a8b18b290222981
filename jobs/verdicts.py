"""What a failed call means: for the delivery, for the account and for IT. Pure; `delivering.py` carries it out."""

from dataclasses import dataclass
from datetime import timedelta

from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    RecipientUnreachable,
)
from domain.address import Address
from domain.events import Source
from storage.calls import NOT_REDRAWN, Call, RedrawCall, Repeating, Unneeded, Unrefreshable, may_repeat
from storage.deliveries import Ending
from storage.leases import Leased

REPAIR_PAUSE = timedelta(seconds=60)  # how long an account waits for its settings to be put right
BUSY_FOR = timedelta(days=3)  # after which a delivery is of no use to anybody
LONG_WAIT = timedelta(minutes=30)  # no throttle of a moment: a quota is used up, or we are shut out
MOST_REPEATS = 12  # of a call whose outcome is unknown; a bug of ours must not go on for ever


@dataclass(frozen=True, slots=True)
class Alarm:
    """What IT is to be told, under a key made of facts."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not done. The whole account rests for `account_pause`."""

    note: str
    pause: timedelta
    account_pause: timedelta = timedelta()
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Perhaps done: the same again, for the platform drops the copy."""

    note: str
    pause: timedelta


@dataclass(frozen=True, slots=True)
class NextHandle:
    """Not done, and never with this handle."""

    note: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The end of the delivery."""

    note: str
    ending: Ending
    alarm: Alarm | None = None


Verdict = Later | Repeat | NextHandle | GivenUp | Unneeded | Unrefreshable


def judge_standing(leased: Leased, repeating: Repeating) -> GivenUp | None:
    """What is too late to be sent, and what somebody called who never came back and must not be called again."""
    if leased.called_for is not None:
        verdict = judge_unknown("租用者中断", leased, repeating, timedelta())
        return verdict if isinstance(verdict, GivenUp) else None
    return GivenUp("过了时限，没有发出", Ending.DEAD) if leased.is_late else None


def judge(failure: Exception, leased: Leased, call: Call, repeating: Repeating, backoff: timedelta) -> Verdict:
    """`backoff` is the pause if the platform names none."""
    note = str(failure) if isinstance(failure, PlatformFailure) else type(failure).__name__
    match failure:
        case PlatformBusy() if leased.age > BUSY_FOR:
            return GivenUp(note, Ending.DEAD, _alarm("busy", leased.to, note))
        case PlatformBusy(wait=wait):
            is_long = wait is not None and wait >= LONG_WAIT
            alarm = _alarm("paused", leased.to, note) if is_long else None
            return Later(note, wait or backoff, wait or timedelta(), alarm)
        case PlatformMisconfigured():
            return Later(note, REPAIR_PAUSE, REPAIR_PAUSE, misconfigured(leased.to.source, note))
        case RecipientUnreachable():
            return GivenUp(note, Ending.DEAD, _alarm(f"unreachable:{leased.to.user_id}", leased.to, note))
        case HandleSpent() if isinstance(call, RedrawCall):
            return _without_handle(call, note)
        case PlatformRefused() | HandleSpent():
            return GivenUp(note, Ending.DEAD, _alarm(f"refused:{failure.code}", leased.to, note))
        case _:
            return judge_unknown(note, leased, repeating, backoff, call)


def judge_unknown(
    note: str, leased: Leased, repeating: Repeating, backoff: timedelta, call: Call | None = None
) -> Repeat | GivenUp:
    """The request left us, or may have. Redrawing twice shows the same card; a text sent twice is two texts."""
    if leased.attempts < MOST_REPEATS and may_repeat(leased, call, repeating):
        return Repeat(note, backoff)
    return GivenUp(note, Ending.UNCERTAIN, _alarm("uncertain", leased.to, "平台没有回应，无法确认是否送达"))


def misconfigured(source: Source, what: str) -> Alarm:
    """One alarm per account, however many deliveries wait behind it."""
    return Alarm(
        f"misconfigured:{source.platform}:{source.account}",
        f"{source.platform}/{source.account} 的设置有误，待发内容已暂停，不会丢失：{what}。改好后会自动继续。",
    )


def _without_handle(call: RedrawCall, note: str) -> NextHandle | Unneeded | Unrefreshable:
    if call.handle is not None:
        return NextHandle(note)
    if call.content.is_final:
        return Unrefreshable(call.card_id, call.content, call.version)
    return Unneeded(NOT_REDRAWN)


def _alarm(cause: str, to: Address, what: str) -> Alarm:
    source = to.source
    key = f"{cause}:{source.platform}:{source.account}"
    return Alarm(key, f"{source.platform}/{source.account} 有内容未能送达：{what}。详情见投递记录。")
