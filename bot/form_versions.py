"""`run.py forms compare`: what differs between two versions of a form, in words."""

from dataclasses import dataclass

from bot.clock import read_clock
from bot.form_files import check_documents, read_files
from bot.office import content_folder
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.forms.compare import compare
from domain.forms.form import Form
from storage.database import Tx
from storage.forms import form_of, newest

UNPUBLISHED = "没有比较：没有发布过 {key}。请用 run.py forms list 看有哪些表单。"
NO_VERSION = "没有比较：{key} 没有第 {version} 版，或这个版本的程序读不懂它；最新的是第 {newest} 版。"
NO_FILE = "没有比较：{key} 的文件不在，或写错了。请运行 run.py forms check。"


@dataclass(frozen=True, slots=True)
class Versions:
    """Which two of one form. Without `old` the newest published one, without `new` the file as it lies there."""

    key: str
    old: int | None = None
    new: int | None = None


async def compare_forms(settings: Settings, wanted: Versions) -> list[str]:
    """A headline, and one sentence for every change.

    Raises:
        Unable: one of the two is not there.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        known = (await newest(tx)).get(wanted.key)
        if known is None:
            raise Unable(UNPUBLISHED.format(key=wanted.key))
        old = await _published(tx, wanted.key, wanted.old or known.version, known.version)
        new = await _published(tx, wanted.key, wanted.new, known.version) if wanted.new else _file(settings, wanted.key)
    name = f"第 {wanted.new} 版" if wanted.new else "文件现在的写法"
    changes = compare(old, new) or ("没有不同。",)
    return [f"{new.title}（{wanted.key}），从第 {old.version} 版到{name}：", *(f"  - {line}" for line in changes)]


async def _published(tx: Tx, key: str, version: int, last: int) -> Form:
    form = await form_of(tx, key, version)
    if form is None:
        raise Unable(NO_VERSION.format(key=key, version=version, newest=last))
    return form


def _file(settings: Settings, key: str) -> Form:
    documents = read_files(content_folder(settings)).documents
    form = check_documents({key: documents[key]}).forms.get(key) if key in documents else None
    if form is None:
        raise Unable(NO_FILE.format(key=key))
    return form
