"""`make bench`: every section, or those named on the command line."""

import signal
import sys
from datetime import UTC, datetime

from benchmarks import (
    api,
    attendance,
    attendance_month,
    callbacks,
    cases,
    clicks,
    digest,
    directory,
    duties_year,
    forms,
    gate,
    people_search,
    starting,
    streaming,
    table,
)

SECTIONS = {
    "callbacks": ("Callbacks acknowledged by one process, 32 in flight", callbacks.measure),
    "clicks": ("From an approver's click to the accepted update", clicks.measure),
    "streaming": ("A stream, 32 frames in flight, and events over HTTP", streaming.measure),
    "forms": ("Forms as data, and the engine that runs them", forms.measure),
    "cases": ("Ten thousand running requests", cases.measure),
    "people_search": ("Finding people among 100,000", people_search.measure),
    "directory": ("The directory of a large college", directory.measure),
    "attendance": ("A month of attendance", attendance.measure),
    "digest": ("The morning's digests of a large college", digest.measure),
    "gate": ("What a gate asks", gate.measure),
    "api": ("What other systems ask", api.measure),
    "attendance_month": ("A month's spreadsheet", attendance_month.measure),
    "duties_year": ("A year of duties", duties_year.measure),
    "starting": ("Starting", starting.measure),
}


def main(wanted: list[str]) -> int:
    """Exit code 1 when a goal is missed, 2 for a section that is not there."""
    if unknown := [name for name in wanted if name not in SECTIONS]:
        print(f"there is no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    measured: dict[str, list[table.Figure]] = {}
    every: dict[str, list[list[table.Figure]]] = {}
    for name in wanted or list(SECTIONS):
        title, measure = SECTIONS[name]
        print(f"… {title}", flush=True)
        runs = table.undisturbed(measure)
        measured[title] = table.calmest(runs)
        every[title] = [run.figures for run in runs]
    now = datetime.now(UTC)
    print(table.markdown(measured, now) if wanted else table.keep(measured, every, now))
    return int(any(figure.is_met is False for figures in measured.values() for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
