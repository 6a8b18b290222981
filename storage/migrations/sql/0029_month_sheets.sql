-- A month of attendance as its people were asked about it. `days` are the results that count, in the words they were
-- told in; `version` is the card's they were shown. The department is that of the day they were first asked.
create table month_confirmations (
    person_id bigint not null,
    month date not null,
    department_id bigint,
    days jsonb not null,
    version integer not null default 1,
    asked_at timestamptz not null,
    answer text,
    answered_at timestamptz,
    constraint pk_month_confirmations primary key (person_id, month),
    constraint fk_month_confirmations_person_id foreign key (person_id) references people (id),
    constraint fk_month_confirmations_department_id foreign key (department_id) references departments (id),
    constraint ck_month_confirmations_month check (extract(day from month) = 1),
    constraint ck_month_confirmations_answer check (answer in ('confirmed', 'disputed'))
);
create index ix_month_confirmations_month_department_id on month_confirmations (month, department_id);

-- A department's sheet: asked for when its head gets the card, signed by whom over which content.
create table month_sheets (
    id bigint generated always as identity,
    month date not null,
    department_id bigint not null,
    version integer not null default 1,
    asked_at timestamptz,
    reminded_on date,
    signed_at timestamptz,
    signed_by_id bigint,
    fingerprint text,
    constraint pk_month_sheets primary key (id),
    constraint uq_month_sheets_month_department_id unique (month, department_id),
    constraint fk_month_sheets_department_id foreign key (department_id) references departments (id),
    constraint fk_month_sheets_signed_by_id foreign key (signed_by_id) references people (id),
    constraint ck_month_sheets_month check (extract(day from month) = 1),
    constraint ck_month_sheets_signed check ((signed_at is null) = (fingerprint is null))
);
