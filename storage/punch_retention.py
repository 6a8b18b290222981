"""What is forgotten of punches: pictures and places after a while, the punches of months that are closed and long over.

A closed month keeps its days. Its punches go a part at a time; from the first of them on it is *emptied*, and nothing
is derived of it any more.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from storage.attendance_months import next_month
from storage.database import Tx

MOST = 200_000  # rows of one night: a few seconds; a large college has four million a month
BESIDE = timedelta(days=2)  # around a month that stays, for duties over midnight and whatever the clock of the campus

_PHOTOS = text("delete from punch_photos where sent_at < :before")
_REACH = text("""
    select max(id) from (
        select id, received_at from punches
        where id > coalesce((select until_id from punch_retention where what = 'places'), 0) order by id limit :most
    ) next
    where received_at < :before
""")
_PLACES = text("""
    update punches set place = ''
    where id > coalesce((select until_id from punch_retention where what = 'places'), 0) and id <= :until
      and place <> ''
""")
_NOTE = text("""
    insert into punch_retention (what, until_id) values ('places', :until)
    on conflict (what) do update set until_id = excluded.until_id
""")
_MARK = text("""
    update attendance_months set emptied_at = coalesce(emptied_at, :now)
    where month + interval '1 month' <= :before returning month
""")
_IS_KEPT = text("select exists (select from attendance_days where day >= :first and day < :next)")
_PUNCHES = text("""
    delete from punches where id in (
        select id from punches where punched_at >= :since and punched_at < :until limit :most
    )
""")


async def forget_photos(tx: Tx, before: datetime) -> int:
    """Those that were sent before then."""
    return (await tx.conn.execute(_PHOTOS, {"before": before})).rowcount


async def forget_places(tx: Tx, before: datetime) -> int:
    """Of punches that were received before then, in the order in which they were, some more every night."""
    until = await tx.conn.scalar(_REACH, {"before": before, "most": MOST})
    if until is None:
        return 0
    emptied = (await tx.conn.execute(_PLACES, {"until": until})).rowcount
    await tx.conn.execute(_NOTE, {"until": until})
    return emptied


async def forget_punches(tx: Tx, before: date, campus: ZoneInfo) -> int:
    """Of closed months that were over by then, so many a night; how many are gone."""
    months = sorted(await tx.conn.scalars(_MARK, {"before": before, "now": tx.now}))
    gone = 0
    for month in months:
        if gone < MOST:
            since, until = await _span(tx, month, frozenset(months))
            values = {"since": _at(since, campus), "until": _at(until, campus), "most": MOST - gone}
            gone += (await tx.conn.execute(_PUNCHES, values)).rowcount
    return gone


async def _span(tx: Tx, month: date, months: frozenset[date]) -> tuple[date, date]:
    """What no month that stays may need: the days beside one before that is not emptied are left too."""
    before = (month - timedelta(days=1)).replace(day=1)
    stays = before not in months and await tx.conn.scalar(_IS_KEPT, {"first": before, "next": month})
    return month + BESIDE if stays else month - BESIDE, next_month(month) - BESIDE


def _at(day: date, campus: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), campus)
