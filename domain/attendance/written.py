"""How a day's record is kept: plain values that a report can be made of, with times as people read them."""

from domain.attendance.day_record import Absence, DayRecord, Edge, Mark
from domain.attendance.duty import Duty

DAY_MINUTES = 1440
_CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY_MINUTES))


def clock(duty: Duty, minute: int) -> str:
    """08:00, 次日06:00 or 前日23:50, by the campus's clock."""
    since = minute - duty.midnight
    days, rest = divmod(since, DAY_MINUTES)
    return _CLOCK[rest] if days == 0 else f"{'次日' if days > 0 else '前日'}{_CLOCK[rest]}"


def detail_of(record: DayRecord) -> dict[str, object]:
    """What is kept beside the status; what is nothing is left out."""
    duty = record.duty
    detail: dict[str, object] = {"group": duty.group, "since": duty.rule.since.isoformat()}
    if record.edges:
        detail["edges"] = [_edge(duty, edge) for edge in record.edges]
    else:
        detail["reason"] = duty.reason
    lost = {"late": record.late, "early": record.early, "absent": record.absent}
    detail.update({name: minutes for name, minutes in lost.items() if minutes})
    if record.away:
        detail["away"] = [_away(duty, each) for each in record.away]
    if record.unused:
        detail["unused"] = [_unused(duty, mark) for mark in record.unused]
    return detail


def _edge(duty: Duty, edge: Edge) -> dict[str, object]:
    kept: dict[str, object] = {
        "side": edge.side.value,
        "due": clock(duty, edge.due),
        "verdict": edge.verdict.value,
    }
    if edge.mark is not None:
        kept["at"] = clock(duty, edge.mark.at)
        kept["punch"] = edge.mark.id
    if edge.minutes:
        kept["minutes"] = edge.minutes
    return kept


def _away(duty: Duty, each: Absence) -> dict[str, object]:
    return {"from": clock(duty, each.start), "to": clock(duty, each.end), "cause": each.cause}


def _unused(duty: Duty, mark: Mark) -> dict[str, object]:
    return {"at": clock(duty, mark.at), "punch": mark.id}
