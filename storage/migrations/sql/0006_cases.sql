-- Cases: requests that run on the engine of every form, with what is read from them without opening them.

-- A request with a plan is a case; `course` is where it stands, apart from its history, which `acts` has.
alter table requests
    add column plan jsonb,
    add column course jsonb,
    add column draft jsonb,
    add column look_at timestamptz,
    drop constraint ck_requests_state,
    drop constraint ck_requests_finished,
    add constraint ck_requests_state
        check (state in ('draft', 'pending', 'returned', 'approved', 'rejected', 'withdrawn', 'expired')),
    add constraint ck_requests_finished check ((state in ('draft', 'pending', 'returned')) = (finished_at is null)),
    add constraint ck_requests_case
        check ((plan is null) = (course is null) and (plan is not null or state <> 'returned'));

create index ix_requests_look_at on requests (look_at) where look_at is not null;

-- What waits for whom now.
create table places (
    request_no bigint not null,
    no integer not null,
    step text not null,
    label text not null,
    person_id bigint not null,
    stand_in_id bigint,
    asked_at timestamptz not null,
    constraint pk_places primary key (request_no, no),
    constraint fk_places_request_no foreign key (request_no) references requests (no),
    constraint fk_places_person_id foreign key (person_id) references people (id),
    constraint fk_places_stand_in_id foreign key (stand_in_id) references people (id)
);

create index ix_places_person_id on places (person_id);
create index ix_places_stand_in_id on places (stand_in_id) where stand_in_id is not null;

-- Everything that happened to a case. Without an actor it was the clock. `decision` is set where the act decided a place
-- that counts; `signature` binds such a decision to what was signed.
create table acts (
    request_no bigint not null,
    no integer not null,
    at timestamptz not null,
    kind text not null,
    actor_id bigint,
    on_behalf_of_id bigint,
    step text not null,
    words text not null,
    subject_id bigint,
    version integer not null,
    channel text default '' not null,
    decision text,
    signature text default '' not null,
    constraint pk_acts primary key (request_no, no),
    constraint ck_acts_decision check (decision in ('approve', 'reject')),
    constraint fk_acts_request_no foreign key (request_no) references requests (no),
    constraint fk_acts_actor_id foreign key (actor_id) references people (id),
    constraint fk_acts_on_behalf_of_id foreign key (on_behalf_of_id) references people (id),
    constraint fk_acts_subject_id foreign key (subject_id) references people (id)
);

create index ix_acts_actor_id_at on acts (actor_id, at);

create trigger append_only before update or delete on acts for each row execute function refuse_change();
create trigger never_emptied before truncate on acts for each statement execute function refuse_change();

create table copies (
    request_no bigint not null,
    person_id bigint not null,
    given_by_id bigint,
    given_at timestamptz not null,
    read_at timestamptz,
    constraint pk_copies primary key (request_no, person_id),
    constraint fk_copies_request_no foreign key (request_no) references requests (no),
    constraint fk_copies_person_id foreign key (person_id) references people (id),
    constraint fk_copies_given_by_id foreign key (given_by_id) references people (id)
);

create index ix_copies_unread on copies (person_id) where read_at is null;

-- What an approval entered, and when that was taken back. The primary key lets nothing be entered twice.
create table bookings (
    request_no bigint not null,
    what text not null,
    no integer not null,
    booked_at timestamptz not null,
    detail jsonb not null,
    reversed_at timestamptz,
    constraint pk_bookings primary key (request_no, what, no),
    constraint fk_bookings_request_no foreign key (request_no) references requests (no)
);

-- Without a period: whoever stands in whenever the principal is away.
create table stand_ins (
    id bigint generated always as identity,
    principal_id bigint not null,
    stand_in_id bigint not null,
    starts_at timestamptz,
    ends_at timestamptz,
    form text,
    most_fen bigint,
    cause text not null,
    created_at timestamptz not null,
    begun_at timestamptz,
    ended_at timestamptz,
    constraint pk_stand_ins primary key (id),
    constraint fk_stand_ins_principal_id foreign key (principal_id) references people (id),
    constraint fk_stand_ins_stand_in_id foreign key (stand_in_id) references people (id),
    constraint uq_stand_ins_cause unique (cause),
    constraint ck_stand_ins_period check ((starts_at is null) = (ends_at is null) and starts_at <= ends_at),
    constraint ck_stand_ins_another check (principal_id <> stand_in_id)
);

create index ix_stand_ins_alive on stand_ins (principal_id) where ended_at is null;
create unique index uq_stand_ins_standing on stand_ins (principal_id) where starts_at is null and ended_at is null;

create table attachments (
    id uuid not null,
    request_no bigint not null,
    field text not null,
    name text not null,
    media_type text not null,
    size integer not null,
    sha256 text not null,
    content bytea not null,
    person_id bigint not null,
    at timestamptz not null,
    constraint pk_attachments primary key (id),
    constraint fk_attachments_request_no foreign key (request_no) references requests (no),
    constraint fk_attachments_person_id foreign key (person_id) references people (id)
);

create index ix_attachments_request_no on attachments (request_no);

-- Opinions that somebody has given before, to be picked again.
create table phrases (
    person_id bigint not null,
    words text not null,
    used_at timestamptz not null,
    constraint pk_phrases primary key (person_id, words),
    constraint fk_phrases_person_id foreign key (person_id) references people (id)
);

-- The record of one request is looked up by it.
create index ix_audit_object on audit (object);

-- Which directory it is: a set of numbers that nobody ever has twice. Rows are only put in, so no lock is shared.
create table directory_changes (
    id uuid default gen_random_uuid() not null,
    at timestamptz default now() not null,
    constraint pk_directory_changes primary key (id)
);

create function note_directory_change() returns trigger language plpgsql as $$
begin
    insert into directory_changes default values;
    return null;
end
$$;

create trigger directory_changed
after insert or delete or update of name, staff_no, position, main_department_id, status on people
for each statement execute function note_directory_change();

create trigger directory_changed
after insert or delete or update of platform, account, user_key, person_id, active on accounts
for each statement execute function note_directory_change();

create trigger directory_changed after insert or delete or update on departments
for each statement execute function note_directory_change();

create trigger directory_changed after insert or delete or update on memberships
for each statement execute function note_directory_change();

create trigger directory_changed after insert or delete or update on direct_leaders
for each statement execute function note_directory_change();

insert into directory_changes default values;

-- The words of the promised list: a returned request is still on its way.
create or replace view report.requests as
select
    no, form, form_version, applicant_id,
    case state when 'returned' then 'pending' else state end as state,
    submitted_at, finished_at, fields
from requests;

-- A decision given in a batch may be undone by the act right after it; then it never counted.
create or replace view report.decisions as
select request_no, step, actor_id, on_behalf_of_id, action, comment, channel, decided_at
from decisions
union all
select
    a.request_no,
    (
        select s.ordinal::integer
        from jsonb_array_elements(r.plan -> 'steps') with ordinality as s (step, ordinal)
        where s.step ->> 'key' = a.step
    ) as step,
    a.actor_id, a.on_behalf_of_id, a.decision as action, a.words as comment, a.channel, a.at as decided_at
from acts a
join requests r on r.no = a.request_no
where a.decision is not null
  and not exists (select from acts u where u.request_no = a.request_no and u.no = a.no + 1 and u.kind = 'undo');
