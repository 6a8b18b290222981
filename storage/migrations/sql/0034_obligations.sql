-- What one person owes in one period. `holder_id` is by whose post it came about, `owner_id` who owes it now: the same,
-- unless somebody else has accepted it. `told` counts the colours of which its people were told; `tell_at` is when the
-- next one begins.
create table obligations (
    id bigint generated always as identity,
    duty text not null,
    period text not null,
    label text not null,
    holder_id bigint not null,
    owner_id bigint not null,
    opens_at timestamptz not null,
    due_at timestamptz not null,
    due_on date not null,
    half_on date,
    minimum integer not null default 1,
    times integer not null default 0,
    is_shared boolean not null,
    is_vacant boolean not null default false,
    state text not null default 'open',
    why_void text,
    yellow_at timestamptz not null,
    orange_at timestamptz not null,
    told integer not null default 0,
    tell_at timestamptz,
    event_id bigint,
    claimed_at timestamptz,
    claimed_by_id bigint,
    done_at timestamptz,
    done_by_id bigint,
    evidence text not null default '',
    offered_to_id bigint,
    offered_at timestamptz,
    moved_from_id bigint,
    disowned_at timestamptz,
    constraint pk_obligations primary key (id),
    constraint uq_obligations_duty_period_holder_id unique (duty, period, holder_id),
    constraint uq_obligations_duty_period_owner_id unique (duty, period, owner_id),
    constraint fk_obligations_holder_id foreign key (holder_id) references people (id),
    constraint fk_obligations_owner_id foreign key (owner_id) references people (id),
    constraint fk_obligations_claimed_by_id foreign key (claimed_by_id) references people (id),
    constraint fk_obligations_done_by_id foreign key (done_by_id) references people (id),
    constraint fk_obligations_offered_to_id foreign key (offered_to_id) references people (id),
    constraint fk_obligations_moved_from_id foreign key (moved_from_id) references people (id),
    constraint ck_obligations_state check (state in ('open', 'done', 'void')),
    constraint ck_obligations_done check ((state = 'done') = (done_at is not null and done_by_id is not null)),
    constraint ck_obligations_void check ((state = 'void') = (why_void is not null)),
    constraint ck_obligations_sense check (opens_at <= due_at and minimum >= 1 and times >= 0)
);
create index ix_obligations_open on obligations (owner_id, due_at) where state = 'open';
create index ix_obligations_due_on on obligations (due_on) where state <> 'done';
create index ix_obligations_claimed_at on obligations (claimed_at) where state = 'open' and claimed_at is not null;
create index ix_obligations_disowned_at on obligations (disowned_at) where state = 'open' and disowned_at is not null;
create index ix_obligations_offered_to_id on obligations (offered_to_id) where offered_to_id is not null;
create index ix_obligations_tell_at on obligations (tell_at) where state = 'open';

-- What shows that it was done.
create table obligation_files (
    id uuid not null,
    obligation_id bigint not null,
    name text not null,
    kind text not null,
    content bytea not null,
    by_id bigint not null,
    at timestamptz not null,
    constraint pk_obligation_files primary key (id),
    constraint fk_obligation_files_obligation_id foreign key (obligation_id) references obligations (id),
    constraint fk_obligation_files_by_id foreign key (by_id) references people (id)
);
create index ix_obligation_files_obligation_id on obligation_files (obligation_id);

-- One row, which is also the lock of whoever lays obligations out.
create table obligation_layouts (
    is_only boolean not null default true,
    fingerprint text not null default '',
    laid_at timestamptz,
    constraint pk_obligation_layouts primary key (is_only),
    constraint ck_obligation_layouts_only check (is_only)
);
insert into obligation_layouts default values;

-- Who was told of which colour: once each.
create table escalation_tellings (
    obligation_id bigint not null,
    colour text not null,
    person_id bigint not null,
    told_at timestamptz not null,
    constraint pk_escalation_tellings primary key (obligation_id, colour, person_id),
    constraint fk_escalation_tellings_obligation_id foreign key (obligation_id) references obligations (id),
    constraint fk_escalation_tellings_person_id foreign key (person_id) references people (id)
);
create index ix_escalation_tellings_told_at on escalation_tellings (told_at);

-- One per person and day, written in the transaction that queues the card. Without lines nothing was sent.
create table digests (
    person_id bigint not null,
    day date not null,
    id bigint generated always as identity,
    told_id bigint not null,
    made_at timestamptz not null,
    lines jsonb not null,
    cases bigint[] not null default '{}',
    card_id text,
    constraint pk_digests primary key (person_id, day),
    constraint uq_digests_id unique (id),
    constraint fk_digests_person_id foreign key (person_id) references people (id),
    constraint fk_digests_told_id foreign key (told_id) references people (id),
    constraint fk_digests_card_id foreign key (card_id) references cards (id) deferrable initially deferred,
    constraint ck_digests_sent check ((jsonb_array_length(lines) = 0) = (card_id is null))
);
create index ix_digests_card_id on digests (card_id);
create index ix_digests_day_cases on digests (day) where cases <> '{}';

create table digest_hours (
    person_id bigint not null,
    at time not null,
    chosen_at timestamptz not null,
    constraint pk_digest_hours primary key (person_id),
    constraint fk_digest_hours_person_id foreign key (person_id) references people (id)
);

-- What somebody has put off. `is_wanted`: they want to hear of it then, not only to see it the next morning.
create table snoozed_lines (
    person_id bigint not null,
    line text not null,
    text text not null,
    until timestamptz not null,
    times integer not null default 1,
    is_wanted boolean not null,
    told_at timestamptz,
    constraint pk_snoozed_lines primary key (person_id, line),
    constraint fk_snoozed_lines_person_id foreign key (person_id) references people (id)
);
create index ix_snoozed_lines_until on snoozed_lines (until) where is_wanted and told_at is null;

create table digest_plans (
    hour timestamptz not null,
    made_at timestamptz not null,
    accounts jsonb not null,
    constraint pk_digest_plans primary key (hour)
);

alter table printed_lists add column lines text[];

create view report.reminders as
select
    d.id,
    d.person_id,
    d.day,
    d.lines as digest,
    (select min(o.sent_at) from outbox o where o.card_id = d.card_id) as sent_at
from digests d
where d.card_id is not null;

-- A duty that has ended is in the catalogue still, as it was.
create view report.duties as
select
    o.duty as duty_id,
    d.department,
    d.post,
    d.document ->> 'title' as title,
    o.period,
    o.due_at,
    o.owner_id,
    o.state,
    o.done_at
from obligations o
left join duties d on d.code = o.duty;
