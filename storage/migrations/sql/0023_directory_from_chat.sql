-- A file may be wanted for no request at all: a roster that was sent into the chat.
alter table wanted_files alter column request_no drop not null;

-- Roster files from chat and page: checked, shown, then imported or dropped. The content goes when all is decided.
create table roster_files (
    id bigint generated always as identity,
    person_id bigint not null,
    name text not null,
    sha256 text not null default '',
    content bytea,
    extent text not null default 'whole',
    takes_new_departments boolean not null default false,
    state text not null default 'checking',
    people integer not null default 0,
    fault_count integer not null default 0,
    faults jsonb not null default '[]',
    marked bytea,
    may_take_new boolean not null default false,
    counts jsonb not null default '[]',
    sample jsonb not null default '[]',
    excesses jsonb not null default '[]',
    fingerprint text not null default '',
    trouble text not null default '',
    sent_at timestamptz not null,
    ready_at timestamptz,
    decided_by_id bigint,
    decided_at timestamptz,
    ended_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    constraint pk_roster_files primary key (id),
    constraint fk_roster_files_person_id foreign key (person_id) references people (id),
    constraint fk_roster_files_decided_by_id foreign key (decided_by_id) references people (id),
    constraint ck_roster_files_extent check (extent in ('whole', 'part')),
    constraint ck_roster_files_state check (
        state in ('checking', 'bad', 'refused', 'ready', 'unchanged', 'importing', 'imported', 'dropped', 'expired')
    )
);

create index ix_roster_files_state on roster_files (state) where state in ('checking', 'bad', 'ready', 'importing');

-- What is to be done in one platform's directory, as one comparison has found it.
create table directory_lists (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    cause text not null,
    state text not null default 'reading',
    takes_newcomers boolean not null default true,
    asked_at timestamptz not null,
    asked_by text not null,
    asked_by_id bigint,
    members integer not null default 0,
    counts jsonb not null default '[]',
    sample jsonb not null default '[]',
    excesses jsonb not null default '[]',
    trouble text not null default '',
    ready_at timestamptz,
    decided_by_id bigint,
    decided_at timestamptz,
    ended_at timestamptz,
    due_at timestamptz not null default now(),
    constraint pk_directory_lists primary key (id),
    constraint fk_directory_lists_asked_by_id foreign key (asked_by_id) references people (id),
    constraint fk_directory_lists_decided_by_id foreign key (decided_by_id) references people (id),
    constraint ck_directory_lists_cause check (cause in ('asked', 'import', 'correction', 'command')),
    constraint ck_directory_lists_state check (
        state in ('reading', 'failed', 'agreed', 'ready', 'ignored', 'expired', 'writing', 'halted', 'written')
    )
);

create index ix_directory_lists_state on directory_lists (state) where state in ('reading', 'ready', 'writing');

-- One line of a list each, in the order in which they are done. Without an order it is done by hand.
create table directory_orders (
    list_id bigint not null,
    ordinal integer not null,
    doing text not null,
    subject text not null,
    before text not null default '',
    after text not null default '',
    hint text not null default '',
    written jsonb,
    state text not null,
    attempts integer not null default 0,
    failure text not null default '',
    done_at timestamptz,
    constraint pk_directory_orders primary key (list_id, ordinal),
    constraint fk_directory_orders_list_id foreign key (list_id) references directory_lists (id),
    constraint ck_directory_orders_state check (
        state in ('by_hand', 'open', 'called', 'done', 'refused', 'uncertain')
    ),
    constraint ck_directory_orders_written check (written is not null or state = 'by_hand')
);

-- One writer per account, over all replicas.
create table directory_writers (
    platform text not null,
    account text not null,
    lease_token uuid,
    lease_until timestamptz,
    constraint pk_directory_writers primary key (platform, account)
);
