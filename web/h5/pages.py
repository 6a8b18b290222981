"""The pages themselves: templates filled in, with the headers that keep them to whom they were shown."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.leave_checks import LONGEST_REASON
from web.h5 import wording
from web.h5.desk import H5
from web.h5.sight import Face, Sight
from web.h5.wording import Notice

HERE: Final = Path(__file__).parent
STYLE: Final = (HERE / "static" / "style.css").read_bytes()
STYLE_PATH: Final = "/h5/style.css"
ACT_PATH: Final = "/h5/act"
RELOAD: Final = 3  # seconds after which a page that waits looks again
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; "
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
            "site_name": h5.site_name,
            "style": f"{STYLE_PATH}?v={sha256(STYLE).hexdigest()[:12]}",
            "back_to_chat": wording.BACK_TO_CHAT,
        }
        self._contact = h5.contact

    def notice(self, notice: Notice, way: str = "") -> web.Response:
        """A page of words alone."""
        text = notice.text.format(contact=self._contact)
        return self._render("notice.html", notice.status, notice=notice, text=text, way=way)

    def confirm(self, sight: Sight, token: str, mark: str) -> web.Response:
        """The request and the button."""
        most = LONGEST_REASON if wording.wants_reason(sight.action) else 0
        hint = wording.REASON_FOLLOWS if most else ""
        return self._render("confirm.html", 200, **_form(sight, token, mark), hint=hint, most=most)

    def waiting(self, sight: Sight) -> web.Response:
        """The press is stored and not handled yet."""
        return self._render("waiting.html", 200, card=sight.card.content, reload=RELOAD)

    def outcome(self, sight: Sight, token: str, mark: str) -> web.Response:
        """What has become of the request; `mark` allows to press once more, where the button is still there."""
        closing = sight.card.content.closing
        said = () if closing else sight.press.said
        heading = closing or (wording.ANSWERED if said else wording.RECEIVED)
        return self._render("outcome.html", 200, **_form(sight, token, mark), heading=heading, said=said)

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

    def _render(self, name: str, status: int, **shown: object) -> web.Response:
        text = self._templates.get_template(name).render(self._shared, **shown)
        return web.Response(status=status, text=text, content_type="text/html", headers=HEADERS)


def way_to(token: str) -> str:
    """The address of the page about a link. Tokens need no quoting."""
    return f"{ACT_PATH}?t={token}"


async def show_style(_: web.Request) -> web.Response:
    """The one style sheet; its address changes with it."""
    headers = HEADERS | {"Cache-Control": "public, max-age=86400"}
    return web.Response(body=STYLE, content_type="text/css", charset="utf-8", headers=headers)


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
