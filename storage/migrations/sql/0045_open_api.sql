-- The open API: answers that a repeated request gets again, webhooks, what is sent to them, and the log of that.
create table api_answers (
    token text not null,
    key text not null,
    digest bytea not null,
    status integer,
    content bytea,
    at timestamptz not null,
    constraint pk_api_answers primary key (token, key)
);

create index ix_api_answers_at on api_answers (at);

create table webhooks (
    name text not null,
    address text not null,
    secret bytea not null,
    topics text[] not null,
    made_at timestamptz not null,
    ended_at timestamptz,
    constraint pk_webhooks primary key (name),
    constraint ck_webhooks_length check (octet_length(secret) = 32)
);

create table webhook_calls (
    id bigint generated always as identity,
    webhook text not null,
    subject text not null,
    topic text not null,
    content jsonb not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    made_at timestamptz not null,
    due_at timestamptz not null,
    leased_until timestamptz,
    ended_at timestamptz,
    replay_of_id bigint,
    constraint pk_webhook_calls primary key (id),
    constraint fk_webhook_calls_webhook foreign key (webhook) references webhooks (name),
    constraint fk_webhook_calls_replay_of_id foreign key (replay_of_id) references webhook_calls (id) on delete set null,
    constraint ck_webhook_calls_state check (state in ('waiting', 'done', 'dead')),
    constraint ck_webhook_calls_ended check ((state = 'waiting') = (ended_at is null))
);

create index ix_webhook_calls_waiting on webhook_calls (webhook, subject, id) where state = 'waiting';
create index ix_webhook_calls_ended_at on webhook_calls (ended_at);
create index ix_webhook_calls_replay_of_id on webhook_calls (replay_of_id) where replay_of_id is not null;

create table webhook_attempts (
    call_id bigint not null,
    no integer not null,
    at timestamptz not null,
    outcome text not null,
    status integer,
    took_ms integer not null,
    constraint pk_webhook_attempts primary key (call_id, no),
    constraint fk_webhook_attempts_call_id foreign key (call_id) references webhook_calls (id) on delete cascade
);

-- For lists of requests by form, and of those that are not finished.
create index ix_requests_form_no on requests (form, no);
create index ix_requests_unfinished on requests (no) where finished_at is null;
