"""What each command does between the command line and the rest of the program: options in, lines and a status out."""

import asyncio
import contextlib
from argparse import Namespace
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import structlog

from bot.load import load_settings
from bot.logs import set_up_logs
from bot.reading_in import reading_in
from bot.settings import Logging, Settings, secrets_of

if TYPE_CHECKING:
    pass


def configured(given: Namespace) -> Settings:
    """The settings for a short command: its own words matter more than the log's."""
    settings = load_settings(given.config)
    set_up_logs(Logging(level="warning", format="console"), secrets_of(settings))
    return settings


async def serve(given: Namespace) -> int:
    """Run until a signal asks to stop, even if that comes before everything is open."""
    with reading_in():
        from bot.app import open_house
        from bot.first_look import refuse_wrong_accounts
        from bot.serving import Role, serve
        from storage.tokens import Tokens

    settings = load_settings(given.config)
    set_up_logs(settings.logging, secrets_of(settings))
    role = Role(given.role or Role.ALL)
    with contextlib.suppress(asyncio.CancelledError):
        async with open_house(settings) as house:
            await refuse_wrong_accounts(settings, Tokens(house.database))
            await serve(house, role, announce=lambda: announce(settings, role))
    return 0


def announce(settings: Settings, role: str) -> None:
    """One line that the program is ready."""
    server = settings.server
    structlog.stdlib.get_logger(__name__).info("serving", role=role, host=server.host, port=server.port)


async def demo(given: Namespace) -> int:
    """Show the sample college until a signal asks to stop."""
    with reading_in():
        from bot.demo import demo, forget

    set_up_logs(Logging(level="warning", format="console"), ())
    if given.fresh:
        await forget(given.data)
    await demo(given.port, given.data, lambda line: print(line, flush=True))
    return 0


async def check(given: Namespace) -> int:
    """Look at everything. 1 if anything failed."""
    from bot.check import Verdict, check

    failures = 0
    async for line in check(configured(given)):
        print(line)
        failures += line.verdict is Verdict.FAILED
    return 1 if failures else 0


async def migrate(given: Namespace) -> int:
    """Bring the database to this version."""
    from bot.place import bring_up_to_date

    print(
        "数据库已升级到这个版本。" if await bring_up_to_date(configured(given)) else "数据库已经是这个版本，没有改动。"
    )
    return 0


async def sync_org(given: Namespace) -> int:
    """Compare the directories, and write where asked to. A refusal becomes status 2 further up."""
    from bot.sentences import Unable
    from bot.sync_org import sync_org
    from storage.directory import Guard

    if given.force and not given.apply:
        raise Unable("--force 要与 --apply 一起用，没有写入。")
    guard = Guard.FORCED if given.force else Guard.ON if given.apply else None
    await sync_org(configured(given), given.account, guard, print)
    return 0


async def accounts(given: Namespace) -> int:
    """List accounts in doubt, or say whose one is."""
    from bot.accounts import link_account, list_accounts

    settings = configured(given)
    if given.does == "list":
        for line in await list_accounts(settings):
            print(line)
    else:
        print(await link_account(settings, given.number, given.who))
    return 0


async def move(given: Namespace) -> int:
    """List moves, strike one out, finish one, or begin one."""
    from bot.move import begin_move, cancel_move, finish_move, list_moves
    from bot.sentences import Unable

    settings = configured(given)
    if given.does == "list":
        for line in await list_moves(settings):
            print(line)
    elif given.origin is None:
        raise Unable("没有办理：缺少 --from，例如 --from wecom:staff。")
    elif given.does == "cancel":
        print(await cancel_move(settings, given.origin))
    elif given.does == "finish":
        print(await finish_move(settings, given.origin))
    elif given.target is None or given.last_day is None:
        raise Unable("没有开始：缺少 --to 或 --both-until，例如 --to dingtalk:staff --both-until 2026-12-31。")
    else:
        print(await begin_move(settings, given.origin, given.target, given.last_day))
    return 0


async def export(given: Namespace) -> int:
    """Write a file."""
    from bot.duty_export import ICS, export_duties
    from bot.duty_files import DUTIES
    from bot.export import Period, export, export_month
    from bot.sentences import Unable
    from storage.exports import Export

    if given.month:
        if given.what != Export.ATTENDANCE or given.first or given.last:
            raise Unable("--month 只用于 export attendance，也不和 --from、--to 一起用，没有导出。")
        people = await export_month(configured(given), given.month, given.file)
        print(f"已导出 {people} 人的 {given.month:%Y-%m} 考勤到 {given.file}。")
        return 0
    period = Period(given.first, given.last)
    if given.what == DUTIES:
        count = await export_duties(configured(given), period, given.file)
    elif given.file.suffix.lower() == ICS:
        raise Unable(f"只有职责能导出成 {ICS}，没有导出。")
    else:
        count = await export(configured(given), Export(given.what), period, given.file)
    print(f"已导出 {count} 行到 {given.file}。")
    return 0


async def import_(given: Namespace) -> int:
    """Check a file and take it in, or write an empty one. 1 if a cell is bad."""
    from bot.importing import Template, import_file, write_template
    from bot.wish import Wish
    from domain.roster_changes import Extent
    from storage.directory import Guard

    if given.template:
        write_template(Template(given.template), given.file)
        print(f"已写出模板 {given.file}。填好后运行 run.py import {given.file}")
        return 0
    guard = None if given.dry_run else Guard.FORCED if given.force else Guard.ON
    extent = Extent.PART if given.part else Extent.WHOLE
    wish = Wish(extent=extent, guard=guard, takes_new_departments=given.new_departments)
    return 0 if await import_file(configured(given), given.file, wish, print) else 1


