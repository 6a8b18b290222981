-- Every table of the first release, as storage/tables.py describes them.

create table alerts (
    key text not null,
    text text not null,
    raised_at timestamptz not null,
    last_seen_at timestamptz not null,
    times integer default 1 not null,
    cleared_at timestamptz,
    constraint pk_alerts primary key (key)
);

create table audit (
    seq bigint not null,
    at timestamptz not null,
    actor text not null,
    action text not null,
    object text not null,
    detail jsonb not null,
    previous_hash text not null,
    hash text not null,
    constraint pk_audit primary key (seq)
);

create table budget_windows (
    name text not null,
    window_start timestamptz not null,
    used integer not null,
    constraint pk_budget_windows primary key (name, window_start)
);

create table departments (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    external_id text not null,
    parent_id bigint,
    name text not null,
    position integer default 0 not null,
    active boolean default true not null,
    constraint pk_departments primary key (id),
    constraint uq_departments_platform_account_external_id unique (platform, account, external_id),
    constraint fk_departments_parent_id foreign key (parent_id) references departments (id)
);

create table heartbeats (
    name text not null,
    started_at timestamptz not null,
    beat_at timestamptz not null,
    constraint pk_heartbeats primary key (name)
);

create table inbox (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    event_key text not null,
    kind text not null,
    lane text not null,
    body bytea,
    state text default 'pending' not null,
    attempts integer default 0 not null,
    seen integer default 1 not null,
    received_at timestamptz default now() not null,
    available_at timestamptz default now() not null,
    handled_at timestamptz,
    error text default '' not null,
    constraint pk_inbox primary key (id),
    constraint uq_inbox_platform_account_event_key unique (platform, account, event_key),
    constraint ck_inbox_state check (state in ('pending', 'done', 'ignored', 'dead')),
    constraint ck_inbox_handled check ((state = 'pending') = (handled_at is null)),
    constraint ck_inbox_dead check (state <> 'dead' or error <> '')
);

create index ix_inbox_pending on inbox (id) where state = 'pending';
create index ix_inbox_pending_lane on inbox (platform, account, lane, id) where state = 'pending';

create table job_runs (
    job text not null,
    occurrence timestamptz not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text default '' not null,
    lease_token uuid,
    lease_until timestamptz,
    constraint pk_job_runs primary key (job, occurrence)
);

create table platform_tokens (
    name text not null,
    sealed bytea not null,
    generation integer not null,
    expires_at timestamptz not null,
    refreshing_until timestamptz,
    constraint pk_platform_tokens primary key (name)
);

create table people (
    id bigint generated always as identity,
    staff_no text,
    name text not null,
    status text default 'active' not null,
    main_department_id bigint,
    position text default '' not null,
    since timestamptz default now() not null,
    constraint pk_people primary key (id),
    constraint ck_people_status check (status in ('active', 'left')),
    constraint uq_people_staff_no unique (staff_no),
    constraint fk_people_main_department_id foreign key (main_department_id) references departments (id)
);

create table accounts (
    id bigint generated always as identity,
    person_id bigint not null,
    platform text not null,
    account text not null,
    user_id text not null,
    user_key text not null,
    active boolean default true not null,
    constraint pk_accounts primary key (id),
    constraint uq_accounts_platform_account_user_key unique (platform, account, user_key),
    constraint fk_accounts_person_id foreign key (person_id) references people (id)
);

create index ix_accounts_person_id on accounts (person_id);

create table direct_leaders (
    person_id bigint not null,
    leader_id bigint not null,
    constraint pk_direct_leaders primary key (person_id, leader_id),
    constraint fk_direct_leaders_person_id foreign key (person_id) references people (id),
    constraint fk_direct_leaders_leader_id foreign key (leader_id) references people (id)
);

create index ix_direct_leaders_leader_id on direct_leaders (leader_id);

create table memberships (
    department_id bigint not null,
    person_id bigint not null,
    leads boolean default false not null,
    constraint pk_memberships primary key (department_id, person_id),
    constraint fk_memberships_department_id foreign key (department_id) references departments (id),
    constraint fk_memberships_person_id foreign key (person_id) references people (id)
);

create index ix_memberships_person_id on memberships (person_id);

create table printed_lists (
    person_id bigint not null,
    request_nos bigint[] not null,
    printed_at timestamptz not null,
    constraint pk_printed_lists primary key (person_id),
    constraint fk_printed_lists_person_id foreign key (person_id) references people (id)
);

create table requests (
    no bigint generated always as identity (start with 1001),
    form text not null,
    form_version integer not null,
    applicant_id bigint not null,
    state text default 'draft' not null,
    version integer default 1 not null,
    fields jsonb not null,
    created_at timestamptz not null,
    submitted_at timestamptz,
    finished_at timestamptz,
    urged_at timestamptz,
    constraint pk_requests primary key (no),
    constraint ck_requests_state check (state in ('draft', 'pending', 'approved', 'rejected', 'withdrawn', 'expired')),
    constraint ck_requests_finished check ((state in ('draft', 'pending')) = (finished_at is null)),
    constraint ck_requests_submitted check (state in ('draft', 'withdrawn', 'expired') or submitted_at is not null),
    constraint fk_requests_applicant_id foreign key (applicant_id) references people (id)
);

create index ix_requests_applicant_id_state on requests (applicant_id, state);

