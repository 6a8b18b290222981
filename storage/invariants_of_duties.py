"""What must be true of what people owe and of how they were told: name, sentence and query of each."""

DUTIES = (
    (
        "reminders-once",
        "同一天就同一项职责的同一期提醒了同一个人不止一次",
        """
        select told.person_id || ' ' || told.day || ' ' || o.duty || ' ' || o.period
        from (
            select d.person_id, d.day,
                case when line ->> 'key' like 'obligation:%' then substr(line ->> 'key', 12)::bigint end as obligation
            from digests d cross join lateral jsonb_array_elements(d.lines) line
        ) told
        join obligations o on o.id = told.obligation
        group by told.person_id, told.day, o.duty, o.period having count(*) > 1
        """,
    ),
    (
        "reminders-queued",
        "一份今日待办没有对应的投递",
        """
        select d.id from digests d
        where d.card_id is not null and not exists (select from outbox o where o.card_id = d.card_id)
        """,
    ),
    (
        "reminders-recorded",
        "一张今日待办的卡片没有对应的记录",
        """
        select c.id from cards c
        where c.request_no is null and c.role like 'digest:%' and c.generation = 1
            and not exists (select from digests d where d.card_id = c.id)
        """,
    ),
    (
        "duties-ended",
        "有人还欠着已经取消的职责",
        """
        select o.id from obligations o left join duties d on d.code = o.duty
        where o.state = 'open' and (d.code is null or d.ended_at <= now() - cast(:patience as interval))
        """,
    ),
    (
        "duties-done",
        "办完的职责没有写明谁在什么时候办的，或次数不够",
        """
        select id from obligations
        where state = 'done' and (done_at is null or done_by_id is null or times < minimum)
            or state = 'open' and times >= minimum and claimed_at is null
        """,
    ),
    (
        "duties-shared",
        "一人办即可的职责有人已办完，却还有人欠着",
        """
        select min(id) from obligations where is_shared
        group by duty, period having bool_or(state = 'done') and bool_or(state = 'open')
        """,
    ),
    (
        "duties-told",
        "告知了一种颜色，职责却还没有到这种颜色",
        """
        select distinct t.obligation_id from escalation_tellings t join obligations o on o.id = t.obligation_id
        where o.told < case t.colour when 'yellow' then 1 when 'orange' then 2 else 3 end
        """,
    ),
)
