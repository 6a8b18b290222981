-- The timetable: who teaches what to whom, in which weeks, on which weekday and where. Replaced as a whole per term.
create table lessons (
    id bigint generated always as identity,
    term text not null,
    person_id bigint not null,
    course text not null,
    classes text[] not null,
    weekday integer not null,
    first_period integer not null,
    last_period integer not null,
    weeks integer[] not null,
    room text not null default '',
    campus text not null default '',
    constraint pk_lessons primary key (id),
    constraint fk_lessons_person_id foreign key (person_id) references people (id),
    constraint ck_lessons_weekday check (weekday between 1 and 7),
    constraint ck_lessons_periods check (1 <= first_period and first_period <= last_period)
);

create index ix_lessons_person_id on lessons (person_id);
create index ix_lessons_term on lessons (term);
create index ix_lessons_course on lessons (course);

-- A lesson that somebody was asked to take over, or that is made up for at another time.
create table class_covers (
    id bigint generated always as identity,
    leave_no bigint not null,
    change_no bigint,
    kind text not null,
    teacher_id bigint not null,
    person_id bigint not null,
    term text not null,
    course text not null,
    classes text[] not null,
    campus text not null,
    day date not null,
    first_period integer not null,
    last_period integer not null,
    room text not null,
    new_day date not null,
    new_first integer not null,
    new_last integer not null,
    new_room text not null,
    state text not null,
    asked_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz,
    constraint pk_class_covers primary key (id),
    constraint fk_class_covers_leave_no foreign key (leave_no) references requests (no),
    constraint fk_class_covers_change_no foreign key (change_no) references requests (no),
    constraint fk_class_covers_teacher_id foreign key (teacher_id) references people (id),
    constraint fk_class_covers_person_id foreign key (person_id) references people (id),
    constraint ck_class_covers_kind check (kind in ('cover', 'make_up')),
    constraint ck_class_covers_state check (state in ('asked', 'agreed', 'declined', 'ended'))
);

create index ix_class_covers_leave_no on class_covers (leave_no);
create index ix_class_covers_change_no on class_covers (change_no) where change_no is not null;
create index ix_class_covers_new_day on class_covers (new_day);
create unique index uq_class_covers_moved_once on class_covers (teacher_id, day, first_period) where state = 'agreed';
create unique index uq_class_covers_asked_once
on class_covers (leave_no, day, first_period, person_id) where state = 'asked';

-- Where agreed covers take place: nobody in two places, no room for two classes.
create table class_slots (
    person_id bigint not null,
    day date not null,
    period integer not null,
    cover_id bigint not null,
    campus text not null,
    room text not null,
    constraint pk_class_slots primary key (person_id, day, period),
    constraint fk_class_slots_person_id foreign key (person_id) references people (id),
    constraint fk_class_slots_cover_id foreign key (cover_id) references class_covers (id)
);

create index ix_class_slots_cover_id on class_slots (cover_id);
create unique index uq_class_slots_room on class_slots (campus, room, day, period) where room <> '';

-- What opens the gate to a student. One per request; its end moves with the leave.
create table gate_passes (
    request_no bigint not null,
    person_id bigint not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    made_at timestamptz not null,
    ended_at timestamptz,
    missed_at timestamptz,
    constraint pk_gate_passes primary key (request_no),
    constraint fk_gate_passes_request_no foreign key (request_no) references requests (no),
    constraint fk_gate_passes_person_id foreign key (person_id) references people (id),
    constraint ck_gate_passes_period check (starts_at < ends_at)
);

create index ix_gate_passes_person_id on gate_passes (person_id, starts_at) where ended_at is null;
create index ix_gate_passes_ends_at on gate_passes (ends_at) where ended_at is null and missed_at is null;

-- Whoever went through a gate, as the gate has said it. `seen` counts how often it was said.
create table gate_passages (
    id bigint generated always as identity,
    source text not null,
    key text not null,
    person_id bigint not null,
    request_no bigint,
    side text not null,
    at timestamptz not null,
    place text not null,
    received_at timestamptz not null,
    seen integer not null default 1,
    constraint pk_gate_passages primary key (id),
    constraint uq_gate_passages_source_key unique (source, key),
    constraint fk_gate_passages_person_id foreign key (person_id) references people (id),
    constraint fk_gate_passages_request_no foreign key (request_no) references requests (no),
    constraint ck_gate_passages_side check (side in ('in', 'out'))
);

create index ix_gate_passages_person_id on gate_passages (person_id, at);

create trigger append_only
before delete or update of source, key, person_id, request_no, side, at, place, received_at on gate_passages
for each row execute function refuse_change();
create trigger never_emptied before truncate on gate_passages for each statement execute function refuse_change();

-- Which person a campus card belongs to.
create table campus_cards (
    number text not null,
    person_id bigint not null,
    constraint pk_campus_cards primary key (number),
    constraint fk_campus_cards_person_id foreign key (person_id) references people (id)
);

create index ix_campus_cards_person_id on campus_cards (person_id);

-- What other systems show at /api/v1; of the secret only its hash is kept.
create table api_tokens (
    name text not null,
    public_part text not null,
    hash bytea not null,
    scopes text[] not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    last_used_at timestamptz,
    constraint pk_api_tokens primary key (name),
    constraint uq_api_tokens_public_part unique (public_part)
);
