-- The registry of systems as it was published last. `place` is its order in the file.
create table systems (
    code text not null,
    document jsonb not null,
    content_hash text not null,
    version integer not null default 1,
    place integer not null,
    published_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_systems primary key (code)
);

-- Versions that were filed, and changes of structure that were announced. `at` is when it goes live or is planned.
create table system_filings (
    id bigint generated always as identity,
    system text,
    name text not null,
    kind text not null,
    request_no bigint not null,
    title text not null,
    at timestamptz,
    is_late boolean not null default false,
    contact_id bigint not null,
    filed_at timestamptz not null,
    reversed_at timestamptz,
    constraint pk_system_filings primary key (id),
    constraint uq_system_filings_request_no unique (request_no),
    constraint fk_system_filings_system foreign key (system) references systems (code),
    constraint fk_system_filings_request_no foreign key (request_no) references requests (no),
    constraint fk_system_filings_contact_id foreign key (contact_id) references people (id),
    constraint ck_system_filings_kind check (kind in ('version', 'structure'))
);
create index ix_system_filings_system on system_filings (system);

-- Checks as published, and how the last look went. While a source is away, it is unknown since when, never fine.
create table checks (
    key text not null,
    document jsonb not null,
    content_hash text not null,
    version integer not null default 1,
    published_at timestamptz not null,
    ended_at timestamptz,
    tried_at timestamptz,
    read_at timestamptz,
    unknown_since timestamptz,
    trouble text not null default '',
    constraint pk_checks primary key (key),
    constraint ck_checks_trouble check ((unknown_since is null) = (trouble = ''))
);

create table check_counts (
    check_key text not null,
    department text not null,
    rows integer not null,
    wrong integer not null,
    constraint pk_check_counts primary key (check_key, department),
    constraint fk_check_counts_check_key foreign key (check_key) references checks (key)
);

create table check_files (
    check_key text not null,
    name text not null,
    sha256 text not null,
    content bytea not null,
    brought_at timestamptz not null,
    brought_by_id bigint not null,
    constraint pk_check_files primary key (check_key),
    constraint fk_check_files_check_key foreign key (check_key) references checks (key),
    constraint fk_check_files_brought_by_id foreign key (brought_by_id) references people (id)
);

-- What was found, one row for each subject of a check for good: closed by the check that finds it no longer, opened
-- again by the one that finds it again.
create table findings (
    id bigint generated always as identity,
    check_key text not null,
    subject text not null,
    system text not null,
    owner text not null,
    words text not null,
    person_id bigint,
    department text not null default '',
    value text not null default '',
    found_at timestamptz not null,
    opened_at timestamptz not null,
    seen_at timestamptz not null,
    closed_at timestamptz,
    times integer not null default 1,
    constraint pk_findings primary key (id),
    constraint uq_findings_check_key_subject unique (check_key, subject),
    constraint fk_findings_person_id foreign key (person_id) references people (id)
);
create index ix_findings_owner on findings (owner) where closed_at is null;
create index ix_findings_person_id on findings (person_id) where closed_at is null;

create table finding_turns (
    id bigint generated always as identity,
    finding_id bigint not null,
    at timestamptz not null,
    turn text not null,
    minutes bigint,
    constraint pk_finding_turns primary key (id),
    constraint fk_finding_turns_finding_id foreign key (finding_id) references findings (id),
    constraint ck_finding_turns_turn check (turn in ('opened', 'closed', 'reopened')),
    constraint ck_finding_turns_minutes check ((turn = 'closed') = (minutes is not null))
);
create index ix_finding_turns_finding_id on finding_turns (finding_id);
create index ix_finding_turns_at on finding_turns (at);
create trigger append_only before delete or update on finding_turns
for each row execute function refuse_change();
create trigger never_emptied before truncate on finding_turns for each statement execute function refuse_change();

-- What somebody wants to have put right of their own: over only when the source shows it.
create table amendments (
    id bigint generated always as identity,
    person_id bigint not null,
    field text not null,
    label text not null,
    value text not null,
    request_no bigint,
    state text not null default 'asked',
    asked_at timestamptz not null,
    agreed_at timestamptz,
    reopened_at timestamptz,
    ended_at timestamptz,
    constraint pk_amendments primary key (id),
    constraint uq_amendments_request_no unique (request_no),
    constraint fk_amendments_person_id foreign key (person_id) references people (id),
    constraint fk_amendments_request_no foreign key (request_no) references requests (no),
    constraint ck_amendments_state check (state in ('asked', 'agreed', 'reopened', 'shown', 'refused')),
    constraint ck_amendments_ended check ((state in ('shown', 'refused')) = (ended_at is not null))
);
create index ix_amendments_person_id on amendments (person_id);

-- The small question of a day: one for a person and day, whatever asks.
create table daily_questions (
    id bigint generated always as identity,
    person_id bigint not null,
    day date not null,
    check_key text not null,
    finding_id bigint not null,
    state text not null default 'open',
    answer text not null default '',
    answered_at timestamptz,
    shown_at timestamptz,
    decided_by_id bigint,
    decided_at timestamptz,
    constraint pk_daily_questions primary key (id),
    constraint uq_daily_questions_person_id_day unique (person_id, day),
    constraint fk_daily_questions_person_id foreign key (person_id) references people (id),
    constraint fk_daily_questions_finding_id foreign key (finding_id) references findings (id),
    constraint fk_daily_questions_decided_by_id foreign key (decided_by_id) references people (id),
    constraint ck_daily_questions_state check (state in ('open', 'answered', 'later', 'never', 'taken', 'refused'))
);
create index ix_daily_questions_state on daily_questions (state) where state = 'answered';

create table question_wishes (
    person_id bigint not null,
    check_key text not null,
    until timestamptz,
    said_at timestamptz not null,
    constraint uq_question_wishes_person_id_check_key unique (person_id, check_key),
    constraint fk_question_wishes_person_id foreign key (person_id) references people (id)
);
