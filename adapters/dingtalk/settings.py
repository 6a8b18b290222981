"""What one DingTalk account needs to know."""

from dataclasses import dataclass, field
from typing import Literal

OFFICIAL_API = "https://api.dingtalk.com"
OFFICIAL_OAPI = "https://oapi.dingtalk.com"
OFFICIAL_LOGIN = "https://login.dingtalk.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkSettings:
    """One `[[dingtalk]]` account: an internal application with its robot.

    `client_id` is the console's AppKey, `client_secret` its AppSecret; `token` and `aes_key` belong to the event
    subscription and are needed in the mode "http" only. `staff_no_from` is "job_number", "userid" or "extension:NAME"
    (the name of a field of the member's profile). `approval_codes` are the forms whose instances are looked through
    after a gap. Without `card_template_id` cards become robot messages with links.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    corp_id: str
    agent_id: int
    robot_code: str
    public_url: str
    mode: Literal["stream", "http"] = "stream"
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    card_template_id: str = ""
    staff_no_from: str = "job_number"
    approval_codes: tuple[str, ...] = ()
    api_base: str = OFFICIAL_API
    oapi_base: str = OFFICIAL_OAPI
    login_base: str = OFFICIAL_LOGIN

    @property
    def callback_url(self) -> str:
        """The address of everything that DingTalk sends over HTTP: events, what is said to the robot, card clicks."""
        return f"{self.public_url.rstrip('/')}/callback/dingtalk/{self.name}"

    @property
    def callback_route_key(self) -> str:
        """The name under which the address of card clicks is registered."""
        return f"dutybell-{self.name}"
