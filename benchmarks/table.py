"""The table that a run prints and keeps, with the machine described."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

DISTURBED = 0.03  # more than this share of the processors taken away by the host: the section is run again
MOST_RUNS = 3
RESULTS = Path(__file__).parent / "results"
LIBRARIES = (
    "aiohttp",
    "uvloop",
    "asyncpg",
    "sqlalchemy",
    "pycryptodome",
    "wechatpy",
    "nonebot2",
    "fastapi",
    "uvicorn",
    "dingtalk-stream",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `goal` is empty where there is only something to compare with."""

    label: str
    value: str
    goal: str = ""
    is_met: bool | None = None


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "processor": model,
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def processor_time() -> tuple[int, int]:
    """What the host of a virtual machine has taken away so far, and everything, in ticks; zeros where nobody counts."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0, 0
    ticks = [int(field) for field in stat.read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return ticks[7], sum(ticks)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a section, and the share of processor time that the host gave to others meanwhile."""

    figures: list[Figure]
    stolen: float | None


def undisturbed(measure: Callable[[], list[Figure]]) -> list[Run]:
    """Runs of one section, until the host has left the machine to it: figures of a lent machine say little of ours."""
    runs: list[Run] = []
    while len(runs) < MOST_RUNS and (not runs or (runs[-1].stolen or 0) > DISTURBED):
        before = processor_time()
        figures = measure()
        runs.append(Run(figures, _stolen(before, processor_time())))
    return runs


def calmest(runs: Sequence[Run]) -> list[Figure]:
    """The run that lost least to the host, whatever it measured, and how much that was."""
    run = min(runs, key=lambda each: each.stolen or 0)
    share = "unknown" if run.stolen is None else f"{run.stolen:.0%}"
    others = f", the least of {len(runs)} runs" if len(runs) > 1 else ""
    return [*run.figures, Figure("processor time that the host took away meanwhile", share + others)]


def _stolen(before: tuple[int, int], after: tuple[int, int]) -> float | None:
    taken, passed = after[0] - before[0], after[1] - before[1]
    return taken / passed if passed else None


def markdown(sections: Mapping[str, Sequence[Figure]], at: datetime) -> str:
    """The table for people."""
    lines = [
        "# Benchmarks",
        "",
        f"`make bench`, {at:%Y-%m-%d %H:%M} UTC. Load generator and all servers on the same machine.",
        "",
    ]
    lines += [f"- {name}: {value}" for name, value in machine().items()]
    for title, figures in sections.items():
        lines += ["", f"## {title}", "", "| what | measured | goal | met |", "|---|---|---|---|"]
        marks = {True: "yes", False: "**no**", None: ""}
        lines += [f"| {f.label} | {f.value} | {f.goal} | {marks[f.is_met]} |" for f in figures]
    return "\n".join(lines) + "\n"


def keep(sections: Mapping[str, Sequence[Figure]], runs: Mapping[str, Sequence[Sequence[Figure]]], at: datetime) -> str:
    """Write latest.md and a dated JSON, which has every run of a section; returns the text."""
    text = markdown(sections, at)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(text, encoding="utf-8")
    record = {
        "at": at.isoformat(),
        "machine": machine(),
        "sections": {t: [asdict(f) for f in fs] for t, fs in sections.items()},
        "runs": {t: [[asdict(f) for f in fs] for fs in each] for t, each in runs.items()},
    }
    (RESULTS / f"{at:%Y-%m-%d}.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return text
