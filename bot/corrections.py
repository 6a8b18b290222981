"""`run.py correct`: a field of a person put right by hand, where the content says that hands own it."""

from collections.abc import Iterator

from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.publishing import publish_owners
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.office import Office
from domain.ownership import BY_HAND, LABELS, Field
from domain.roster import path_words
from domain.roster_cells import BadCell, name_of, position_of, staff_no_of
from domain.roster_departments import DepartmentPaths, Unclear
from domain.text_fold import clean
from storage.corrections import correct, end_correction, open_corrections, person_by_number
from storage.database import Tx
from storage.department_paths import department_chains
from storage.roster import active_numbers

BY = "command:correct"
HEADING = ("编号", "谁", "项目", "更正为", "原因", "时间")
LONGEST_REASON = 200
COMMA = ","  # between several leaders


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


async def make_correction(settings: Settings, staff_no: str, label: str, value: str, reason: str) -> str:
    """Correct one field of one person.

    Raises:
        Unable: nothing was corrected, and why: the field is somebody else's, or the value cannot be.
    """
    office = make_office(settings)
    of = _field(label)
    if refusal := office.owners.refusal(of):
        raise Unable(refusal)
    why = clean(reason, LONGEST_REASON)
    if not why:
        raise Unable("没有更正：请用 --reason 写明原因，例如 --reason 组织部 2026〔12〕号文。")
    async with open_database(settings) as database:
        await publish_owners(database, office.owners)
        async with database.begin(read_clock()) as tx:
            person = await person_by_number(tx, staff_no)
            if person is None:
                raise Unable(f"没有更正：没有工号为 {clean(staff_no, 32)} 的人，请核对工号。")
            read = await _read(tx, office, of, value)
            number = await correct(tx, person.id, of, read, reason=why, by=BY)
    done = f"已更正：{person.name}（{staff_no}）的{LABELS[of]}为“{read}”，同步不会覆盖。"
    return f"{done}取消请运行 run.py correct end {number}"


async def cancel_correction(settings: Settings, number: int) -> str:
    """End one. Raises Unable if none of that number stands."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if not await end_correction(tx, number, by=BY):
            raise Unable(f"没有取消：没有编号为 {number} 的生效更正，请先运行 run.py correct list。")
    return "已取消这条更正，这一项以后以它的来源为准，下次同步时改回。"


def _field(label: str) -> Field:
    found = next((of for of, name in LABELS.items() if label in {name, of.value}), None)
    if found is None:
        raise Unable(f"没有更正：没有“{clean(label, 20)}”这一项，可以更正：{'、'.join(_labels())}。")
    return found


def _labels() -> Iterator[str]:
    return (name for of, name in LABELS.items() if of in BY_HAND)


async def _read(tx: Tx, office: Office, of: Field, value: str) -> str:
    """The value as it is to be kept: checked as a cell of a roster is."""
    try:
        read = await _value(tx, office, of, value)
    except BadCell as bad:
        raise Unable(f"没有更正：{LABELS[of]}{bad}。") from bad
    if not read:
        raise Unable(f"没有更正：{LABELS[of]}不能为空。")
    return read


async def _value(tx: Tx, office: Office, of: Field, value: str) -> str:
    match of:
        case Field.NAME:
            return name_of(value)
        case Field.DEPARTMENT:
            chains = await department_chains(tx)
            found = DepartmentPaths(chains, office.posts.names_of).find(value)
            if not isinstance(found, Unclear):
                return path_words(found)
            several = "、".join(map(path_words, found.several))
            raise BadCell(f"有几个，请写全：{several}" if several else "没有找到，请写通讯录里的部门名")
        case Field.LEADERS:
            numbers = [staff_no_of(each) for each in value.replace("，", COMMA).replace("、", COMMA).split(COMMA)]
            missing = set(numbers) - await active_numbers(tx)
            if missing:
                raise BadCell(f"要写在岗的人的工号，没有找到 {'、'.join(sorted(missing))}")
            return COMMA.join(numbers)
        case _:
            return position_of(value)
