"""One corp: its directory, its applications, and everything they have sent."""

import itertools
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from emulator.wecom.apps import App, ContactSync, VisibleRange
from emulator.wecom.budgets import Budget, CallLimits, SendingLimits
from emulator.wecom.cards import SentCard
from emulator.wecom.media import MediaStore
from emulator.wecom.people import Department, Member, Roster, Tag
from emulator.wecom.punches import Checkin
from emulator.wecom.repeats import Repeats
from emulator.wecom.rights import LoginCodes, ResponseCodes
from emulator.wecom.rules import Rules
from emulator.wecom.school import School
from emulator.wecom.timeline import Timelines
from emulator.wecom.tokens import Tokens

CALLBACK_ADDRESSES = ("101.226.103.*", "101.226.62.*")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom one application may see, worked out from its visible range."""

    departments: frozenset[int]
    users: frozenset[str]

    def sees(self, member: Member) -> bool:
        """Whether the member is in the visible range."""
        return member.user_id.lower() in self.users or any(d in self.departments for d in member.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """What can still be recalled."""

    msgid: str
    agent_id: int
    sent_at: datetime
    recipients: tuple[str, ...]


class Corp:
    """Everything of one corp. Tests and the demo may change its parts directly: that is the administrator's hand."""

    def __init__(
        self,
        corp_id: str,
        *,
        apps: Iterable[App],
        departments: Iterable[Department] = (),
        members: Iterable[Member] = (),
        contact_sync: ContactSync | None = None,
        rules: Rules | None = None,
        checkin: Checkin | None = None,
        school: School | None = None,
    ) -> None:
        self.corp_id = corp_id
        self.rules = rules or Rules()
        self.apps = {app.agent_id: app for app in apps}
        self.contact_sync = contact_sync
        self.checkin = checkin
        self.school = school
        self.callback_ips = CALLBACK_ADDRESSES
        self.tags: dict[int, Tag] = {}
        self.unlicensed: set[str] = set()
        self.roster = Roster()
        self.timelines = Timelines()
        self.media = MediaStore(self.rules.media_life)
        self.response_codes = ResponseCodes(self.rules.response_code_life)
        self.login_codes = LoginCodes(self.rules.login_code_life)
        self.cards: dict[tuple[int, str], SentCard] = {}
        self.sent: dict[str, SentMessage] = {}
        self.tokens = Tokens(self.rules)
        self.call_limits = CallLimits(self.rules)
        self.sending_limits = SendingLimits(self.rules)
        self.wrong_secrets = Budget(self.rules.wrong_secrets_per_hour, self.rules.wrong_secrets_per_hour)
        self.repeats = Repeats()
        self._msgids = itertools.count(1)
        # Random, so that a corp that is emulated again does not give a message an earlier one's id.
        self._msgid_prefix = secrets.token_urlsafe(24)
        self._scopes: dict[int, tuple[tuple[object, ...], Scope]] = {}
        for department in departments:
            self.roster.put_department(department)
        for member in members:
            self.roster.put_member(member)

    def app_of(self, agent_id: int) -> App:
        """The application behind a token: a self-built one, or 打卡."""
        if self.checkin and agent_id == self.checkin.app.agent_id:
            return self.checkin.app
        return self.apps[agent_id]

    def scope(self, app: App) -> Scope:
        """Whom that application sees now; worked out again only after a change."""
        facts = (self.roster.version, app.visible, *(self.tags.get(tag) for tag in app.visible.tags))
        known = self._scopes.get(app.agent_id)
        if known and known[0] == facts:
            return known[1]
        scope = self._work_out(app.visible)
        self._scopes[app.agent_id] = (facts, scope)
        return scope

    def next_msgid(self) -> str:
        """An id for one more message."""
        return f"{self._msgid_prefix}-{next(self._msgids):x}"

    def visible_members(self, app: App) -> list[Member]:
        """Everybody in the visible range."""
        scope = self.scope(app)
        return [member for member in self.roster.members if scope.sees(member)]

    def _work_out(self, visible: VisibleRange) -> Scope:
        tags = [self.tags[tag] for tag in visible.tags if tag in self.tags]
        tops = visible.departments.union(*(tag.departments for tag in tags))
        users = visible.users.union(*(tag.users for tag in tags))
        return Scope(
            departments=frozenset(d.id for top in tops for d in self.roster.below(top)),
            users=frozenset(user.lower() for user in users),
        )
