"""`run.py sync-org`: read each account's directory, show what would change, and write it where asked to."""

from collections.abc import Callable, Mapping

from adapters.ports import Platform
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.platforms import Account, open_accounts
from bot.publishing import publish_office
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.directory_plan import Plan, TooMuchAtOnce
from domain.events import Source
from domain.office import Office
from handlers.handover import hand_over
from handlers.leavers import see_off
from handlers.posts import settle_posts
from handlers.reviews import tell_hr
from storage.database import Database
from storage.directory import Guard, compare, load
from storage.leavers import people_here
from storage.tokens import Tokens

HEADING = ("类别", "对象", "原来", "现在")
LONGEST = 200  # lines of the table; a first reading would fill the screen for minutes

Say = Callable[[str], None]


async def sync_org(settings: Settings, name: str | None, guard: Guard | None, say: Say) -> None:
    """Compare, and write if `guard` is given.

    Raises:
        DirectoryRefused: a reading cannot be true or needs a person's word.
        PlatformFailure: it could not be read.
    """
    office = make_office(settings)
    async with open_database(settings) as database, open_accounts(settings, Tokens(database)) as accounts:
        await publish_office(database, office)
        for source, chosen in chosen_accounts(accounts, name).items():
            await sync(database, source, chosen.platform, guard, office, say)


def chosen_accounts(accounts: Mapping[Source, Account], name: str | None) -> dict[Source, Account]:
    """All of them, or the one of that name. Raises Unable if there is none."""
    chosen = {source: each for source, each in accounts.items() if name in {None, source.account, _whole(source)}}
    if not chosen:
        names = "、".join(map(_whole, accounts)) or "没有"
        raise Unable(
            f"没有名为 {name} 的账号（已配置：{names}）。" if name else "没有配置任何 [[wecom]] 或 [[dingtalk]] 账号。"
        )
    return chosen


def _whole(source: Source) -> str:
    """Two platforms may have an account of the same name."""
    return f"{source.platform}:{source.account}"


async def sync(
    database: Database, source: Source, platform: Platform, guard: Guard | None, office: Office, say: Say
) -> None:
    """One account. The platform is read with no transaction open: it may take minutes."""
    directory = await platform.read_directory()
    async with database.begin(read_clock()) as tx:
        plan = await compare(tx, source, directory)
    for line in _table(source, plan):
        say(line)
    if guard is None:
        if plan.excesses:
            say(f"注意：{'、'.join(plan.excesses)}，写入时会被拒绝；确认无误后请加 --force。")
        if plan.differences:
            say("以上只是比较，没有写入。写入请加 --apply。")
        return
    try:
        async with database.begin(read_clock()) as tx:
            here = await people_here(tx)
            await load(tx, source, directory, guard=guard)
            await settle_posts(tx, office)
            moved = await hand_over(tx, office)
            leavers = await see_off(tx, office, here)
            doubtful = await tell_hr(tx, office)
    except TooMuchAtOnce as excess:
        raise TooMuchAtOnce(
            f"一次变化太多，没有写入：{excess}。请核对平台的可见范围；确认无误后加 --force。"
        ) from excess
    handed = f"{moved} 张单换了审批人。" if moved else ""
    left = f"{leavers} 位离职的人手上还有单，已告诉人事。" if leavers else ""
    asked = f"共有 {doubtful} 个帐号等人事核对，可运行 run.py accounts list 查看。" if doubtful else ""
    say(f"{source.platform}:{source.account} 已写入。{handed}{left}{asked}")


def _table(source: Source, plan: Plan) -> list[str]:
    title = f"{source.platform}:{source.account}：读到部门 {len(plan.departments)} 个、人员 {len(plan.members)} 人"
    if not plan.differences:
        return [f"{title}，与现有的一致。"]
    rows = [(d.kind.value, d.subject, d.before, d.after) for d in plan.differences[:LONGEST]]
    hidden = len(plan.differences) - len(rows)
    more = [f"……另有 {hidden} 处未列出"] if hidden else []
    return [f"{title}，有 {len(plan.differences)} 处变化：", *lines_of(HEADING, rows), *more]
