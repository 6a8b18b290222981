-- What there is of a type of leave, by when it was granted and until when it can be used. `opened` is what lay in it
-- when lots began; all else went in and out through leave_uses.
create table leave_lots (
    id bigint generated always as identity,
    person_id bigint not null,
    leave_type text not null,
    origin text not null,
    year integer,
    granted_on date not null,
    expires_on date,
    opened integer default 0 not null,
    remaining integer not null,
    reason text not null,
    constraint pk_leave_lots primary key (id),
    constraint fk_leave_lots_person_id foreign key (person_id) references people (id),
    constraint ck_leave_lots_origin check (origin in ('accrued', 'carried', 'given', 'returned', 'opening')),
    constraint ck_leave_lots_remaining check (remaining >= 0)
);

create index ix_leave_lots_person_id_leave_type on leave_lots (person_id, leave_type);
create index ix_leave_lots_expires_on on leave_lots (expires_on) where remaining > 0;

-- Every booking of a type with lots, split over them; together they are the booking's minutes. No key to the ledger,
-- which would keep its guard from being asked; `verify` looks.
create table leave_uses (
    ledger_id bigint not null,
    lot_id bigint not null,
    minutes integer not null,
    constraint pk_leave_uses primary key (ledger_id, lot_id),
    constraint fk_leave_uses_lot_id foreign key (lot_id) references leave_lots (id),
    constraint ck_leave_uses_minutes check (minutes <> 0)
);

create index ix_leave_uses_lot_id on leave_uses (lot_id);
create trigger append_only before update or delete on leave_uses for each row execute function refuse_change();
create trigger never_emptied before truncate on leave_uses for each statement execute function refuse_change();

-- Grants that HR brought in by file: the same file counts once.
create table leave_imports (
    id bigint generated always as identity,
    file text not null,
    sha256 text not null,
    grants integer not null,
    imported_at timestamptz not null,
    imported_by text not null,
    constraint pk_leave_imports primary key (id),
    constraint uq_leave_imports_sha256 unique (sha256)
);

-- What the two types with a stock had until now lies in one lot that does not lapse.
insert into leave_lots (person_id, leave_type, origin, granted_on, opened, remaining, reason)
select person_id, leave_type, 'opening', current_date, sum(minutes), sum(minutes), '分笔计额度以前的余额'
from leave_ledger where leave_type in ('annual', 'comp_off')
group by person_id, leave_type having sum(minutes) > 0
order by person_id, leave_type;
