-- One person on two platforms: where they are reached, whose a doubtful account is, and a college that moves.

alter table accounts add column last_seen_at timestamptz;
alter table people add column receive_on text;

create table account_reviews (
    id bigint generated always as identity,
    platform text not null,
    account text not null,
    user_id text not null,
    user_key text not null,
    name text not null,
    department text not null default '',
    position text not null default '',
    staff_no text,
    candidates bigint[] not null,
    state text not null default 'open',
    found_at timestamptz not null,
    decided_at timestamptz,
    decided_by_id bigint,
    person_id bigint,
    constraint pk_account_reviews primary key (id),
    constraint uq_account_reviews_platform_account_user_key unique (platform, account, user_key),
    constraint ck_account_reviews_state check (state in ('open', 'linked', 'separate', 'gone')),
    constraint ck_account_reviews_linked check ((state = 'linked') = (person_id is not null)),
    constraint fk_account_reviews_decided_by_id foreign key (decided_by_id) references people (id),
    constraint fk_account_reviews_person_id foreign key (person_id) references people (id)
);

create table account_moves (
    id bigint generated always as identity,
    from_platform text not null,
    from_account text not null,
    to_platform text not null,
    to_account text not null,
    started_at timestamptz not null,
    both_until timestamptz not null,
    constraint pk_account_moves primary key (id),
    constraint uq_account_moves_from_platform_from_account unique (from_platform, from_account),
    constraint ck_account_moves_elsewhere check ((from_platform, from_account) <> (to_platform, to_account))
);

create table reply_rights (
    platform text not null,
    account text not null,
    user_key text not null,
    value text not null,
    expires_at timestamptz not null,
    constraint pk_reply_rights primary key (platform, account, user_key)
);

-- A person may see the same request on both platforms.
alter table cards drop constraint uq_cards_request_no_person_id_role_generation;
alter table cards add constraint uq_cards_request_no_person_id_role_platform_account_generation
    unique (request_no, person_id, role, platform, account, generation);
alter table cards add column quiet_until timestamptz;
