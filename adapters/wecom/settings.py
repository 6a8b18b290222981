"""What one account of the platform needs to know."""

from dataclasses import dataclass, field
from datetime import timedelta

OFFICIAL_API = "https://qyapi.weixin.qq.com"
OFFICIAL_LOGIN = "https://open.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far a callback's timestamp may lie from our clock, on either side.

    A day back: the platform itself repeats for minutes only, but a proxy that stores and forwards through an outage
    needs hours, and a repeat of anything we know is caught by its key however old it is. Ten minutes ahead: clocks.
    """

    past: timedelta = timedelta(days=1)
    future: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomSettings:
    """One `[[wecom]]` account. `public_url` is the bot's own address; a tap on a card without buttons opens it."""

    name: str
    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    public_url: str
    contacts_secret: str = field(default="", repr=False)
    checkin_secret: str = field(default="", repr=False)  # empty: the application itself reads punches
    api_base: str = OFFICIAL_API
    login_base: str = OFFICIAL_LOGIN
    staff_no_attribute: str = "工号"  # empty: the user id itself is the staff number
    freshness: Freshness = field(default_factory=Freshness)

    @property
    def callback_url(self) -> str:
        """The address to be entered in the admin console."""
        return f"{self.public_url.rstrip('/')}/callback/wecom/{self.name}"