create table cards (
    id text not null,
    platform text not null,
    account text not null,
    recipient text not null,
    person_id bigint,
    request_no bigint,
    step integer,
    role text not null,
    generation integer default 1 not null,
    content jsonb not null,
    version integer default 1 not null,
    shown_version integer default 0 not null,
    state text default 'live' not null,
    platform_message_id text,
    created_at timestamptz not null,
    shown_at timestamptz,
    constraint pk_cards primary key (id),
    constraint uq_cards_request_no_person_id_role_generation unique (request_no, person_id, role, generation),
    constraint ck_cards_state check (state in ('live', 'final', 'expired')),
    constraint fk_cards_person_id foreign key (person_id) references people (id),
    constraint fk_cards_request_no foreign key (request_no) references requests (no)
);

create table dialogues (
    person_id bigint not null,
    topic text not null,
    request_no bigint,
    state jsonb not null,
    updated_at timestamptz not null,
    constraint pk_dialogues primary key (person_id),
    constraint fk_dialogues_person_id foreign key (person_id) references people (id),
    constraint fk_dialogues_request_no foreign key (request_no) references requests (no)
);

create table leave_ledger (
    id bigint generated always as identity,
    person_id bigint not null,
    leave_type text not null,
    minutes integer not null,
    reason text not null,
    cause_key text not null,
    request_no bigint,
    booked_at timestamptz not null,
    constraint pk_leave_ledger primary key (id),
    constraint fk_leave_ledger_person_id foreign key (person_id) references people (id),
    constraint uq_leave_ledger_cause_key unique (cause_key),
    constraint fk_leave_ledger_request_no foreign key (request_no) references requests (no)
);

create index ix_leave_ledger_person_id_leave_type on leave_ledger (person_id, leave_type);

create table leave_periods (
    request_no bigint not null,
    person_id bigint not null,
    during tstzrange not null,
    active boolean default true not null,
    constraint pk_leave_periods primary key (request_no),
    constraint fk_leave_periods_request_no foreign key (request_no) references requests (no),
    constraint fk_leave_periods_person_id foreign key (person_id) references people (id),
    constraint ex_leave_periods_overlap exclude using gist (int8range(person_id, person_id, '[]') with &&, during with &&) where (active)
);

create index ix_leave_periods_person_id on leave_periods (person_id);

create table steps (
    request_no bigint not null,
    ordinal integer not null,
    label text not null,
    mode text default 'any' not null,
    state text default 'waiting' not null,
    opened_at timestamptz,
    closed_at timestamptz,
    constraint pk_steps primary key (request_no, ordinal),
    constraint ck_steps_state check (state in ('waiting', 'pending', 'approved', 'rejected', 'cancelled')),
    constraint fk_steps_request_no foreign key (request_no) references requests (no)
);

create table card_handles (
    id bigint generated always as identity,
    card_id text not null,
    handle text not null,
    origin text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint pk_card_handles primary key (id),
    constraint uq_card_handles_card_id_handle unique (card_id, handle),
    constraint ck_card_handles_origin check (origin in ('send', 'click')),
    constraint fk_card_handles_card_id foreign key (card_id) references cards (id)
);

create table decisions (
    id bigint generated always as identity,
    request_no bigint not null,
    step integer not null,
    actor_id bigint not null,
    on_behalf_of_id bigint,
    action text not null,
    comment text default '' not null,
    channel text not null,
    decided_at timestamptz not null,
    constraint pk_decisions primary key (id),
    constraint fk_decisions_request_no_step foreign key (request_no, step) references steps (request_no, ordinal),
    constraint uq_decisions_request_no_step_actor_id unique (request_no, step, actor_id),
    constraint ck_decisions_action check (action in ('approve', 'reject')),
    constraint fk_decisions_actor_id foreign key (actor_id) references people (id),
    constraint fk_decisions_on_behalf_of_id foreign key (on_behalf_of_id) references people (id)
);

create table outbox (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    recipient text not null,
    person_id bigint,
    kind text not null,
    lane text default 'send' not null,
    payload jsonb not null,
    card_id text,
    request_no bigint,
    dedupe_key text not null,
    state text default 'pending' not null,
    attempts integer default 0 not null,
    available_at timestamptz default now() not null,
    deadline timestamptz,
    lease_token uuid,
    lease_until timestamptz,
    called_at timestamptz,
    created_at timestamptz default now() not null,
    sent_at timestamptz,
    finished_at timestamptz,
    platform_message_id text,
    error text default '' not null,
    constraint pk_outbox primary key (id),
    constraint ck_outbox_kind check (kind in ('text', 'card', 'recall')),
    constraint ck_outbox_lane check (lane in ('send', 'slow')),
    constraint ck_outbox_state check (state in ('pending', 'done', 'uncertain', 'dead')),
    constraint ck_outbox_finished check ((state = 'pending') = (finished_at is null)),
    constraint fk_outbox_person_id foreign key (person_id) references people (id),
    constraint fk_outbox_card_id foreign key (card_id) references cards (id),
    constraint fk_outbox_request_no foreign key (request_no) references requests (no),
    constraint uq_outbox_dedupe_key unique (dedupe_key)
);

create index ix_outbox_called on outbox (platform, account, recipient, called_at);
create index ix_outbox_card_id on outbox (card_id);
create index ix_outbox_due on outbox (platform, account, lane, id) where state = 'pending';
create index ix_outbox_pending on outbox (platform, account, recipient, id) where state = 'pending';

create table step_approvers (
    request_no bigint not null,
    ordinal integer not null,
    person_id bigint not null,
    source text not null,
    constraint pk_step_approvers primary key (request_no, ordinal, person_id),
    constraint fk_step_approvers_request_no_ordinal foreign key (request_no, ordinal) references steps (request_no, ordinal),
    constraint fk_step_approvers_person_id foreign key (person_id) references people (id)
);

create index ix_step_approvers_person_id on step_approvers (person_id);

-- In queues rows die young: what is done is swept away before the next claims have to step over it.
alter table inbox set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
alter table outbox set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
