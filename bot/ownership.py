"""content/ownership.toml, read and checked: whose word counts on each field of a person."""

from pathlib import Path

from bot.form_files import parse
from bot.problems import Problem, SettingsError
from bot.settings import Settings
from domain.events import Source
from domain.forms.problems import Problem as FileProblem
from domain.ownership import EXAMPLE, Owners, load_owners

OWNERSHIP = "ownership.toml"


def owners_of(settings: Settings, content: Path) -> Owners:
    """The owners; without a file the platforms own everything.

    Raises:
        SettingsError: the file is wrong, or names an account that is not configured.
    """
    file = content / OWNERSHIP
    if not file.exists():
        return Owners()
    read = parse(file)
    owners = (read,) if isinstance(read, FileProblem) else load_owners(OWNERSHIP, read)
    if not isinstance(owners, Owners):
        raise SettingsError(file, [Problem(each.key, each.cause, each.example) for each in owners])
    sources = [
        *(Source("wecom", account.name) for account in settings.wecom),
        *(Source("dingtalk", account.name) for account in settings.dingtalk),
    ]
    settled = owners.with_accounts(sources)
    if isinstance(settled, Owners):
        return settled
    raise SettingsError(file, [Problem("owner", sentence, EXAMPLE) for sentence in settled])
