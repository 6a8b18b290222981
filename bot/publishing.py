"""Publishing forms, the owners of fields and the names of posts: at every start, and only what has changed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.attendance import attendance_text, rules_in
from bot.clock import read_clock
from bot.duty_files import DUTIES, read_duties
from bot.form_files import Checked, Document, check_documents, read_files
from bot.quality import publish_quality
from domain.forms.problems import Problem
from domain.office import Office
from handlers.posts import settle_posts
from storage import duties as stored_duties
from storage.alerts import raise_alert
from storage.attendance_days import touch_derived
from storage.attendance_rules import keep_rules, newest_rules, rules_before
from storage.database import Database
from storage.forms import ALERT, clear_alerts, hash_of, newest, publish
from storage.ownership import keep_owners

CHECK = "请改好后重启，或运行 run.py forms check 看全部。"
AGAIN = "请改好后重启。"
DUTY_ALERT = "duties:"  # begins the key of what is told about a file of duties
ALERTED = 3  # problems of one file in an alert; `forms check` has them all


class Publisher:
    """A loop that publishes once, after everything is open: nobody waits for it at the start."""

    def __init__(self, database: Database, content: Path, office: Office) -> None:
        self._database = database
        self._content = content
        self._office = office
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Publish, and be done until the program ends."""
        await publish_office(self._database, self._office)
        await publish_attendance(self._database, self._content, self._office)
        await publish_forms(self._database, self._content)
        await publish_duties(self._database, self._content, self._office)
        await publish_quality(self._database, self._content, self._office)
        await self._stopped.wait()

    def stop(self) -> None:
        """The program ends."""
        self._stopped.set()


async def publish_office(database: Database, office: Office) -> None:
    """Whose word counts from now on; where that is new, what they say is put in. The same of names of posts."""
    async with database.begin(read_clock()) as tx:
        await keep_owners(tx, office.owners)
        await settle_posts(tx, office)


async def publish_attendance(database: Database, content: Path, office: Office) -> None:
    """By which rules days are judged from now on; what has a result and may have another is derived again."""
    text = await asyncio.to_thread(attendance_text, content)
    async with database.begin(read_clock()) as tx:
        if await newest_rules(tx) != text:
            await keep_rules(tx, text)
            since = office.attendance.earliest_difference(rules_in(await rules_before(tx)))
            if since is not None:
                await touch_derived(tx, since, tx.now.astimezone(office.campus).date(), "rules")


async def publish_forms(database: Database, content: Path) -> None:
    """Publish what has changed. A broken file takes nothing down: its last published version stays, and IT is told.

    Only files whose content is new are looked into, so an ordinary start costs nothing but reading them.
    """
    files = await asyncio.to_thread(read_files, content)
    async with database.begin(read_clock()) as tx:
        known = {key: version.content_hash for key, version in (await newest(tx)).items()}
    changed = {key: each for key, each in files.documents.items() if known.get(key) != _hash(each)}
    checked = await asyncio.to_thread(check_documents, changed) if changed else Checked()
    broken = {**files.problems, **checked.problems}
    async with database.begin(read_clock()) as tx:
        await publish(tx, {key: changed[key] for key in checked.forms})
        for file, problems in broken.items():
            await raise_alert(tx, f"{ALERT}{file}", _alert(f"表单文件 {file}", problems, CHECK))
        await clear_alerts(tx, broken)


async def publish_duties(database: Database, content: Path, office: Office) -> None:
    """All of the catalogue or nothing of it: with a slip anywhere the last one stays, and IT is told."""
    files = await asyncio.to_thread(read_duties, content, office.events, office.posts.by_code.keys())
    async with database.begin(read_clock()) as tx:
        if not files.problems:
            await stored_duties.publish(tx, files.duties)
        for file, problems in files.problems.items():
            await raise_alert(tx, f"{DUTY_ALERT}{file}", _alert(f"职责文件 {DUTIES}/{file}", problems, AGAIN))
        await clear_alerts(tx, files.problems, DUTY_ALERT)


def _hash(document: Document) -> str | None:
    """None for content that is no JSON, a date for instance: such a file is looked into and complained of."""
    try:
        return hash_of(document)
    except (TypeError, ValueError):
        return None


def _alert(what: str, problems: Sequence[Problem], advice: str) -> str:
    told = "；".join(f"{each.key}：{each.cause}" for each in problems[:ALERTED])
    more = f"等 {len(problems)} 处" if len(problems) > ALERTED else ""
    return f"{what} 写错了，没有发布，仍用上一版：{told}{more}。{advice}"
