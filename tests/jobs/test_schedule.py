"""The clock: each occurrence once, whoever is awake, and what was missed is made up for as each job wants it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import text

from domain.college_calendar import CollegeCalendar
from domain.office import Office
from domain.shift import Shift
from jobs.runs import Run, Surroundings, in_one_transaction
from jobs.schedule import Schedule, UnknownJob
from jobs.timetable import JOBS, CatchUp, Job, daily, due_times, hourly, next_time
from storage.database import Database, Tx
from storage.job_runs import begin_run, finish_run, last_runs
from storage.vitals import read_vitals

CAMPUS = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2030, 3, 4, 0, 0, tzinfo=UTC)  # eight o'clock on campus


@dataclass
class Watch:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Diary:
    """What a job did: one row per run, in the run's own transaction."""

    ran: list[datetime] = field(default_factory=list)
    failures: int = 0

    async def note(self, tx: Tx, run: Run) -> str:
        await tx.conn.execute(
            text("""
                insert into budget_windows values ('ran', :at, 1)
                on conflict (name, window_start) do update set used = budget_windows.used + 1
            """),
            {"at": run.occurrence},
        )
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        self.ran.append(run.occurrence)
        return "记下了"

    def job(self, **settings) -> Job:
        return Job(name="digest", when=daily(8, 0), work=in_one_transaction(self.note), **settings)


@pytest.fixture
def office() -> Office:
    return Office(name="示例学院", campus=CAMPUS, calendar=CollegeCalendar(), shift=Shift())


def schedule(database: Database, office: Office, watch: Watch, *jobs: Job) -> Schedule:
    return Schedule(Surroundings(database=database, clock=watch, office=office), jobs)


