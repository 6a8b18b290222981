"""content/ownership.toml, read and checked: whose word counts on each field of a person."""

from pathlib import Path

from bot.content_file import read_content
from bot.problems import Problem, SettingsError
from bot.settings import Settings
from domain.events import Source
from domain.ownership import EXAMPLE, Owners, load_owners

OWNERSHIP = "ownership.toml"


def owners_of(settings: Settings, content: Path) -> Owners:
    """The owners; without a file the platforms own everything.

    Raises:
        SettingsError: the file is wrong, or names an account that is not configured.
    """
    owners = read_content(content, OWNERSHIP, load_owners, Owners())
    sources = [
        *(Source("wecom", account.name) for account in settings.wecom),
        *(Source("dingtalk", account.name) for account in settings.dingtalk),
    ]
    settled = owners.with_accounts(sources)
    if isinstance(settled, Owners):
        return settled
    raise SettingsError(content / OWNERSHIP, [Problem("owner", sentence, EXAMPLE) for sentence in settled])
