"""The pages themselves: templates filled in, with the headers that keep them to whom they were shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.events import Source
from domain.leave_checks import LONGEST_REASON
from domain.platforms import platform_name
from web.h5 import wording
from web.h5.assets import asset
from web.h5.desk import H5
from web.h5.sight import Face, Sight
from web.h5.wording import Notice

HERE: Final = Path(__file__).parent
ACT_PATH: Final = "/h5/act"
FILE_PATH: Final = "/h5/file/"
FORMS_PATH: Final = "/h5/forms"
KILOBYTE: Final = 1024
RELOAD: Final = 3  # seconds after which a page that waits looks again
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address is what lets somebody in as far as the login
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class NoticeShown(Exception):
    """The request ends with a page of words. `way` is where its link leads."""

    def __init__(self, notice: Notice, way: str = "") -> None:
        super().__init__(notice.heading)
        self.notice = notice
        self.way = way


class Pages:
    """Fills the templates in."""

    def __init__(self, h5: H5) -> None:
        loader = FileSystemLoader(HERE / "templates")
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._shared = {
            "site_name": h5.office.name,
            "asset": asset,
            "back_to_chat": wording.BACK_TO_CHAT,
        }
        self._templates.filters["size"] = size_in_words
        self._contact = h5.office.contact

    def notice(self, notice: Notice, way: str = "") -> web.Response:
        """A page of words alone."""
        text = notice.text.format(contact=self._contact)
        return self.render("notice.html", notice.status, notice=notice, text=text, way=way)

    def accounts(self, sources: Sequence[Source], way: str) -> web.Response:
        """Where to sign in, for whoever comes by an address that does not say."""
        accounts = [{"name": account_name(each), "way": f"{way}?at={each.platform}:{each.account}"} for each in sources]
        return self.render("accounts.html", 200, text=wording.WHICH_ACCOUNT, accounts=accounts)

    def confirm(self, sight: Sight, token: str, mark: str) -> web.Response:
        """The request and the button."""
        most = LONGEST_REASON if wording.wants_reason(sight.action) else 0
        hint = wording.REASON_FOLLOWS if most else ""
        return self.render("confirm.html", 200, **_form(sight, token, mark), hint=hint, most=most)

    def waiting(self, sight: Sight) -> web.Response:
        """The press is stored and not handled yet."""
        return self.render("waiting.html", 200, card=sight.card.content, reload=RELOAD)

    def outcome(self, sight: Sight, token: str, mark: str) -> web.Response:
        """What has become of the request; `mark` allows to press once more, where the button is still there."""
        closing = sight.card.content.closing
        said = () if closing else sight.press.said
        heading = closing or (wording.ANSWERED if said else wording.RECEIVED)
        return self.render("outcome.html", 200, **_form(sight, token, mark), heading=heading, said=said)

    def show(self, sight: Sight, token: str, mark: str) -> web.Response:
        """The page that belongs to what there is to see."""
        match sight.face:
            case Face.CONFIRM:
                return self.confirm(sight, token, mark)
            case Face.WAITING:
                return self.waiting(sight)
            case Face.OUTCOME:
                return self.outcome(sight, token, mark)
            case Face.CHANGED:
                return self.notice(wording.CHANGED)
            case Face.FAILED:
                return self.notice(wording.FAILED)

    def render(self, name: str, status: int, **shown: object) -> web.Response:
        """Any template, filled in."""
        text = self._templates.get_template(name).render(self._shared, **shown)
        return web.Response(status=status, text=text, content_type="text/html", headers=HEADERS)


def way_to(token: str) -> str:
    """The address of the page about a link. Tokens need no quoting."""
    return f"{ACT_PATH}?t={token}"


def account_name(source: Source) -> str:
    """企业微信 staff."""
    return f"{platform_name(source.platform)} {source.account}"


def form_path(no: int) -> str:
    """Where a draft is filled in."""
    return f"/h5/form/{no}"


def request_path(no: int) -> str:
    """Where a request is read, and acted on."""
    return f"/h5/request/{no}"


def record_path(no: int) -> str:
    """Where its record is, before the ending that says in which form."""
    return f"/h5/record/{no}"


def find_path(no: int) -> str:
    """Where the page of a case looks for names."""
    return f"/h5/find/{no}"


def _form(sight: Sight, token: str, mark: str) -> dict[str, object]:
    button = sight.button
    label = wording.confirm_label(button.action, button.text) if button else ""
    return {
        "card": sight.card.content,
        "button": button,
        "label": label,
        "token": token,
        "mark": mark,
        "act_path": ACT_PATH,
    }


def size_in_words(size: int) -> str:
    """Of a file: 12 KB, 3.4 MB."""
    kilobytes = max(1, size // KILOBYTE)
    return f"{kilobytes} KB" if kilobytes < KILOBYTE else f"{kilobytes / KILOBYTE:.1f} MB"