async def effects(database: Database) -> list[tuple[datetime, int]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select window_start, used from budget_windows order by 1")
        return [tuple(row) for row in found]


async def test_three_replicas_hear_the_bell_and_one_runs(database: Database, address: str, office: Office):
    watch, diary = Watch(MORNING - timedelta(hours=1)), Diary()
    databases = [database, Database(address), Database(address)]
    replicas = [schedule(db, office, watch, diary.job()) for db in databases]
    for replica in replicas:
        await replica.run_due()

    for day in range(5):
        watch.now = MORNING + timedelta(days=day, seconds=1)
        await asyncio.gather(*(replica.run_due() for replica in replicas for _ in range(2)))

    assert await effects(database) == [(MORNING + timedelta(days=day), 1) for day in range(5)]
    for other in databases[1:]:
        await other.close()


async def test_a_fresh_installation_does_not_make_up_for_what_was_before_it(database: Database, office: Office):
    diary = Diary()

    await schedule(database, office, Watch(MORNING + timedelta(hours=1)), diary.job()).run_due()

    assert diary.ran == []


@pytest.mark.parametrize(("catch_up", "days"), [(CatchUp.LATEST, [3]), (CatchUp.EACH, [1, 2, 3])])
async def test_what_was_missed_is_made_up_for_as_the_job_wants_it(
    database: Database, office: Office, catch_up: CatchUp, days: list[int]
):
    watch, diary = Watch(MORNING - timedelta(hours=1)), Diary()
    replica = schedule(database, office, watch, diary.job(catch_up=catch_up, at_most_late=timedelta(days=7)))
    await replica.run_due()
    watch.now = MORNING + timedelta(minutes=1)
    await replica.run_due()
    diary.ran.clear()

    watch.now = MORNING + timedelta(days=3, hours=5)
    await replica.run_due()

    assert diary.ran == [MORNING + timedelta(days=day) for day in days]


async def test_what_is_too_late_is_left_out(database: Database, office: Office):
    watch, diary = Watch(MORNING - timedelta(hours=1)), Diary()
    replica = schedule(database, office, watch, diary.job(at_most_late=timedelta(hours=4)))
    await replica.run_due()

    watch.now = MORNING + timedelta(hours=5)
    await replica.run_due()

    assert diary.ran == []


async def test_a_run_that_fails_leaves_no_effect_is_told_and_is_tried_again_later(database: Database, office: Office):
    watch, diary = Watch(MORNING - timedelta(hours=1)), Diary(failures=1)
    replica = schedule(database, office, watch, diary.job())
    await replica.run_due()
    watch.now = MORNING + timedelta(minutes=1)

    await replica.run_due()
    assert await effects(database) == []
    async with database.engine.begin() as conn:
        alert = (await conn.exec_driver_sql("select key, text, cleared_at from alerts")).one()
        await replica.run_due()
        assert diary.ran == []
        await conn.exec_driver_sql("update job_runs set lease_until = now() - interval '1 second'")
    await replica.run_due()

    assert diary.ran == [MORNING]
    assert alert[:2] == ("job:digest", "定时作业 digest 失败：RuntimeError，稍后会自动重试。")
    async with database.begin(watch.now) as tx:
        [record] = await last_runs(tx)
        cleared = (await tx.conn.execute(text("select cleared_at is not null from alerts"))).scalar_one()
    assert (record.job, record.occurrence, record.outcome) == ("digest", MORNING, "记下了")
    assert cleared


async def test_a_run_that_never_ends_well_is_closed_when_it_is_too_late(database: Database, office: Office):
    watch, diary = Watch(MORNING - timedelta(hours=1)), Diary(failures=99)
    replica = schedule(database, office, watch, diary.job(at_most_late=timedelta(hours=4)))
    await replica.run_due()
    watch.now = MORNING + timedelta(minutes=1)
    await replica.run_due()
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql("update job_runs set lease_until = now() - interval '1 second'")

    watch.now = MORNING + timedelta(hours=5)
    await replica.run_due()

    async with database.begin(watch.now) as tx:
        [record] = await last_runs(tx)
        loops = [row.name for row in await tx.conn.execute(text("select name from heartbeats order by name"))]
    assert (record.finished_at, record.outcome) == (watch.now, "失败：RuntimeError，已放弃")
    assert loops[-1] == "schedule"
    assert loops[0].startswith("replica:")


async def test_a_replica_that_lost_its_lease_keeps_nothing_of_its_run(database: Database, office: Office):
    """It slept through its lease; another one has done the work meanwhile."""

    async def sleep_too_long(tx: Tx, run: Run) -> str:
        async with database.engine.begin() as conn:
            await conn.exec_driver_sql("update job_runs set lease_until = now() - interval '1 second'")
        other = await begin_run(database, "digest", run.occurrence, run.now)
        assert other
        async with database.begin(run.now) as theirs:
            await finish_run(theirs, other, "von anderen")
        return await Diary().note(tx, run)

    watch = Watch(MORNING)
    job = Job(name="digest", when=daily(8, 0), work=in_one_transaction(sleep_too_long))

    assert not await schedule(database, office, watch, job).run_now("digest", MORNING)
    assert await effects(database) == []


async def test_an_operator_runs_a_job_as_of_an_instant_once(database: Database, office: Office):
    diary, at = Diary(), MORNING + timedelta(days=400)
    replica = schedule(database, office, Watch(MORNING), diary.job())

    assert await replica.run_now("digest", at)
    assert not await replica.run_now("digest", at)
    with pytest.raises(UnknownJob):
        await replica.run_now("disgust", at)

    assert diary.ran == [at]
    await replica.run_due()
    assert diary.ran == [at]


async def test_the_bell_rings_in_every_replica_and_a_begun_run_is_finished(
    database: Database, address: str, office: Office
):
    """With the real clock: an interval of a second, three replicas, stopped in the middle."""
    begun: asyncio.Queue[datetime] = asyncio.Queue()

    async def slowly(tx: Tx, run: Run) -> str:
        begun.put_nowait(run.occurrence)
        await asyncio.sleep(0.05)
        return await Diary().note(tx, run)

    job = Job(
        name="tick",
        when=lambda campus: IntervalTrigger(seconds=1, start_date=datetime(2020, 1, 1, tzinfo=UTC), timezone=campus),
        work=in_one_transaction(slowly),
        at_most_late=timedelta(seconds=30),
        catch_up=CatchUp.EACH,
    )
    databases = [database, Database(address), Database(address)]
    replicas = [
        Schedule(Surroundings(database=db, clock=lambda: datetime.now(UTC), office=office), [job]) for db in databases
    ]
    running = [asyncio.create_task(replica.run()) for replica in replicas]
    for _ in range(3):
        await asyncio.wait_for(begun.get(), 10)
    for replica in replicas:
        replica.stop()
    await asyncio.wait_for(asyncio.gather(*running), 10)

    found = await effects(database)
    assert len(found) >= 3
    assert {times for _, times in found} == {1}
    async with database.begin(datetime.now(UTC)) as tx:
        assert all(record.finished_at for record in await last_runs(tx))
        assert (await read_vitals(tx, [])).silences["schedule"] < 60
    for other in databases[1:]:
        await other.close()


def test_times_are_the_campus_clocks_and_keep_to_it_when_summer_comes():
    china = due_times(daily(8, 0)(CAMPUS), MORNING - timedelta(days=2), MORNING)
    berlin = ZoneInfo("Europe/Berlin")
    change = datetime(2030, 3, 31, tzinfo=berlin)
    there = due_times(daily(8, 0)(berlin), change - timedelta(days=1), change + timedelta(days=2))

    assert china == [MORNING - timedelta(days=1), MORNING]
    assert [time.astimezone(berlin).hour for time in there] == [8, 8, 8]
    assert there[1] - there[0] == timedelta(hours=23)


def test_the_end_of_a_stretch_belongs_to_it_and_its_beginning_does_not():
    trigger = hourly(0)(CAMPUS)

    assert due_times(trigger, MORNING, MORNING + timedelta(hours=2)) == [
        MORNING + timedelta(hours=1),
        MORNING + timedelta(hours=2),
    ]


def test_every_job_of_the_timetable_is_due_some_time():
    assert {job.name for job in JOBS} >= {"retention", "org-compare"}
    moment = MORNING + timedelta(seconds=1)
    for job in JOBS:
        assert (next_time(job, CAMPUS, moment) or moment) > moment


def test_the_names_of_jobs_are_unique():
    assert len({job.name for job in JOBS}) == len(JOBS)
