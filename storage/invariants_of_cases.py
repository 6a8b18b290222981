"""What must be true of cases at any time: name, sentence for the operator, and the query that finds what is not."""

CASES = (
    (
        "case-places",
        "待办与办件里正在等待的办理位不一致",
        """
        select coalesce(o.request_no, p.request_no) || ' ' || coalesce(o.no, p.no)
        from (
            select r.no as request_no, (a.place ->> 'no')::integer as no, run ->> 'key' as step,
                (a.place ->> 'person')::bigint as person_id, (a.place ->> 'stand_in')::bigint as stand_in_id
            from requests r
            cross join jsonb_array_elements(r.course -> 'runs') run
            cross join jsonb_array_elements(run -> 'assignments') a (place)
            where r.plan is not null and run ->> 'state' = 'open' and a.place ->> 'standing' = 'open'
        ) o
        full join places p on p.request_no = o.request_no and p.no = o.no
        where (o.step, o.person_id, o.stand_in_id) is distinct from (p.step, p.person_id, p.stand_in_id)
        """,
    ),
    (
        "case-ended",
        "不在审批中的办件仍有待办",
        "select p.request_no from places p join requests r on r.no = p.request_no where r.state <> 'pending'",
    ),
    (
        "case-waits",
        "审批中的办件没有人办理，也没有说明卡在哪里",
        """
        select r.no from requests r
        where r.plan is not null and r.state = 'pending' and not exists (
            select from jsonb_array_elements(r.course -> 'runs') run where run ->> 'state' in ('open', 'stuck')
        )
        """,
    ),
    (
        "case-look",
        "办件有时限，却没有下次检查的时间",
        """
        select distinct r.no from requests r
        cross join jsonb_array_elements(r.course -> 'runs') run
        cross join jsonb_array_elements(run -> 'assignments') place
        join lateral jsonb_array_elements(r.plan -> 'steps') planned on planned ->> 'key' = run ->> 'key'
        where r.plan is not null and r.state = 'pending' and r.look_at is null
          and run ->> 'state' = 'open' and place ->> 'standing' = 'open' and planned ->> 'limit' is not null
          and coalesce((place ->> 'stage')::integer, 0) < jsonb_array_length(coalesce(planned -> 'overdue', '[]'))
              + jsonb_array_length(coalesce(planned -> 'warns', '[]'))
        """,
    ),
    (
        "stand-in-left",
        "代理的一方已离职，代理还没有结束：请再同步一次通讯录",
        """
        select s.id from stand_ins s
        where s.ended_at is null and (s.ends_at is null or s.ends_at > now())
          and exists (select from people p where p.id in (s.principal_id, s.stand_in_id) and p.status = 'left')
        """,
    ),
    (
        "act-numbers",
        "办件的经过有缺失，或比办件本身还新",
        """
        select r.no from requests r
        cross join lateral (
            select count(*) as number, coalesce(max(no), 0) as last, coalesce(max(version), 0) as version
            from acts where acts.request_no = r.no
        ) a
        where r.plan is not null
          and (a.number <> a.last or a.version > r.version or (a.number = 0) <> (r.state = 'draft'))
        """,
    ),
    (
        "act-audit",
        "办件的经过与审计记录不一一对应",
        """
        select a.request_no || ' ' || a.no
        from acts a left join audit u
            on u.object = 'request:' || a.request_no and u.detail ->> 'act' = a.no::text
           and u.action = 'request.' || a.kind and (a.actor_id is null or u.actor = 'person:' || a.actor_id)
        group by a.request_no, a.no having count(u.seq) <> 1
        """,
    ),
    (
        "act-own",
        "有人决定了自己的申请，而该步骤不允许",
        """
        select a.request_no || ' ' || a.no
        from acts a join requests r on r.no = a.request_no
        cross join jsonb_array_elements(r.plan -> 'steps') planned
        where a.decision is not null and a.actor_id = r.applicant_id
          and planned ->> 'key' = a.step and planned ->> 'own' <> 'allow'
        """,
    ),
    (
        "case-booked",
        "办件登记的内容与其状态不符",
        """
        select r.no from requests r
        cross join lateral (
            select coalesce(jsonb_agg(jsonb_build_array(what, no) order by what, no), '[]') as entries
            from bookings where bookings.request_no = r.no and reversed_at is null
        ) stands
        cross join lateral (
            select coalesce(jsonb_agg(entry order by entry ->> 0, (entry ->> 1)::integer), '[]') as entries
            from jsonb_array_elements(r.course -> 'booked') entry
        ) known
        where r.plan is not null and (
            stands.entries <> known.entries
            or jsonb_array_length(stands.entries)
                <> case r.state when 'approved' then coalesce(jsonb_array_length(r.plan -> 'books'), 0) else 0 end
        )
        """,
    ),
    (
        "case-copies",
        "抄送与办件里记的不一致",
        """
        select coalesce(o.request_no, c.request_no) || ' ' || coalesce(o.person_id, c.person_id)
        from (
            select r.no as request_no, (copy ->> 'person')::bigint as person_id, copy ->> 'read_at' is null as is_unread
            from requests r cross join jsonb_array_elements(r.course -> 'copies') copy
            where r.plan is not null
        ) o
        full join copies c on c.request_no = o.request_no and c.person_id = o.person_id
        where o.is_unread is distinct from (c.read_at is null and c.person_id is not null)
        """,
    ),
    (
        "class-slots",
        "已定的代课、补课与占用的教师和教室不一致",
        """
        select coalesce(wanted.id, s.cover_id) || ' ' || coalesce(wanted.period, s.period)
        from (
            select c.id, c.person_id, c.new_day, period, c.campus, c.new_room from class_covers c
            cross join generate_series(c.new_first, c.new_last) period where c.state = 'agreed'
        ) wanted
        full join class_slots s on s.cover_id = wanted.id and s.period = wanted.period
        where (wanted.person_id, wanted.new_day, wanted.campus, wanted.new_room)
            is distinct from (s.person_id, s.day, s.campus, s.room)
        """,
    ),
    (
        "gate-pass",
        "放行与批准的请假不一致",
        """
        select r.no from requests r
        left join gate_passes g on g.request_no = r.no and g.ended_at is null
        left join bookings b on b.request_no = r.no and b.what = 'gate_pass' and b.reversed_at is null
        where (g.request_no is null) <> (b.request_no is null)
        """,
    ),
)
