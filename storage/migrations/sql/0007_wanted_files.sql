-- Files that were sent into a chat and are still with the platform, until they are fetched into the form they are for.
create table wanted_files (
    id bigint generated always as identity,
    request_no bigint not null,
    field text not null,
    platform text not null,
    account text not null,
    user_id text not null,
    media_id text not null,
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    constraint pk_wanted_files primary key (id),
    constraint fk_wanted_files_request_no foreign key (request_no) references requests (no)
);

create index ix_wanted_files_due_at on wanted_files (due_at);
