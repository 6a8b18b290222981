"""What breaks each rule of attendance, planted beside a history that has no attendance at all."""

DAY = """
    insert into attendance_days (person_id, day, status, detail, computed_at)
    values (1, current_date, 'normal', '{}', now())
"""
PUNCH = """
    insert into punches (person_id, source, key, punched_at, said_at, received_at)
    values ({person}, 'chat', 'once', now(), now(), now())
"""
USED = '{"edges": [{"side": "in", "due": "08:00", "verdict": "normal", "at": "07:55", "punch": 1}]}'
UNUSED = '{"unused": [{"at": "07:55", "punch": 1}]}'
AWAY = '{{"away": [{{"from": "08:00", "to": "12:00", "cause": "leave:{no}"}}]}}'

PLANTED_IN_ATTENDANCE = {
    "attendance-punch-once": [f"drop index uq_punches_source_key; {PUNCH.format(person=1)}; {PUNCH.format(person=2)}"],
    "attendance-punch-there": [
        DAY.replace("{}", USED),
        DAY.replace("{}", UNUSED),
        f"{PUNCH.format(person=2)}; {DAY.replace('{}', USED)}",
    ],
    "attendance-leave-there": [
        DAY.replace("{}", AWAY.format(no=1003)),
        DAY.replace("{}", AWAY.format(no=1004)),
        DAY.replace("{}", AWAY.format(no=9999)),
        f"update leave_periods set person_id = 2; {DAY.replace('{}', AWAY.format(no=1001))}",
    ],
    "attendance-closed": [
        f"""
        {DAY};
        insert into attendance_months (month, closed_at, closed_by)
        values (date_trunc('month', current_date), now() - interval '1 day', 'person:1')
        """,
    ],
    "attendance-waiting": [
        """
        insert into attendance_touched (person_id, shard, first_day, last_day, cause, touched_at, available_at)
        values (1, 1, current_date, current_date, 'daily', now(), now() - interval '2 hours')
        """,
    ],
}
