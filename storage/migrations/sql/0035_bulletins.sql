-- 通报: numbers as they were when it was drafted. Whoever decides on it decides on these.
create table bulletins (
    id bigint generated always as identity,
    scope text not null,
    period text not null,
    kind text not null,
    first date not null,
    last date not null,
    version integer not null default 1,
    drafted_at timestamptz not null,
    facts jsonb not null,
    consequence text not null,
    fingerprint text not null,
    state text not null default 'draft',
    decided_at timestamptz,
    decided_by_id bigint,
    constraint pk_bulletins primary key (id),
    constraint uq_bulletins_scope_period unique (scope, period),
    constraint fk_bulletins_decided_by_id foreign key (decided_by_id) references people (id),
    constraint ck_bulletins_state check (state in ('draft', 'released', 'dropped')),
    constraint ck_bulletins_decided check (
        (state = 'draft') = (decided_at is null) and (decided_at is null) = (decided_by_id is null)
    )
);

-- What was decided on stays as it was written.
create trigger decided_stays before update or delete on bulletins for each row
    when (old.state <> 'draft') execute function refuse_change();
create trigger never_emptied before truncate on bulletins for each statement execute function refuse_change();

-- Who was told of which colour of a 督办 with this date.
create table supervision_tellings (
    request_no bigint not null,
    due_on date not null,
    colour text not null,
    person_id bigint not null,
    told_at timestamptz not null,
    constraint pk_supervision_tellings primary key (request_no, due_on, colour, person_id),
    constraint fk_supervision_tellings_request_no foreign key (request_no) references requests (no),
    constraint fk_supervision_tellings_person_id foreign key (person_id) references people (id),
    constraint ck_supervision_tellings_colour check (colour in ('yellow', 'orange', 'red'))
);

-- A department's one page of a month: who was asked, and the case in which they answer.
create table one_pages (
    month date not null,
    department_id bigint not null,
    person_id bigint not null,
    request_no bigint not null,
    asked_at timestamptz not null,
    chased_at timestamptz,
    constraint pk_one_pages primary key (month, department_id),
    constraint fk_one_pages_department_id foreign key (department_id) references departments (id),
    constraint fk_one_pages_person_id foreign key (person_id) references people (id),
    constraint fk_one_pages_request_no foreign key (request_no) references requests (no),
    constraint ck_one_pages_month check (extract(day from month) = 1)
);

-- The pages of a month put together for the leaders, as they were when the month was closed.
create table one_page_reports (
    month date not null,
    closed_at timestamptz not null,
    content jsonb not null,
    fingerprint text not null,
    constraint pk_one_page_reports primary key (month),
    constraint ck_one_page_reports_month check (extract(day from month) = 1)
);
create trigger closed_stays before update or delete on one_page_reports for each row execute function refuse_change();
