"""Systems and checks in the small college, and the job that looks."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.quality import publish_quality
from domain.duties.lines import Line
from handlers.digest_sources import SOURCES
from jobs.check_reading import Places
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.checks import keep_file
from tests.handlers.college import College

SYSTEMS = """
[[systems]]
code = "directory"
name = "企业微信通讯录"
owner = "info_data"
contact = "info_head"
department = "教务处"
refresh_days = 1
source = "platform"
reading = "每天读取"
[[systems.fields]]
code = "position"
label = "职务"
of = "position"
mending = "data_correction"
[[systems.fields]]
code = "staff_no"
label = "工号"
of = "staff_no"

[[systems]]
code = "archive"
name = "教师档案库"
aliases = ["档案库"]
owner = "asset_head"
contact = "info_head"
department = "教务处"
refresh_days = 30
reading = "本人填报"
[[systems.fields]]
code = "degree"
label = "最高学历"
mending = "data_correction"
check = "degree_missing"
column = "学历"
"""
CHECKS = """
[[checks]]
key = "position_missing"
title = "没有职务"
system = "directory"
kind = "missing"
source = { from = "directory", table = "people" }
columns = ["person_id", "name", "department", "position"]
row = "person_id"
person = "person_id"
department = "department"
column = "position"
say = "{name}没有登记职务"
owner = "person"
question = { text = "您的职务是什么？", field = "directory.position", options = ["讲师", "助教"] }

[[checks]]
key = "post_vacant"
title = "岗位没有人"
system = "directory"
kind = "found"
source = { from = "sql", sql = "select staff_no, name from people where position = '空缺'" }
columns = ["staff_no", "name"]
row = "staff_no"
say = "{name}占着空缺"

[[checks]]
key = "degree_missing"
title = "没有学历"
system = "archive"
kind = "missing"
source = { from = "file" }
columns = ["工号", "学历"]
row = "工号"
person = "工号"
column = "学历"
say = "{工号}没有登记学历"
"""


def lay_down(folder: Path, systems: str = SYSTEMS, checks: str = CHECKS) -> Path:
    """Both files of the content."""
    (folder / "checks").mkdir(exist_ok=True)
    (folder / "systems.toml").write_text(systems, encoding="utf-8")
    (folder / "checks" / "college.toml").write_text(checks, encoding="utf-8")
    return folder


async def published(college: College, folder: Path) -> College:
    """With both files in force."""
    assert await publish_quality(college.database, lay_down(folder), college.office) == ()
    return college


async def looks(college: College, places: Places | None = None) -> str:
    """The job runs now; what came of it."""
    college.now += timedelta(minutes=1)
    around = Surroundings(
        database=college.database, clock=lambda: college.now, office=college.office, places=places or Places()
    )
    assert await Schedule(around).run_now("quality", college.now)
    return str(await college.one("select outcome from job_runs where job = 'quality' order by occurrence desc limit 1"))


async def brings(college: College, name: str, *rows: str) -> None:
    """A file for the check of degrees."""
    async with college.database.begin(college.now) as tx:
        await keep_file(tx, "degree_missing", "学历.csv", "\n".join(("工号,学历", *rows)).encode(), college.ids[name])


async def holds(college: College, name: str, position: str) -> None:
    """The directory says so from now on, and was read."""
    async with college.database.begin(college.now) as tx:
        query = text("update people set position = :position where id = :id")
        await tx.conn.execute(query, {"position": position, "id": college.ids[name]})
    await is_read(college)


async def is_read(college: College) -> None:
    """The platform was read as a whole."""
    college.now += timedelta(minutes=1)
    async with college.database.begin(college.now) as tx:
        query = text("""
            insert into org_runs (platform, account, cause, state, asked_at, ready_at)
            values ('wecom', 'staff', 'nightly', 'unchanged', :now, :now)""")
        await tx.conn.execute(query, {"now": tx.now})


async def lines(college: College, name: str) -> list[Line]:
    """What would stand in this person's digest of findings and questions."""
    async with college.database.begin(college.now) as tx:
        person = college.ids[name]
        found = [await each.lines_of(tx, college.office, [person], tx.now) for each in SOURCES]
    return [line for each in found for line in each.get(person, ())]


async def told(college: College, name: str) -> list[str]:
    """The same in words."""
    return [line.text for line in await lines(college, name)]
