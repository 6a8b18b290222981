-- Published forms: every version of every file of content/forms, as it was when it was published.

create table forms (
    key text not null,
    version integer not null,
    content jsonb not null,
    content_hash text not null,
    published_at timestamptz not null,
    constraint pk_forms primary key (key, version),
    constraint ck_forms_version check (version > 0)
);

-- Running requests keep their version, so none is ever taken away or rewritten.
create trigger append_only before update or delete on forms for each row execute function refuse_change();
create trigger never_emptied before truncate on forms for each statement execute function refuse_change();
