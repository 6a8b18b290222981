-- The college's calendar, a version per change. What is only proposed is not applied; the newest applied one counts.
create table calendar_versions (
    id bigint generated always as identity,
    base_id bigint,
    content jsonb not null,
    content_hash text not null,
    source text not null,
    made_by text not null,
    made_at timestamptz not null,
    applied_at timestamptz,
    constraint pk_calendar_versions primary key (id),
    constraint fk_calendar_versions_base_id foreign key (base_id) references calendar_versions (id)
);

-- One history without branches: whoever changes what has been changed meanwhile is refused, also by the database.
create unique index uq_calendar_versions_base_id on calendar_versions (coalesce(base_id, 0))
where applied_at is not null;
