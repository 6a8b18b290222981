"""What a corp's administrator does by hand, and the callbacks that follow from it.

Changes made through the API with the contact synchronisation's token are never called back (path 90970); these are.
"""

from dataclasses import replace
from datetime import datetime

from emulator.wecom import contact_events, said
from emulator.wecom.apps import App, CallbackAddress, ContactForm, VisibleRange
from emulator.wecom.corp import Corp
from emulator.wecom.letter import SYSTEM
from emulator.wecom.people import Department, Member, Status
from emulator.wecom.punches import Kind, Punch
from emulator.wecom.said import Said
from emulator.wecom.verification import Verification, verify
from emulator.wecom.world import World

GONE = frozenset({Status.DISABLED, Status.LEFT})


class Admin:
    """The hand of one corp's administrator."""

    def __init__(self, world: World, corp: Corp) -> None:
        self._world = world
        self._corp = corp

    async def save_callback(self, agent_id: int, address: CallbackAddress) -> Verification:
        """Save an application's address if it passes the check."""
        carrier = self._world.carrier
        checked = await verify(
            carrier.session, address, self._corp.corp_id, self._world.clock, carrier.timing.verification
        )
        if checked.is_passed:
            self._corp.apps[agent_id].callback = address
        return checked

    def put_member(self, member: Member) -> None:
        """Add or change a member."""
        old = self._corp.roster.member(member.user_id)
        users = self._users_of_apps()
        self._corp.roster.put_member(member)
        self._tell_contacts(contact_events.member_changed(self._form, old, member))
        self._tell_ranges(users)

    def rename_user_id(self, user_id: str, new_user_id: str) -> None:
        """Give a member another id."""
        old = self._corp.roster.member(user_id)
        if old is None:
            raise KeyError(user_id)
        new = replace(old, user_id=new_user_id)
        self._corp.roster.drop_member(user_id)
        self._corp.roster.put_member(new)
        self._tell_contacts(contact_events.member_changed(self._form, old, new))

    def drop_member(self, user_id: str) -> None:
        """Remove a member."""
        users = self._users_of_apps()
        self._corp.roster.drop_member(user_id)
        self._tell_contacts(contact_events.member_deleted(user_id))
        self._tell_ranges(users)

    def put_department(self, department: Department) -> None:
        """Add or change a department."""
        old = self._corp.roster.departments.get(department.id)
        self._corp.roster.put_department(department)
        self._tell_contacts(contact_events.department_changed(self._form, old, department))

    def drop_department(self, department_id: int) -> None:
        """Remove a department."""
        self._corp.roster.drop_department(department_id)
        self._tell_contacts(contact_events.department_deleted(department_id))

    def set_visible(self, agent_id: int, visible: VisibleRange) -> None:
        """Change who may use an application."""
        users = self._users_of_apps()
        self._corp.apps[agent_id].visible = visible
        self._tell_ranges(users)

    def punch(
        self,
        user_id: str,
        at: datetime,
        *,
        arrived_at: datetime | None = None,
        kind: Kind | None = None,
        exceptions: tuple[str, ...] = (),
    ) -> Punch:
        """Somebody punches in the application 打卡; a device may tell of it later. Nothing is called back."""
        if self._corp.checkin is None:
            raise KeyError(user_id)
        now = self._world.clock()
        return self._corp.checkin.add(user_id, at, arrived_at=arrived_at or now, kind=kind, exceptions=exceptions)

    def announce(self, agent_id: int, event: Said, user_id: str = SYSTEM) -> None:
        """Any other event of the system for an application: an approval moved, a batch ended."""
        self._world.tell_app(self._corp, self._corp.apps[agent_id], user_id, event)

    @property
    def _form(self) -> ContactForm:
        sync = self._corp.contact_sync
        return sync.form if sync else ContactForm.IDS_ONLY

    def _tell_contacts(self, event: Said | None) -> None:
        if event is not None:
            self._world.tell_contacts(self._corp, SYSTEM, event)

    def _users(self, app: App) -> dict[str, str]:
        members = self._corp.visible_members(app)
        return {member.user_id.lower(): member.user_id for member in members if member.status not in GONE}

    def _users_of_apps(self) -> dict[int, dict[str, str]]:
        return {app.agent_id: self._users(app) for app in self._corp.apps.values()}

    def _tell_ranges(self, before: dict[int, dict[str, str]]) -> None:
        for app in self._corp.apps.values():
            old, new = before[app.agent_id], self._users(app)
            for user_id in old.keys() - new.keys():
                self._world.tell_app(self._corp, app, old[user_id], said.unsubscribed())
            for user_id in new.keys() - old.keys():
                self._world.tell_app(self._corp, app, new[user_id], said.subscribed())
