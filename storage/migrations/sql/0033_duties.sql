-- The catalogue of duties: `document` is a duty as its file has it. Numbers of `version` come from one sequence and are
-- never had twice, so the row with the highest says by its `mark` which catalogue this is. `origin` tells what the files may end: what was
-- imported stays until an import ends it.
create sequence duty_versions;
create table duties (
    code text not null,
    document jsonb not null,
    version bigint not null,
    mark uuid not null,
    department text not null,
    post text not null,
    origin text not null,
    ordinal integer not null,
    published_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_duties primary key (code),
    constraint ck_duties_origin check (origin in ('content', 'import'))
);
create index ix_duties_post on duties (post) where ended_at is null;
create index ix_duties_version on duties (version);