async def roster(given: Namespace) -> int:
    """Compare the roster with the platforms, and write to them where asked to. 1 if something was not done."""
    from bot.roster import Aim, compare_roster
    from bot.sentences import Unable
    from storage.directory import Guard

    if given.force and not given.write:
        raise Unable("--force 要与 --write 一起用，没有写到平台。")
    guard = Guard.FORCED if given.force else Guard.ON if given.write else None
    return 0 if await compare_roster(configured(given), Aim(given.account, guard, given.file), print) else 1


async def correct(given: Namespace) -> int:
    """List corrections by hand, make one, or end one."""
    from bot.corrections import BY, cancel_correction, list_corrections, make_correction
    from handlers.correcting import Wanted

    settings = configured(given)
    match given.does:
        case "list":
            for line in await list_corrections(settings):
                print(line)
        case "set":
            said = {"label": given.field, "value": given.value, "reason": given.reason}
            print(await make_correction(settings, Wanted(staff_no=given.staff_no, by=BY, **said)))
        case _:
            print(await cancel_correction(settings, given.number))
    return 0


async def job(given: Namespace) -> int:
    """List the schedule, or carry out one run now."""
    from bot.job import list_jobs, run_job

    settings = configured(given)
    if given.does == "list":
        for line in await list_jobs(settings):
            print(line)
    else:
        print(await run_job(settings, given.name, given.at))
    return 0


async def forms(given: Namespace) -> int:
    """List the published forms, compare two versions, or check all files. 1 on a finding that must be mended."""
    from bot.form_versions import Versions, compare_forms
    from bot.forms import check_forms, list_forms

    settings = configured(given)
    if given.does == "list":
        for line in await list_forms(settings):
            print(line)
        return 0
    if given.does == "compare":
        for line in await compare_forms(settings, Versions(given.key, given.old, given.new)):
            print(line)
        return 0
    report = await check_forms(settings)
    for line in report.lines:
        print(line)
    return 1 if report.blocks else 0


async def attendance(given: Namespace) -> int:
    """Close or open a month, list what came too late for it, or have days derived."""
    from bot.attendance_months import close, derive, list_withheld, reopen

    settings = configured(given)
    match given.does:
        case "close":
            print(await close(settings, given.month, anyway=given.force))
        case "open":
            print(await reopen(settings, given.month))
        case "withheld":
            for line in await list_withheld(settings, given.month):
                print(line)
        case _:
            print(await derive(settings, given.first, given.last))
    return 0


async def device(given: Namespace) -> int:
    """List the devices, add one, or end one."""
    from bot.devices import add, end, show

    settings = configured(given)
    if given.does == "end":
        print(await end(settings, given.name))
    else:
        for line in await (add(settings, given.name) if given.does == "add" else show(settings)):
            print(line)
    return 0


async def token(given: Namespace) -> int:
    """List the tokens of other systems, add one, or end one."""
    from bot.api_tokens import add, end, show

    settings = configured(given)
    if given.does == "end":
        print(await end(settings, given.name))
    else:
        listed = add(settings, given.name, given.scope, given.days) if given.does == "add" else show(settings)
        for line in await listed:
            print(line)
    return 0


async def webhook(given: Namespace) -> int:
    """List the webhooks, add one, or end one."""
    from bot.webhooks import add, end, show

    settings = configured(given)
    if given.does == "end":
        print(await end(settings, given.name))
    else:
        listed = add(settings, given.name, given.address, given.topic) if given.does == "add" else show(settings)
        for line in await listed:
            print(line)
    return 0


async def verify(given: Namespace) -> int:
    """Recompute every invariant. 1 if any fails."""
    from bot.verify import all_well, find_violations

    violations = await find_violations(configured(given))
    for line in violations or [all_well()]:
        print(line)
    return 1 if violations else 0


async def backup(given: Namespace) -> int:
    """Write the whole database into a file."""
    from bot.backup import back_up

    await back_up(configured(given), given.file, print)
    return 0


async def restore(given: Namespace) -> int:
    """Bring an empty database to what a backup says. 1 if a check failed afterwards."""
    from bot.backup import bring_back

    return 0 if await bring_back(configured(given), given.file, print, verifies=given.verify) else 1


async def person(given: Namespace) -> int:
    """Write down what is held of somebody, or erase somebody who has left."""
    from bot.person import erase_person, export_person

    settings = configured(given)
    if given.does == "export":
        print(await export_person(settings, given.staff_no, given.file))
    else:
        for line in await erase_person(settings, given.staff_no):
            print(line)
    return 0


COMMANDS: Mapping[str, Callable[[Namespace], Awaitable[int]]] = {
    "serve": serve,
    "demo": demo,
    "check": check,
    "migrate": migrate,
    "sync-org": sync_org,
    "accounts": accounts,
    "move": move,
    "job": job,
    "forms": forms,
    "import": import_,
    "roster": roster,
    "correct": correct,
    "attendance": attendance,
    "export": export,
    "device": device,
    "token": token,
    "webhook": webhook,
    "verify": verify,
    "backup": backup,
    "person": person,
    "restore": restore,
}
