"""`run.py job`: the schedule as it stands, and one run by hand."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import open_house
from bot.clock import read_clock
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from jobs.digest import planned_hour
from jobs.schedule import Schedule, UnknownJob
from jobs.timetable import JOBS, next_time
from storage.digest_plans import DigestPlan, newest_plan
from storage.job_runs import last_runs

HEADING = ("作业", "上次应执行", "结果", "下次")
MINUTE = "%Y-%m-%d %H:%M"


async def list_jobs(settings: Settings) -> Iterable[str]:
    """Every job with its last and its next run, in campus time."""
    now = read_clock()
    async with open_house(settings) as house:
        async with house.database.begin(now) as tx:
            last = {run.job: run for run in await last_runs(tx)}
            plan = await newest_plan(tx)
        campus = house.office.campus
    rows: list[tuple[str, str, str, str]] = []
    for job in JOBS:
        run, due = last.get(job.name), next_time(job, campus, now)
        before = _shown(run.occurrence, campus) if run else "从未"
        outcome = run.outcome or "进行中" if run else ""
        rows.append((job.name, before, outcome, _shown(due, campus)))
    return [*lines_of(HEADING, rows), *_planned(plan, campus)]


def _planned(plan: DigestPlan | None, campus: ZoneInfo) -> Iterable[str]:
    """What the last hour that was foreseen asks of the accounts."""
    if plan is None:
        return ()
    since, until = (each.astimezone(campus) for each in planned_hour(plan.hour))
    hour = f"今日待办 {since:%Y-%m-%d %H:%M}–{until:%H:%M}"
    return (f"{hour} {account}：{said}" for account, said in plan.accounts.items())


async def run_job(settings: Settings, name: str, at: datetime | None) -> str:
    """One run as of `at`, a campus time unless it has an offset of its own; what came of it.

    Raises:
        Unable: no such job, or it did not end well.
    """
    async with open_house(settings) as house:
        campus = house.office.campus
        instant = read_clock() if at is None else at if at.tzinfo else at.replace(tzinfo=campus)
        try:
            done = await Schedule(house.surroundings()).run_now(name, instant)
        except UnknownJob as error:
            names = "、".join(job.name for job in JOBS)
            raise Unable(f"没有名为 {name} 的作业，没有运行。可以是：{names}。") from error
        async with house.database.begin(read_clock()) as tx:
            runs = [run for run in await last_runs(tx) if (run.job, run.occurrence) == (name, instant)]
    outcome = f"（{runs[0].outcome}）" if runs and runs[0].outcome else ""
    if not done:
        raise Unable(f"{name} 没有运行：这个时刻已经运行过、正在另一处运行，或没有成功{outcome}。")
    return f"{name} 已运行{outcome}。"


def _shown(instant: datetime | None, campus: ZoneInfo) -> str:
    return instant.astimezone(campus).strftime(MINUTE) if instant else "不再运行"
