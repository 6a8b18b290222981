-- What the personnel office says of people, by staff number. It makes no person: a person has an account.
create table roster_imports (
    id bigint generated always as identity,
    file text not null,
    sha256 text not null,
    extent text not null,
    people integer not null,
    imported_at timestamptz not null,
    imported_by text not null,
    constraint pk_roster_imports primary key (id),
    constraint ck_roster_imports_extent check (extent in ('whole', 'part'))
);

create table roster (
    staff_no text not null,
    name text not null,
    department text[] not null,
    position text not null,
    standing text not null,
    category text,
    joined_on date,
    left_on date,
    leader_no text,
    leads boolean not null,
    import_id bigint not null,
    gone_at timestamptz,
    constraint pk_roster primary key (staff_no),
    constraint fk_roster_import_id foreign key (import_id) references roster_imports (id),
    constraint ck_roster_standing check (standing in ('在岗', '试用', '借调', '离岗', '离职', '退休'))
);

-- 一数一源, as content/ownership.toml has it: whose word on a field of a person counts.
create table field_owners (
    field text not null,
    owner text not null,
    office text not null,
    constraint pk_field_owners primary key (field)
);

-- A correction stands until it is ended; no reading of a directory and no roster goes against it.
create table corrections (
    id bigint generated always as identity,
    person_id bigint not null,
    field text not null,
    value text not null,
    reason text not null,
    made_by text not null,
    made_at timestamptz not null,
    ended_by text,
    ended_at timestamptz,
    constraint pk_corrections primary key (id),
    constraint fk_corrections_person_id foreign key (person_id) references people (id),
    constraint ck_corrections_field check (field in ('name', 'position', 'main_department', 'leaders')),
    constraint ck_corrections_ended check ((ended_at is null) = (ended_by is null))
);

create unique index uq_corrections_person_id_field on corrections (person_id, field) where ended_at is null;
