-- Whom a change of the directory is about, where the writer says so: then nobody has to read the whole college again.
-- Null where nobody says it.
alter table directory_changes add column people bigint[];

create or replace function note_directory_change() returns trigger language plpgsql as $$
begin
    insert into directory_changes (people)
    values (cast(nullif(current_setting('dutybell.people_changed', true), '') as bigint[]));
    return null;
end
$$;
