-- How names may be typed, by the bytes, so that a beginning is a range. Only of those who are here. Without a foreign
-- key: it follows `people` by the names below, and a hundred thousand checks would cost more than writing it.
create table name_forms (
    form text collate "C" not null,
    person_id bigint not null,
    constraint pk_name_forms primary key (form, person_id)
);

-- Whose forms are to be written, by whoever looks for somebody next: a directory that is read in need not wait for it.
-- `was` is the name before, by which the old forms are found. The same person may stand here twice: no writer ever waits
-- for another.
create table unwritten_names (
    id bigint generated always as identity,
    person_id bigint not null,
    was text,
    constraint pk_unwritten_names primary key (id)
);

insert into unwritten_names (person_id) select id from people;

create function note_new_names() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (person_id) select id from became;
    return null;
end
$$;

-- Not by a join: its plan would be kept from a statement about one row for one about a hundred thousand.
create function note_changed_names() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (person_id, was)
    select id, name from (select id, name, status from was except select id, name, status from became) as changed;
    return null;
end
$$;

create function note_names_gone() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (person_id, was) select id, name from was;
    return null;
end
$$;

create trigger name_added after insert on people
referencing new table as became for each statement execute function note_new_names();

create trigger name_changed after update on people
referencing old table as was new table as became for each statement execute function note_changed_names();

create trigger name_gone after delete on people
referencing old table as was for each statement execute function note_names_gone();
