"""What is configured about the college and needed to decide; loaded once, handed to every handler."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from domain.assessment import Assessment
from domain.attendance.rules import AttendanceRules
from domain.college_calendar import CollegeCalendar, SeasonalShifts
from domain.college_document import CollegeDocument, overlay
from domain.duties.escalation import Escalation
from domain.duties.event_file import Events, EventWord
from domain.duties.event_kinds import EventKinds
from domain.duties.reminders import Reminders
from domain.duties.world import AFTER_EVENT_DAYS, AT_ONCE
from domain.events import Source
from domain.forms.posts import Posts
from domain.ownership import Owners
from domain.shift import Shift, Shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePolicy:
    """Limits of every leave that a form books, lengths in minutes. Who approves how much is the form's to say."""

    longest: int = 180 * 480
    back_dating_days: int = 30
    advance_days: int = 365
    urge_pause_minutes: int = 120
    draft_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPolicy:
    """When a day's duties are over (None: at 24:00), how long 立即 is, and how many working days 随即 are."""

    closes: time | None = None
    at_once_minutes: int = AT_ONCE
    after_event_days: int = AFTER_EVENT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The campus: its name, clock, calendar, working day, policies, and who holds which role.

    `roles` maps a role's name ("hr", "admin") to references "staff_no:T0001" or "wecom:staff:zhang3", never to names.
    `contact` is what people are told to call when the bot cannot help. `pages` is the address under which they open
    pages, empty where there are none. `posts` is by what forms find their people, `owners` whose word counts on what
    is known of a person. `logo` (PNG, JPEG or SVG) heads what is printed. `sources` are the configured accounts,
    `writable` those whose directory may be changed from here as far as the configuration tells.
    `alone` is how many changes of the directory are written at once without a person's word, 0 for none. `shift` is
    the usual working day, by which lengths are said in days; `shifts` is what is counted by, with its seasons. By
    `attendance` days are judged; `punch_sources` are the accounts whose own punches are read, `guardian_sources` those
    that reach guardians by the platform's own school directory. `reminders` says when people are told of what they owe,
    `escalation` who hears of what is late. `events` are what may start a deadline, by code; `event_kinds` the same with
    where each is found. By `assessment` departments are scored at the end of a year.
    """

    name: str
    campus: ZoneInfo
    calendar: CollegeCalendar
    shift: Shift
    leave: LeavePolicy = LeavePolicy()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    contact: str = "人事处"
    pages: str = ""
    posts: Posts = field(default_factory=Posts)
    owners: Owners = field(default_factory=Owners)
    logo: bytes = field(default=b"", repr=False)
    sources: tuple[Source, ...] = ()
    writable: frozenset[Source] = frozenset()
    alone: int = 20
    attendance: AttendanceRules = field(default_factory=AttendanceRules)
    punch_sources: tuple[Source, ...] = ()
    guardian_sources: tuple[Source, ...] = ()
    reminders: Reminders = field(default_factory=Reminders)
    escalation: Escalation = field(default_factory=Escalation)
    duties: DutyPolicy = DutyPolicy()
    events: Events = field(default_factory=dict[str, EventWord])
    event_kinds: EventKinds = field(default_factory=EventKinds)
    assessment: Assessment = field(default_factory=Assessment)
    _files: CollegeCalendar = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_files", self.calendar)

    @property
    def shifts(self) -> Shifts:
        """The working day of every day, by the bells of the whole college."""
        return SeasonalShifts(self.shift, self.calendar)

    def calendar_with(self, document: CollegeDocument) -> CollegeCalendar:
        """The calendar of the files, with what the college has said since over it.

        Raises:
            CalendarFileError: they contradict each other.
        """
        return overlay(self._files, document)

    def renew_calendar(self, calendar: CollegeCalendar) -> None:
        """The one thing of an office that changes while the program runs: whoever asks next gets this calendar.

        Nothing is awaited between two looks of one decision that belong together: take it once where they must agree.
        """
        object.__setattr__(self, "calendar", calendar)
