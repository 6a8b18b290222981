-- Facts: a punch is never changed. What comes again only counts up, on the same row.
create table punches (
    id bigint generated always as identity,
    person_id bigint not null,
    source text not null,
    key text not null,
    punched_at timestamptz not null,
    said_at timestamptz not null,
    side text,
    place text not null default '',
    within_fence boolean,
    received_at timestamptz not null,
    seen integer not null default 1,
    constraint pk_punches primary key (id),
    constraint fk_punches_person_id foreign key (person_id) references people (id),
    constraint ck_punches_side check (side in ('in', 'out'))
);
create unique index uq_punches_source_key on punches (source, key);
create index ix_punches_person_id_punched_at on punches (person_id, punched_at);

-- Whose days are to be derived again, and why. A queue: nobody who adds to it waits for whoever takes from it.
create table attendance_touched (
    id bigint generated always as identity,
    person_id bigint not null,
    shard smallint not null,
    first_day date not null,
    last_day date not null,
    cause text not null,
    touched_at timestamptz not null,
    available_at timestamptz not null,
    attempts integer not null default 0,
    constraint pk_attendance_touched primary key (id),
    constraint ck_attendance_touched_days check (last_day >= first_day)
);
create index ix_attendance_touched_shard_attempts_id on attendance_touched (shard, attempts, id);

create table attendance_days (
    person_id bigint not null,
    day date not null,
    status text not null,
    detail jsonb not null,
    computed_at timestamptz not null,
    shown text,
    constraint pk_attendance_days primary key (person_id, day)
);
create index ix_attendance_days_day_status on attendance_days (day, status);

create table assigned_shifts (
    person_id bigint not null,
    day date not null,
    shift text not null,
    assigned_at timestamptz not null,
    constraint pk_assigned_shifts primary key (person_id, day)
);

create table attendance_rules (
    id bigint generated always as identity,
    content_hash text not null,
    content text not null,
    published_at timestamptz not null,
    constraint pk_attendance_rules primary key (id)
);

create table attendance_months (
    month date not null,
    closed_at timestamptz not null,
    closed_by text not null,
    constraint pk_attendance_months primary key (month),
    constraint ck_attendance_months_month check (extract(day from month) = 1)
);

create table attendance_withheld (
    person_id bigint not null,
    day date not null,
    status text not null,
    detail jsonb not null,
    cause text not null,
    found_at timestamptz not null,
    constraint pk_attendance_withheld primary key (person_id, day)
);

create view report.punches as
select id, person_id, source, punched_at, place, received_at
from punches;

create view report.attendance_days as
select person_id, day, status, detail, computed_at
from attendance_days;
