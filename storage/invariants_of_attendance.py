"""What must be true of punches and of the days that were made of them: name, sentence and query of each.

Days are looked at for as long as anybody may still ask about them; what is derived anew and compared is in
`handlers/attendance_checks.py`.
"""

RECENT = "current_date - 62"  # this month and the one before, which is being confirmed and signed
NEWEST = 1_000_000  # punches that are looked at; the unique index holds the others too

ATTENDANCE = (
    (
        "attendance-punch-once",
        "同一次打卡记了两次",
        f"""
        select source || ' ' || key from punches where id > (select coalesce(max(id), 0) - {NEWEST} from punches)
        group by source, key having count(*) > 1
        """,  # noqa: S608 - all of it is ours
    ),
    (
        "attendance-punch-there",
        "某天的考勤用了不存在的、或者别人的打卡",
        f"""
        select d.person_id || ' ' || d.day from attendance_days d
        cross join lateral jsonb_path_query(d.detail, '$.*[*].punch') used
        where d.day >= {RECENT}
          and not exists (select from punches p where p.id = (used #>> '{{}}')::bigint and p.person_id = d.person_id)
          and not exists (
              select from attendance_months m where m.month = date_trunc('month', d.day) and m.emptied_at is not null
          )
        """,  # noqa: S608 - all of it is ours
    ),
    (
        "attendance-leave-there",
        "某天的考勤算了没有批准的、或者已经撤回的假",
        f"""
        select d.person_id || ' ' || d.day from attendance_days d
        cross join lateral jsonb_path_query(d.detail, '$.away[*].cause') cause
        where d.day >= {RECENT}
          and not exists (
              select from leave_periods l join requests r on r.no = l.request_no
              where 'leave:' || l.request_no = cause #>> '{{}}' and l.person_id = d.person_id and l.active
                and r.state = 'approved'
          )
          and not exists (
              select from attendance_touched t
              where t.person_id = d.person_id and d.day between t.first_day and t.last_day
          )
          and not exists (select from attendance_months m where m.month = date_trunc('month', d.day))
        """,  # noqa: S608 - all of it is ours
    ),
    (
        "attendance-closed",
        "关账以后还改了那个月的考勤",
        """
        select d.person_id || ' ' || d.day from attendance_months m
        join attendance_days d on d.day >= m.month and d.day < m.month + interval '1 month'
        where d.computed_at > m.closed_at
        """,
    ),
    (
        "attendance-waiting",
        "有人的考勤一直没有重算",
        """
        select person_id || ' ' || first_day from attendance_touched
        where available_at <= now() - greatest(cast(:patience as interval), interval '1 hour')
        """,
    ),
)
