-- How far each account's punches are read.
create table punch_readings (
    platform text not null,
    account text not null,
    read_until timestamptz,
    looked_back_at timestamptz,
    due_at timestamptz not null default now(),
    attempts integer not null default 0,
    failures integer not null default 0,
    constraint pk_punch_readings primary key (platform, account)
);

-- Gates and face terminals, with what each signs with.
create table devices (
    name text not null,
    key bytea not null,
    added_at timestamptz not null,
    ended_at timestamptz,
    seen_at timestamptz,
    ahead_ms bigint,
    told integer not null default 0,
    constraint pk_devices primary key (name)
);

-- What has been signed once counts once.
create table device_nonces (
    device text not null,
    nonce text not null,
    at timestamptz not null,
    constraint pk_device_nonces primary key (device, nonce),
    constraint fk_device_nonces_device foreign key (device) references devices (name)
);

create index ix_device_nonces_at on device_nonces (at);

-- Whom a device named and nobody is.
create table device_strangers (
    device text not null,
    staff_no text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    times integer not null default 1,
    constraint pk_device_strangers primary key (device, staff_no),
    constraint fk_device_strangers_device foreign key (device) references devices (name)
);

-- Approved corrections that a platform is to know too.
create table punch_orders (
    id bigint generated always as identity,
    request_no bigint not null,
    person_id bigint not null,
    platform text not null,
    account text not null,
    user_id text not null,
    day date not null,
    punched_at timestamptz not null,
    duty_at timestamptz,
    remark text not null default '',
    state text not null default 'pending',
    trouble text not null default '',
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    ended_at timestamptz,
    constraint pk_punch_orders primary key (id),
    constraint uq_punch_orders_request_no_platform_account unique (request_no, platform, account),
    constraint fk_punch_orders_request_no foreign key (request_no) references requests (no),
    constraint fk_punch_orders_person_id foreign key (person_id) references people (id),
    constraint ck_punch_orders_state check (state in ('pending', 'done', 'refused'))
);

create index ix_punch_orders_due_at on punch_orders (due_at) where state = 'pending';

-- Who has begun to punch in the chat and is asked for a place.
create table punch_waits (
    person_id bigint not null,
    begun_at timestamptz not null,
    constraint pk_punch_waits primary key (person_id),
    constraint fk_punch_waits_person_id foreign key (person_id) references people (id)
);

-- Who was asked for a missing punch, once for each time of duty.
create table punch_questions (
    id bigint generated always as identity,
    person_id bigint not null,
    day date not null,
    side text not null,
    duty_at timestamptz not null,
    asked_at timestamptz not null,
    answer text,
    answered_at timestamptz,
    constraint pk_punch_questions primary key (id),
    constraint uq_punch_questions_person_id_duty_at unique (person_id, duty_at),
    constraint fk_punch_questions_person_id foreign key (person_id) references people (id),
    constraint ck_punch_questions_side check (side in ('in', 'out')),
    constraint ck_punch_questions_answer check (answer in ('corrected', 'on_leave', 'not_needed'))
);
