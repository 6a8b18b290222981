"""One organisation with its one application: directory, addresses, rights, and everything that was sent or happened."""

import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field

from emulator.dingtalk.approvals import Approvals
from emulator.dingtalk.attendance import Attendance
from emulator.dingtalk.cards import SentCard
from emulator.dingtalk.chats import Chats
from emulator.dingtalk.failed import FailedEvents
from emulator.dingtalk.groups import Group
from emulator.dingtalk.logins import Logins
from emulator.dingtalk.media import MediaStore
from emulator.dingtalk.notices import Notices
from emulator.dingtalk.people import ROOT, Department, Member, Roster
from emulator.dingtalk.robot_sends import RobotSends
from emulator.dingtalk.rules import Rules
from emulator.dingtalk.sessions import Sessions
from emulator.dingtalk.tokens import Tokens

KEY_CHARACTERS = 43


@dataclass(frozen=True, slots=True)
class CallbackAddress:
    """Where events go by HTTP and how they are sealed.

    `owner` stands at the end of the plaintext; empty means the client_id, as for what is set up in the console.
    """

    url: str
    token: str
    aes_key: str
    owner: str = ""
    key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.aes_key) != KEY_CHARACTERS:
            raise ValueError("an aes_key has 43 characters")
        # Lenient on purpose: the last character of real keys has spare bits set.
        object.__setattr__(self, "key", binascii.a2b_base64(self.aes_key + "="))


@dataclass(frozen=True, slots=True)
class CardRoute:
    """Where clicks go by HTTP, for cards created with that callbackRouteKey. Without a secret they are not signed."""

    url: str
    api_secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleRange:
    """Who may use the application, and whom it may see."""

    users: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset({ROOT})


class Org:
    """Everything of one organisation. Tests and the demo may change its parts directly: the administrator's hand.

    `callback` takes events by HTTP, `robot_url` what people say; without them, and beside them, there is the stream.
    """

    def __init__(
        self,
        corp_id: str,
        *,
        client_id: str,
        client_secret: str,
        agent_id: int,
        robot_code: str = "",
        name: str = "示例职业技术学院",
        departments: Iterable[Department] = (),
        members: Iterable[Member] = (),
        callback: CallbackAddress | None = None,
        robot_url: str | None = None,
        visible: VisibleRange | None = None,
        templates: Iterable[str] = (),
        rules: Rules | None = None,
        may_write_contacts: bool = True,
    ) -> None:
        self.corp_id = corp_id
        self.client_id = client_id
        self.client_secret = client_secret
        self.agent_id = agent_id
        self.robot_code = robot_code or client_id
        self.name = name
        self.rules = rules or Rules()
        self.may_write_contacts = may_write_contacts
        self.callback = callback
        self.robot_url = robot_url
        self.visible = visible or VisibleRange()
        self.templates = set(templates)
        self.unpublished_templates: set[str] = set()
        self.roster = Roster()
        self.tokens = Tokens(self.rules)
        self.logins = Logins(self.rules)
        self.failed = FailedEvents(self.rules)
        self.attendance = Attendance()
        self.approvals = Approvals()
        self.card_routes: dict[str, CardRoute] = {}
        self.cards: dict[str, SentCard] = {}
        self.chats = Chats()
        self.groups: dict[str, Group] = {}
        self.sessions = Sessions(self.rules.session_life)
        self.media = MediaStore()
        self.notices = Notices()
        self.robot_sends = RobotSends()
        self._scope: tuple[tuple[object, ...], frozenset[int]] | None = None
        for department in departments:
            self.roster.put_department(department)
        for member in members:
            self.roster.put_member(member)

    def visible_departments(self) -> frozenset[int]:
        """Departments in the visible range with all below them; worked out again only after a change."""
        facts = (self.roster.version, self.visible)
        if self._scope is None or self._scope[0] != facts:
            found = (d.dept_id for top in self.visible.departments for d in self.roster.below(top))
            self._scope = (facts, frozenset(found))
        return self._scope[1]

    def sees(self, member: Member) -> bool:
        """Whether the member is in the visible range."""
        inside = self.visible_departments()
        return member.userid in self.visible.users or any(dept_id in inside for dept_id in member.dept_ids)

    def visible_members(self) -> list[Member]:
        """Everybody in the visible range."""
        return [member for member in self.roster.members if self.sees(member)]
