-- A picture that is still with the platform has no content, and its punch does not count yet.
create table punch_photos (
    id bigint generated always as identity,
    person_id bigint not null,
    punch_id bigint,
    place text not null default '',
    within_fence boolean,
    sent_at timestamptz not null,
    media_type text,
    sha256 text,
    content bytea,
    constraint pk_punch_photos primary key (id),
    constraint uq_punch_photos_punch_id unique (punch_id),
    constraint fk_punch_photos_person_id foreign key (person_id) references people (id),
    constraint fk_punch_photos_punch_id foreign key (punch_id) references punches (id) on delete cascade,
    constraint ck_punch_photos_kept check ((content is null) = (punch_id is null))
);

create index ix_punch_photos_person_id on punch_photos (person_id);
create index ix_punch_photos_sent_at on punch_photos (sent_at);

alter table punch_waits
    add column placed_at timestamptz,
    add column place text not null default '',
    add column within_fence boolean;

-- Since when a month's punches are being forgotten: its days can be derived no more.
alter table attendance_months add column emptied_at timestamptz;

-- The places of punches up to this one are forgotten.
create table punch_retention (
    what text not null,
    until_id bigint not null,
    constraint pk_punch_retention primary key (what)
);

create index ix_punches_punched_at on punches using brin (punched_at);
