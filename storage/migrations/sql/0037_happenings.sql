-- An event of the college that happened or is planned. While it lives its key is nobody else's; one that was cancelled
-- may be told anew. `duties` are those it starts, none for all that wait for it; `deadline` is the document's own.
-- `version` grows with whatever moves deadlines, `seen` with every further report of the same.
create table happenings (
    id bigint generated always as identity,
    code text not null,
    at timestamptz not null,
    until timestamptz,
    subject text not null default '',
    duties text[] not null default '{}',
    deadline date,
    origin text not null,
    key text not null,
    is_planned boolean not null,
    noted_by_id bigint,
    noted_at timestamptz not null,
    asked_at timestamptz,
    cancelled_at timestamptz,
    version integer not null default 1,
    seen integer not null default 1,
    constraint pk_happenings primary key (id),
    constraint fk_happenings_noted_by_id foreign key (noted_by_id) references people (id),
    constraint ck_happenings_period check (until is null or until >= at)
);
create unique index uq_happenings_key on happenings (key) where cancelled_at is null;
create index ix_happenings_code_at on happenings (code, at);
create index ix_happenings_origin on happenings (origin);
create index ix_happenings_noted_by_id on happenings (noted_by_id, noted_at);
create index ix_happenings_due on happenings (at) where is_planned and cancelled_at is null;

-- What an owner said where the rule of a duty lacks a date or a period; a change ends a row and begins another.
create table duty_answers (
    id bigint generated always as identity,
    duty text not null,
    rule jsonb not null,
    words text not null,
    said_by_id bigint not null,
    said_at timestamptz not null,
    asks_again_on date,
    ended_at timestamptz,
    constraint pk_duty_answers primary key (id),
    constraint fk_duty_answers_said_by_id foreign key (said_by_id) references people (id)
);
create unique index uq_duty_answers_duty on duty_answers (duty) where ended_at is null;

-- Who was asked when for such a date, and what became of it: one question a person and day, one open question a duty.
-- `is_own`: begun by the person, to change what was said. `reading` is what was understood and waits to be confirmed.
create table duty_questions (
    id bigint generated always as identity,
    duty text not null,
    person_id bigint not null,
    asked_on date not null,
    asked_at timestamptz not null,
    is_own boolean not null default false,
    version integer not null default 1,
    reading jsonb,
    words text not null default '',
    outcome text,
    asks_again_on date,
    ended_at timestamptz,
    constraint pk_duty_questions primary key (id),
    constraint fk_duty_questions_person_id foreign key (person_id) references people (id),
    constraint ck_duty_questions_outcome check (outcome in ('answered', 'unknown', 'skipped', 'moved')),
    constraint ck_duty_questions_ended check ((outcome is null) = (ended_at is null))
);
create unique index uq_duty_questions_a_day on duty_questions (person_id, asked_on) where not is_own;
create unique index uq_duty_questions_open on duty_questions (duty) where outcome is null;
create index ix_duty_questions_duty on duty_questions (duty, asked_at);

-- What somebody is about to tell, as far as it is known: one each; `asked` is what was asked already.
create table happening_drafts (
    id bigint generated always as identity,
    person_id bigint not null,
    code text not null,
    at timestamptz,
    deadline date,
    subject text not null,
    duties text[] not null,
    asked text[] not null,
    version integer not null default 1,
    state text not null default 'open',
    updated_at timestamptz not null,
    constraint pk_happening_drafts primary key (id),
    constraint fk_happening_drafts_person_id foreign key (person_id) references people (id),
    constraint ck_happening_drafts_state check (state in ('open', 'told', 'dropped'))
);
create unique index uq_happening_drafts_open on happening_drafts (person_id) where state = 'open';

-- What 登记 listed last, so that a place in it means what its reader sees.
create table printed_events (
    person_id bigint not null,
    codes text[] not null,
    constraint pk_printed_events primary key (person_id),
    constraint fk_printed_events_person_id foreign key (person_id) references people (id)
);
