-- What somebody was shown before it is done; was_until is the end that was approved, until the one that counts.
create table leave_returns (
    id bigint generated always as identity,
    request_no bigint not null,
    person_id bigint not null,
    back_at timestamptz not null,
    was_until timestamptz not null,
    until timestamptz not null,
    minutes integer not null,
    state text default 'asked' not null,
    asked_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_leave_returns primary key (id),
    constraint fk_leave_returns_request_no foreign key (request_no) references requests (no),
    constraint fk_leave_returns_person_id foreign key (person_id) references people (id),
    constraint ck_leave_returns_state check (state in ('asked', 'done', 'dropped', 'undone')),
    constraint ck_leave_returns_minutes check (minutes >= 0 and until <= was_until)
);

create unique index ix_leave_returns_request_no on leave_returns (request_no) where state = 'done';

-- 续假: which leave goes on with which.
create table leave_extensions (
    request_no bigint not null,
    extends_no bigint not null,
    constraint pk_leave_extensions primary key (request_no),
    constraint fk_leave_extensions_request_no foreign key (request_no) references requests (no),
    constraint fk_leave_extensions_extends_no foreign key (extends_no) references requests (no)
);

create index ix_leave_extensions_extends_no on leave_extensions (extends_no);

-- A leave that a change of the calendar makes longer or shorter; it costs more only with its person's consent.
create table leave_reprices (
    id bigint generated always as identity,
    request_no bigint not null,
    person_id bigint not null,
    was integer not null,
    becomes integer not null,
    why text not null,
    state text default 'asked' not null,
    asked_at timestamptz not null,
    due_at timestamptz,
    ended_at timestamptz,
    constraint pk_leave_reprices primary key (id),
    constraint fk_leave_reprices_request_no foreign key (request_no) references requests (no),
    constraint fk_leave_reprices_person_id foreign key (person_id) references people (id),
    constraint ck_leave_reprices_state
        check (state in ('asked', 'booked', 'refused', 'silent', 'dropped', 'withheld'))
);

create unique index ix_leave_reprices_request_no on leave_reprices (request_no) where state = 'asked';
create index ix_leave_reprices_due_at on leave_reprices (due_at) where state = 'asked';

-- What a request has cost is asked for on every return, withdrawal and check.
create index ix_leave_ledger_request_no on leave_ledger (request_no) where request_no is not null;
