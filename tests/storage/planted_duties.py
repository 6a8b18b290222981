"""What is planted for each check of duties and digests: its name, and the damages."""

PLANTED_IN_DUTIES = {
    "reminders-once": ["update digests set lines = lines || lines where card_id is not null"],
    "reminders-queued": ["delete from outbox where card_id in (select card_id from digests)"],
    "reminders-recorded": ["delete from digests where id = (select min(id) from digests where card_id is not null)"],
    "duties-ended": [
        "update duties set ended_at = now() - interval '2 hours' where code = 'A-2'",
        "delete from duties where code = 'A-2'",
    ],
    "duties-done": [
        "update obligations set done_by_id = null where state = 'done'",
        "update obligations set times = minimum where id = (select min(id) from obligations where state = 'open')",
    ],
    "duties-shared": [
        "update obligations set state = 'open' where id = (select min(id) from obligations where state = 'done')"
    ],
    "duties-told": ["update obligations set told = 0 where id in (select obligation_id from escalation_tellings)"],
}
