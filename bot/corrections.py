"""`run.py correct`: a field of a person put right by hand, where the content says that hands own it."""

from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.publishing import publish_office
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.ownership import LABELS
from handlers.correcting import Wanted, put_right
from storage.corrections import end_correction, open_corrections

BY = "command:correct"
HEADING = ("编号", "谁", "项目", "更正为", "原因", "时间")


async def list_corrections(settings: Settings) -> list[str]:
    """Every correction that stands, as a table."""
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        found = await open_corrections(tx)
    rows = [
        (
            str(each.number),
            f"{each.name}（{each.staff_no or '无工号'}）",
            LABELS[each.field],
            each.value,
            each.reason,
            each.made_at.astimezone(office.campus).strftime("%Y-%m-%d %H:%M"),
        )
        for each in found
    ]
    return list(lines_of(HEADING, rows)) if rows else ["没有生效的手工更正。"]


async def make_correction(settings: Settings, wanted: Wanted) -> str:
    """Correct one field of one person.

    Raises:
        Unable: nothing was corrected, and why: the field is somebody else's, or the value cannot be.
    """
    office = make_office(settings)
    async with open_database(settings) as database:
        await publish_office(database, office)
        async with database.begin(read_clock()) as tx:
            answer = await put_right(tx, office, wanted)
    if answer.number is None:
        raise Unable(answer.sentence)
    return f"{answer.sentence}取消请运行 run.py correct end {answer.number}"


async def cancel_correction(settings: Settings, number: int) -> str:
    """End one. Raises Unable if none of that number stands."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await end_correction(tx, number, by=BY):
            raise Unable(f"没有取消：没有编号为 {number} 的生效更正，请先运行 run.py correct list。")
    return "已取消这条更正，这一项以后以它的来源为准，下次同步时改回。"
