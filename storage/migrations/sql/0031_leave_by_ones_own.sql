-- 参加工作日期: the first day of work anywhere, by which years of service are counted.
alter table roster add column working_since date;

-- Who may ask for leave in weeks that are closed to its type: allowed by whom the type names, for these days.
create table leave_exceptions (
    id bigint generated always as identity,
    person_id bigint not null,
    leave_type text not null,
    first date not null,
    last date not null,
    reason text not null,
    allowed_by bigint not null,
    allowed_at timestamptz not null,
    constraint pk_leave_exceptions primary key (id),
    constraint fk_leave_exceptions_person_id foreign key (person_id) references people (id),
    constraint fk_leave_exceptions_allowed_by foreign key (allowed_by) references people (id),
    constraint ck_leave_exceptions_days check (first <= last)
);

create index ix_leave_exceptions_person_id on leave_exceptions (person_id, leave_type);
