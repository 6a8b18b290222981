-- Which departments the names in the list of posts stand for. A name that comes up anew gives nobody a right: whoever
-- may rename a department on a platform must not thereby make somebody head of personnel.
create table post_names (
    name text not null,
    platform text not null,
    account text not null,
    published_at timestamptz not null,
    constraint pk_post_names primary key (name, platform, account)
);
create table post_departments (
    name text not null,
    department_id bigint not null
        constraint fk_post_departments_department_id references departments (id),
    granted_at timestamptz not null,
    granted_by text not null,
    constraint pk_post_departments primary key (name, department_id)
);
create index ix_post_departments_department_id on post_departments (department_id);

create trigger directory_changed after insert or delete or update on post_names
    for each statement execute function note_directory_change();
create trigger directory_changed after insert or delete or update on post_departments
    for each statement execute function note_directory_change();
