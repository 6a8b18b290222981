"""Who is free when: what takes a teacher, a class or a room at a time, by timetable, arrangements and leave."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from domain.class_hits import Cover, CoverState, Slot
from domain.college_calendar import CollegeCalendar
from domain.ids import PersonId
from domain.lessons import DAY, Lesson, Session, expand, hours_of
from domain.working_time import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The lessons that matter, what was agreed instead of some, and who is on leave."""

    lessons: Sequence[Lesson]
    calendar: CollegeCalendar
    zone: tzinfo
    covers: Sequence[Cover] = ()
    away: Mapping[PersonId, Sequence[Span]]

    def takes(self, person: PersonId, slot: Slot, campus: str = "") -> str:
        """What keeps them from teaching then, in words; empty if they are free."""
        sessions = self._sessions(slot.day)
        held = next((each for each in sessions if each.lesson.teacher == person and self._meets(each, slot)), None)
        if held is not None:
            return f"有{held.lesson.course}"
        if any(each.person == person and _overlaps(each.new, slot) for each in self._agreed()):
            return "已答应别的代课"
        start, end = hours_of(self.calendar, slot.day, campus, (slot.first, slot.last), self.zone)
        return "在请假" if any(a < end and start < b for a, b in self.away.get(person, ())) else ""

    def takes_place(self, slot: Slot, campus: str, classes: Collection[str]) -> str:
        """What keeps these classes or that room from it; empty if nothing does."""
        for each in self._sessions(slot.day):
            if not self._meets(each, slot):
                continue
            if set(each.lesson.classes) & set(classes):
                return f"班级有{each.lesson.course}"
            if slot.room and (each.lesson.campus, each.lesson.room) == (campus, slot.room):
                return f"教室有{each.lesson.course}"
        for cover in self._agreed():
            if _overlaps(cover.new, slot) and set(cover.classes) & set(classes):
                return f"班级有{cover.course}"
            if slot.room and _overlaps(cover.new, slot) and (cover.campus, cover.new.room) == (campus, slot.room):
                return f"教室有{cover.course}"
        return ""

    def free_slots(self, session: Session, first: date, last: date, most: int) -> Iterator[Slot]:
        """When teacher, classes and room are free for it, the earliest first; on odd periods, where lessons begin."""
        lesson, found, day = session.lesson, 0, first
        length = lesson.last - lesson.first
        while day <= last and found < most:
            bells = self.calendar.bells(day, lesson.campus)
            periods = len(bells.periods) if bells and self._is_taught(day) else 0
            for begin in range(1, periods - length + 1, 1 if length == 0 else 2):
                slot = Slot(day=day, first=begin, last=begin + length, room=lesson.room)
                is_free = not self.takes(lesson.teacher, slot, lesson.campus)
                if is_free and not self.takes_place(slot, lesson.campus, lesson.classes) and found < most:
                    found += 1
                    yield slot
            day += DAY

    def _is_taught(self, day: date) -> bool:
        return self.calendar.term_of(day) is not None and self.calendar.works(day)

    def _sessions(self, day: date) -> Sequence[Session]:
        """What takes place that day, without what was moved away."""
        midnight = datetime.combine(day, time(), self.zone)
        moved = {each.key for each in self._agreed()}
        found = expand(self.lessons, self.calendar, midnight, midnight + DAY, self.zone).found
        return [each for each in found if each.key not in moved]

    def _agreed(self) -> list[Cover]:
        return [each for each in self.covers if each.state is CoverState.AGREED]

    @staticmethod
    def _meets(session: Session, slot: Slot) -> bool:
        return session.day == slot.day and bool(session.lesson.periods & slot.periods)


def slot_of(session: Session) -> Slot:
    """Where and when it is in the timetable."""
    lesson = session.lesson
    return Slot(day=session.day, first=lesson.first, last=lesson.last, room=lesson.room)


def _overlaps(one: Slot, other: Slot) -> bool:
    return one.day == other.day and bool(one.periods & other.periods)
