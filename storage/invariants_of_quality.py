"""What must be true of what checks have found: name, sentence and query of each."""

QUALITY = (
    (
        "finding-turns",
        "一条数据问题的状态与它的开合记录不一致",
        """
        select f.id from findings f left join lateral (
            select turn from finding_turns where finding_id = f.id order by id desc limit 1
        ) last on true
        where last.turn is null or (last.turn = 'closed') <> (f.closed_at is not null)
        """,
    ),
    (
        "finding-amendment",
        "已办结的更正还列在待办里",
        """
        select a.id from amendments a join findings f on f.check_key = 'amendment' and f.subject = a.id::text
        where a.ended_at is not null and f.closed_at is null
        """,
    ),
)
