"""What must be true of lots and of what bookings took from them: name, sentence and query of each."""

LOTS = (
    (
        "lots-balance",
        "假期台账的合计与各笔额度剩下的不一致",
        """
        select held.person_id || ' ' || held.leave_type from (
            select person_id, leave_type, sum(remaining) as remaining from leave_lots group by person_id, leave_type
        ) held
        left join (
            select person_id, leave_type, sum(minutes) as booked from leave_ledger group by person_id, leave_type
        ) kept using (person_id, leave_type)
        where held.remaining <> coalesce(kept.booked, 0)
        """,
    ),
    (
        "lots-left",
        "一笔额度剩下的与它的收支不一致，或者小于零",
        """
        select l.id from leave_lots l left join leave_uses u on u.lot_id = l.id
        group by l.id, l.remaining, l.opened
        having l.remaining < 0 or l.remaining <> l.opened + coalesce(sum(u.minutes), 0)
        """,
    ),
    (
        "lots-uses",
        "一条假期台账与它从各笔额度里的收支不一致",
        """
        select u.ledger_id from leave_uses u left join leave_ledger b on b.id = u.ledger_id
        group by u.ledger_id, b.minutes having b.minutes is null or sum(u.minutes) <> b.minutes
        """,
    ),
    (
        "lots-owner",
        "一条假期台账记在了别人或者别的假的额度上",
        """
        select distinct u.ledger_id from leave_uses u
        join leave_ledger b on b.id = u.ledger_id join leave_lots l on l.id = u.lot_id
        where l.person_id <> b.person_id or l.leave_type <> b.leave_type
        """,
    ),
)
