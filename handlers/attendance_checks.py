"""What `verify` derives anew of attendance and compares: days, what people confirmed, what heads signed, the sums."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from domain.attendance.day_record import DayRecord
from domain.attendance.deriving import derive_days, whole_month
from domain.attendance.duty import minutes_of
from domain.attendance.month_sums import NOT_DUE, sums_of
from domain.attendance.settling import is_settled
from domain.attendance.written import detail_of
from domain.ids import PersonId
from domain.office import Office
from handlers.month_confirming import results_in
from handlers.month_signing import fingerprint_of
from storage.attendance_days import days_of
from storage.attendance_facts import Stretch, facts_of
from storage.attendance_groups import book_of, campus_of
from storage.attendance_months import closed_months, first_of
from storage.attendance_samples import newest_stretches, untouched
from storage.database import Tx
from storage.invariants import Invariant
from storage.month_confirmations import kept_results, months_under_way
from storage.month_days import months_of, open_room
from storage.month_sheets import sheets_of
from storage.verify import Violation

MOST = 500  # people whose newest days are derived anew; a second of work
RECENT = timedelta(days=40)

DERIVED = Invariant("attendance-derived", "重新推算某天的考勤，结果与保存的不一致", "")
CONFIRMED = Invariant("attendance-confirmed", "请人确认的考勤与保存的结果不一致", "")
SIGNED = Invariant("attendance-signed", "负责人签过字的内容被改过", "")
SUMS = Invariant("attendance-sums", "月表的合计与每天的结果不一致", "")
CHECKS = (DERIVED, CONFIRMED, SIGNED, SUMS)


async def check_attendance(tx: Tx, office: Office) -> list[Violation]:
    """Everything of these that does not hold; of open months, and of a bounded number of people."""
    return [
        *await _derived_anew(tx, office),
        *await _confirmed(tx),
        *await _signed(tx),
        *await _summed(tx, office),
    ]


async def _derived_anew(tx: Tx, office: Office) -> Sequence[Violation]:
    """Whoever is being derived at the moment is left out: what is kept of them is not the last word."""
    today = tx.now.astimezone(office.campus).date()
    book = await book_of(tx, office)
    sampled = [
        (group, each)
        for each in await newest_stretches(tx, today - RECENT, MOST)
        if (group := book.group_of(each.person)) is not None
    ]
    if not sampled:
        return []
    known = [Stretch(each.person, whole_month(group, each.first), each.last) for group, each in sampled]
    facts = await facts_of(tx, office, book, known)
    found: list[tuple[PersonId, date]] = []
    for group, each in sampled:
        records = derive_days(campus_of(office), group, each.first, each.last, facts[each.person])
        found += [(each.person, day) for day in await _other_days(tx, office, each.person, records)]
    return [_violation(DERIVED, f"{person} {day}") for person, day in await untouched(tx, found)]


async def _other_days(tx: Tx, office: Office, person: PersonId, records: Sequence[DayRecord]) -> list[date]:
    """Days that are kept otherwise; of open months, and of the group that judged them then."""
    if not records:
        return []
    closed, today = await closed_months(tx), tx.now.astimezone(office.campus).date()
    kept = {row.day: row for row in await days_of(tx, person, records[0].day, records[-1].day)}
    return [
        record.day
        for record in records
        if (row := kept.get(record.day)) is not None
        and row.detail.get("group") == record.duty.group
        and first_of(record.day) not in closed
        and is_settled(record, minutes_of(tx.now), today)
        and (row.status, row.detail) != (record.status, json.loads(detail_of(record)))
    ]


async def _confirmed(tx: Tx) -> Sequence[Violation]:
    """What people were asked about is what their days are."""
    found: list[tuple[PersonId, date]] = []
    for month in sorted(await months_under_way(tx)):
        asked = dict(await kept_results(tx, month, MOST))
        now = await results_in(tx, month, asked)
        found += [(person, month) for person, days in asked.items() if dict(now[person]) != dict(days)]
    return [_violation(CONFIRMED, f"{person} {month:%Y-%m}") for person, month in await untouched(tx, found)]


async def _signed(tx: Tx) -> Sequence[Violation]:
    return [
        _violation(SIGNED, f"{sheet.department} {month:%Y-%m}")
        for month in sorted(await months_under_way(tx))
        for sheet in await sheets_of(tx, month)
        if sheet.fingerprint is not None and sheet.fingerprint != await fingerprint_of(tx, month, sheet.department)
    ]


async def _summed(tx: Tx, office: Office) -> Sequence[Violation]:
    """What was due is what was worked, taken and missed together, and as many days as the rows say."""
    found: list[Violation] = []
    for month in sorted(await months_under_way(tx)):
        room = await open_room(tx, office, month)
        async for each in months_of(tx, room, room.listed[:MOST]):
            sums = sums_of(each, room.duties_of(each.person))
            due = sum(day.status not in NOT_DUE for day in each.days)
            if not sums.due == due == sums.present + sums.trips + sums.absent + sums.all_leave:
                found.append(_violation(SUMS, f"{each.person} {month:%Y-%m}"))
    return found


def _violation(check: Invariant, subject: str) -> Violation:
    return Violation(check.name, check.sentence, subject)
