"""The office as handlers know it, made from the settings and the content of the college."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.attendance import attendance_of
from bot.content_file import read_content
from bot.duty_files import EVENTS
from bot.event_kinds import event_kinds_of
from bot.form_files import POSTS, read_posts
from bot.load import reason_of
from bot.ownership import owners_of
from bot.problems import Problem, SettingsError
from bot.settings import DutiesSection, Leave, RemindersSection, Settings
from domain.assessment import ASSESSMENT, Assessment, load_assessment
from domain.college_calendar import CollegeCalendar
from domain.college_reading import college_calendar_from
from domain.duties.escalation import ESCALATION, Escalation, load_escalation
from domain.duties.event_file import EventWord, load_events
from domain.duties.reminders import CatchUp, Reminders
from domain.events import Source
from domain.forms.posts import Posts
from domain.leave_types import Catalogue, use
from domain.leave_types_file import load_leave_types
from domain.office import DutyPolicy, LeavePolicy, Office
from domain.shift import Segment, Shift

OUR_CONTENT = Path(__file__).resolve().parent.parent / "content"
STATE_CALENDAR = "china.toml"  # laid down first; the college's own files overlay it in the order of their names
LEAVE_TYPES = "leave_types.toml"
MINUTE = timedelta(minutes=1)
LOGO = 'logo = "logo.png"'
LOGO_LIMIT = 1024 * 1024  # bytes; it goes into every printed record
LOGO_HEAD = 1000  # bytes within which an SVG says that it is one
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def content_folder(settings: Settings) -> Path:
    """Where forms, calendars and texts lie."""
    return settings.path(settings.content_dir) if settings.content_dir else OUR_CONTENT


def make_office(settings: Settings, posts: Posts | None = None) -> Office:
    """Everything that deciding needs. `posts` stands for the file of the content where somebody has read it already.

    Raises:
        SettingsError: a calendar, the posts, the owners, the leave types or the logo cannot be read; it names the file.
    """
    use(read_leave_types(content_folder(settings)))
    site, content = settings.site, content_folder(settings)
    shift = Shift(tuple(Segment(start, end) for start, end in site.working_day))
    return Office(
        name=site.name,
        campus=ZoneInfo(site.timezone),
        calendar=_read_calendar(content / "calendar"),
        shift=shift,
        leave=_leave_policy(settings.leave, shift),
        roles={"hr": settings.roles.hr, "admin": settings.roles.admin},
        contact=site.contact,
        pages=settings.server.address,
        logo=_read_logo(settings.path(site.logo)) if site.logo else b"",
        posts=_read_posts(content) if posts is None else posts,
        sources=(
            *(Source("wecom", account.name) for account in settings.wecom),
            *(Source("dingtalk", account.name) for account in settings.dingtalk),
        ),
        writable=frozenset(_writable(settings)),
        alone=settings.directory.alone,
        owners=owners_of(settings, content),
        attendance=attendance_of(content),
        guardian_sources=tuple(Source("wecom", each.name) for each in settings.wecom if each.guardians),
        duties=_duty_policy(settings.duties),
        events=(events := read_content(content, EVENTS, load_events, dict[str, EventWord]())),
        event_kinds=event_kinds_of(content, events),
        punch_sources=tuple(Source(*account.split(":", 1)) for account in settings.attendance.accounts),
        reminders=_reminders(settings.reminders),
        escalation=read_content(content, ESCALATION, load_escalation, Escalation()),
        assessment=read_content(content, ASSESSMENT, load_assessment, Assessment()),
    )


def _reminders(section: RemindersSection) -> Reminders:
    quiet_from, quiet_until = section.quiet
    return Reminders(
        hour=section.hour,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        catch_up=CatchUp(section.catch_up),
        grace=section.grace // MINUTE,
    )


def _writable(settings: Settings) -> Iterator[Source]:
    """WeCom has a secret for it; DingTalk a permission, of which only the platform itself can tell."""
    yield from (Source("wecom", each.name) for each in settings.wecom if each.contacts_secret.get_secret_value())
    yield from (Source("dingtalk", each.name) for each in settings.dingtalk)


def _leave_policy(leave: Leave, shift: Shift) -> LeavePolicy:
    return LeavePolicy(
        longest=leave.longest.on(shift),
        back_dating_days=leave.back_dating.days,
        advance_days=leave.advance.days,
        urge_pause_minutes=leave.urge_pause // MINUTE,
        draft_days=leave.draft_life.days,
    )


def _duty_policy(duties: DutiesSection) -> DutyPolicy:
    return DutyPolicy(
        closes=duties.closes,
        at_once_minutes=duties.at_once // MINUTE,
        after_event_days=duties.after_event_days,
    )


def _read_logo(file: Path) -> bytes:
    try:
        logo = file.read_bytes()
    except OSError as error:
        raise SettingsError(file, [Problem("site.logo", reason_of(error), LOGO)]) from error
    if len(logo) > LOGO_LIMIT:
        raise SettingsError(file, [Problem("site.logo", "图片最大 1 MB，请换一张小的", LOGO)])
    if not logo.startswith(PICTURES) and b"<svg" not in logo[:LOGO_HEAD]:
        raise SettingsError(file, [Problem("site.logo", "应是 PNG、JPEG 或 SVG 图片", LOGO)])
    return logo


def _read_posts(content: Path) -> Posts:
    """Without it every route would end at nobody, so a broken file stops the start rather than every request."""
    posts = read_posts(content)
    if isinstance(posts, Posts):
        return posts
    raise SettingsError(content / POSTS, [Problem(each.key, each.cause, each.example) for each in posts])


def read_leave_types(content: Path) -> Catalogue:
    """The types of the content; without a file those that are known anyway.

    Raises:
        SettingsError: the file is wrong; it names every place.
    """
    return read_content(content, LEAVE_TYPES, load_leave_types, Catalogue())


def _read_calendar(folder: Path) -> CollegeCalendar:
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.name != STATE_CALENDAR, file.name))
    if not files:
        raise SettingsError(
            folder, [Problem("content_dir", "里面没有校历（calendar/*.toml）", 'content_dir = "content"')]
        )
    documents: list[dict[str, object]] = []
    for file in files:
        try:
            documents.append(tomllib.loads(file.read_text(encoding="utf-8")))
            college_calendar_from(documents[-1])
        except tomllib.TOMLDecodeError as failure:
            raise SettingsError(file, [Problem("校历", f"不是合法的 TOML（{failure}）")]) from failure
        except (OSError, UnicodeDecodeError) as failure:
            raise SettingsError(file, [Problem("校历", f"读不到（{reason_of(failure)}）")]) from failure
        except ValueError as failure:
            raise SettingsError(file, [Problem("校历", str(failure))]) from failure
    return college_calendar_from(*documents)
