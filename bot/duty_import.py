"""`run.py import` of a catalogue of duties: a sheet is checked cell by cell, a TOML file key by key."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.duty_files import DUTIES
from bot.form_files import FORMS
from bot.office import content_folder, make_office
from bot.place import open_database
from bot.settings import Settings
from bot.wish import Say, Wish
from domain.directory_plan import TooMuchAtOnce
from domain.duties.catalogue import COLLEGE_WIDE, Catalogue, faults_of
from domain.duties.duty import Duty
from domain.duties.duty_file import load_duties
from domain.duties.duty_sheet import Known, check_duties
from domain.forms.problems import Problem
from domain.office import Office
from domain.roster_changes import Extent
from domain.roster_reading import Fault
from storage.database import Tx
from storage.directory import Guard
from storage.duties import Origin, load_catalogue, publish
from storage.posts import load_departments

BY = "cli:import"
SHOWN = 20
FEW_ENDED = 20  # so many duties may end with one import without a person's word
SHARE_ENDED = 10  # or one in so many of those in force


def is_catalogue(document: Mapping[str, object]) -> bool:
    """Whether a parsed TOML file is one of duties."""
    return DUTIES in document


async def take_duties(settings: Settings, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and put it into force; what is wrong with it.

    Raises:
        TooMuchAtOnce: so many duties would end that a person must confirm.
    """
    office = make_office(settings)
    forms = {each.stem for each in (content_folder(settings) / FORMS).glob("*.toml")}
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        college = await load_departments(tx, office.posts)
        departments = {COLLEGE_WIDE, *(each.name for each in college.departments.values())}
        known = Known(office.events, office.posts.titles, forms, departments)
        checked = await asyncio.to_thread(check_duties, sheet.rows, known)
        if not checked.faults:
            await _take_in(tx, file, checked.duties, wish, say)
    return checked.faults


async def import_duty_file(
    settings: Settings, file: Path, document: Mapping[str, object], wish: Wish, say: Say
) -> bool:
    """The same of a TOML file as content/duties/ has them; whether it was sound. It is a part: other departments stay.

    Raises:
        TooMuchAtOnce: as above.
    """
    office = make_office(settings)
    loaded = load_duties(file.name, document)
    problems = [str(each) for each in loaded if isinstance(each, Problem)]
    duties = [each for each in loaded if isinstance(each, Duty)]
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        problems += [str(each) for each in _against_the_others(settings, office, duties, await load_catalogue(tx))]
        if problems:
            for line in _complaints(file, problems):
                say(line)
            return False
        await _take_in(tx, file, duties, Wish(extent=Extent.PART, guard=wish.guard), say)
    return True


def _against_the_others(settings: Settings, office: Office, duties: Sequence[Duty], held: Catalogue) -> Iterator[str]:
    """Circles go through duties that the file does not have; complaints are about those that it has."""
    forms = {each.stem for each in (content_folder(settings) / FORMS).glob("*.toml")}
    together = {**held.duties, **{duty.code: duty for duty in duties}}
    own = {duty.code for duty in duties}
    found = faults_of(tuple(together.values()), office.events, office.posts.by_code.keys(), forms)
    yield from (str(fault) for fault in found if fault.duty in own)


async def _take_in(tx: Tx, file: Path, duties: Sequence[Duty], wish: Wish, say: Say) -> None:
    held = (await load_catalogue(tx)).duties
    new = [duty.code for duty in duties if duty.code not in held]
    changed = [duty.code for duty in duties if duty.code in held and held[duty.code] != duty]
    ends_others = wish.extent is Extent.WHOLE
    ended = [code for code in held if code not in {duty.code for duty in duties}] if ends_others else []
    say(f"{file.name}：{len(duties)} 项职责，没有要改的。新增 {len(new)}，变化 {len(changed)}，停用 {len(ended)}。")
    for what, codes in (("新增", new), ("变化", changed), ("停用", ended)):
        if codes:
            more = f"……共 {len(codes)} 项" if len(codes) > SHOWN else ""
            say(f"{what}：{'、'.join(codes[:SHOWN])}{more}")
    if not wish.writes:
        say("以上只是比较，没有写入。写入请去掉 --dry-run。")
        return
    if not (new or changed or ended):
        say("与现有职责目录一致，没有要写入的。")
        return
    if len(ended) > max(FEW_ENDED, len(held) // SHARE_ENDED) and wish.guard is not Guard.FORCED:
        raise TooMuchAtOnce(
            f"一次要停用 {len(ended)} 项职责，没有写入。请核对文件是否完整；确认无误后加 --force，只改这些的加 --part。"
        )
    await publish(tx, duties, origin=Origin.IMPORT, ends_others=ends_others, by=BY)
    say("已写入职责目录，正在运行的服务几秒内生效。以后这些职责以导入的为准，content/duties 里同编号的不再起作用。")


def _complaints(file: Path, problems: Sequence[str]) -> Iterator[str]:
    yield f"{file.name} 有 {len(problems)} 处要改，没有写入："
    yield from (f"  {problem}" for problem in problems[:SHOWN])
    if len(problems) > SHOWN:
        yield f"  ……另有 {len(problems) - SHOWN} 处"
