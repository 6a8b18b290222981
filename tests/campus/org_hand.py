"""The administrator's hand in a platform's own console: people come, move and go, with or without an event."""

from dataclasses import replace

from emulator.dingtalk.admin import Admin as DingAdmin
from emulator.dingtalk.people import Department as DingDepartment
from emulator.dingtalk.people import Member as DingMember
from emulator.wecom.admin import Admin
from emulator.wecom.apps import ContactSync
from emulator.wecom.people import Department, Member
from tests.campus.campus import DEAN, TEACHER, Campus

NEW = "teacher2"


class WecomConsole:
    """Of the campus's corp."""

    def __init__(self, campus: Campus) -> None:
        (self.corp,) = campus.emulator.wecom.corps.values()
        self.admin = Admin(campus.emulator.wecom, self.corp)
        (app,) = self.corp.apps.values()
        self.corp.contact_sync = ContactSync(secret="contacts", callback=app.callback)

    def found_office(self) -> None:
        self.corp.roster.put_department(Department(id=3, name="实训中心"))

    def move(self) -> None:
        """The teacher, silently."""
        self.corp.roster.put_member(self._moved())

    def move_aloud(self) -> None:
        self.admin.put_member(self._moved())

    def add(self) -> None:
        self.corp.roster.put_member(Member(user_id=NEW, name="教师乙", departments=(3,), extattr=(("工号", "T0003"),)))

    def succeed(self) -> None:
        """Somebody new heads the college, too."""
        self.admin.put_member(
            Member(user_id=NEW, name="教师乙", departments=(2,), leads=(2,), extattr=(("工号", "T0003"),))
        )

    def leave(self) -> None:
        """The dean."""
        self.admin.drop_member(DEAN)

    def _moved(self) -> Member:
        member = self.corp.roster.member(TEACHER)
        return replace(member, departments=(3,), main_department=3)


class DingConsole:
    """Of the campus's organisation."""

    def __init__(self, campus: Campus) -> None:
        (self.org,) = campus.emulator.dingtalk.orgs.values()
        self.admin = DingAdmin(campus.emulator.dingtalk, self.org)

    def found_office(self) -> None:
        self.org.roster.put_department(DingDepartment(dept_id=3, name="实训中心", parent_id=1))

    def move(self) -> None:
        self.org.roster.put_member(self._moved())

    def move_aloud(self) -> None:
        self.admin.modify_user(TEACHER, self._moved())

    def add(self) -> None:
        self.org.roster.put_member(DingMember(userid=NEW, name="教师乙", job_number="T0003", dept_ids=(3,)))

    def succeed(self) -> None:
        """Somebody new heads the college, too."""
        self.admin.add_user(DingMember(userid=NEW, name="教师乙", job_number="T0003", dept_ids=(20,), leads=(20,)))

    def leave(self) -> None:
        """The dean."""
        self.admin.leave_user(DEAN)

    def join(self, user: str) -> None:
        """Somebody accepts: until then DingTalk calls them inactive."""
        self.admin.modify_user(user, replace(self.org.roster.member(user), is_active=True))

    def _moved(self) -> DingMember:
        return replace(self.org.roster.member(TEACHER), dept_ids=(3,))
