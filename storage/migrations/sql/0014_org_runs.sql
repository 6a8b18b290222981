-- A run is one reading of one account's directory with its difference, from the asking to the undoing.
create table org_runs (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    cause text not null,
    state text not null default 'reading',
    asked_at timestamptz not null,
    progress integer not null default 0,
    reading bytea,
    fingerprint text not null default '',
    counts jsonb not null default '[]',
    sample jsonb not null default '[]',
    excesses jsonb not null default '[]',
    trouble text not null default '',
    ready_at timestamptz,
    decided_by_id bigint,
    decided_at timestamptz,
    applied_at timestamptz,
    undone_by_id bigint,
    undone_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    constraint pk_org_runs primary key (id),
    constraint fk_org_runs_decided_by_id foreign key (decided_by_id) references people (id),
    constraint fk_org_runs_undone_by_id foreign key (undone_by_id) references people (id),
    constraint ck_org_runs_cause check (cause in ('asked', 'nightly', 'events', 'command')),
    constraint ck_org_runs_state check (
        state in (
            'reading', 'failed', 'refused', 'unchanged', 'ready', 'ignored', 'expired', 'stale', 'applying', 'applied',
            'undoing', 'undone'
        )
    )
);

-- Asked twice is one run with two answers.
create unique index uq_org_runs_platform_account on org_runs (platform, account)
where state in ('reading', 'applying', 'undoing');
create index ix_org_runs_asked_at on org_runs (asked_at);

-- The cards of a run have its number in their role.
create index ix_cards_role on cards (role) where request_no is null;

-- What events have named and is to be read again.
create table org_touched (
    platform text not null,
    account text not null,
    kind text not null,
    key text not null,
    at timestamptz not null,
    available_at timestamptz not null default now(),
    attempts integer not null default 0,
    constraint pk_org_touched primary key (platform, account, kind, key),
    constraint ck_org_touched_kind check (kind in ('member', 'department', 'whole'))
);

create index ix_org_touched_available_at on org_touched (available_at);

-- Every change of the directory, with what was and what became: the feed for other systems, and the way back.
create table org_changes (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    run_id bigint,
    kind text not null,
    key text not null,
    subject text not null,
    before text not null default '',
    after text not null default '',
    was jsonb,
    becomes jsonb,
    person_id bigint,
    seen_at timestamptz not null,
    applied_at timestamptz not null,
    undone_at timestamptz,
    constraint pk_org_changes primary key (id),
    constraint fk_org_changes_run_id foreign key (run_id) references org_runs (id),
    constraint fk_org_changes_person_id foreign key (person_id) references people (id)
);

create index ix_org_changes_run_id on org_changes (run_id);
create index ix_org_changes_person_id on org_changes (person_id);

create view report.org_changes as
select id, platform || ':' || account as account, run_id, kind, subject, before, after, seen_at, applied_at
from org_changes;
