-- The foreign keys of the other rows that come by the hundred thousand with a directory cost half of writing it, because
-- they ask and lock row by row. Like those of 0019 they become questions of the statement, all by the same functions.
alter table people drop constraint fk_people_main_department_id;
alter table accounts drop constraint fk_accounts_person_id;
alter table org_changes
drop constraint fk_org_changes_run_id,
drop constraint fk_org_changes_person_id;

drop trigger memberships_added on memberships;
drop trigger memberships_changed on memberships;
drop trigger leaders_added on direct_leaders;
drop trigger leaders_changed on direct_leaders;
drop trigger people_gone on people;
drop trigger departments_gone on departments;
drop function refuse_lost_memberships;
drop function refuse_lost_leaders;
drop function refuse_lost_places;
drop function refuse_lost_departments;

-- Arguments are pairs: a column, and the table whose id it is. Planned anew each time, because what is right for one row
-- takes minutes for a hundred thousand.
create function refuse_leading_nowhere() returns trigger language plpgsql as $$
declare
    found boolean;
begin
    for pair in 0 .. tg_nargs - 1 by 2 loop
        execute format(
            'select bool_or(target.id is null) from written left join %2$I as target on target.id = written.%1$I
            where written.%1$I is not null', tg_argv[pair], tg_argv[pair + 1]
        ) into found;
        if found then
            raise foreign_key_violation using message = format('%s of %s leads nowhere', tg_argv[pair], tg_table_name);
        end if;
    end loop;
    return null;
end
$$;

-- The same for a row that is led elsewhere, which happens one by one.
create function refuse_leading_row_nowhere() returns trigger language plpgsql as $$
declare
    found boolean;
begin
    for pair in 0 .. tg_nargs - 1 by 2 loop
        execute format(
            'select $1.%1$I is null or exists (select from %2$I as target where target.id = $1.%1$I)',
            tg_argv[pair], tg_argv[pair + 1]
        ) into found using new;
        if not found then
            raise foreign_key_violation using message = format('%s of %s leads nowhere', tg_argv[pair], tg_table_name);
        end if;
    end loop;
    return null;
end
$$;

-- Arguments are pairs: a table, and its column that has our id. Who writes there now is waited for, and who wants to write
-- there waits for us: so neither can overlook the other. People and departments are closed, hardly ever deleted.
create function refuse_being_missed() returns trigger language plpgsql as $$
declare
    found boolean;
begin
    for pair in 0 .. tg_nargs - 1 by 2 loop
        execute format('lock table %I in share mode', tg_argv[pair]);
        execute format(
            'select exists (select from gone join %1$I as source on source.%2$I = gone.id)',
            tg_argv[pair], tg_argv[pair + 1]
        ) into found;
        if found then
            raise foreign_key_violation using message = format('%s of %s leads here', tg_argv[pair + 1], tg_argv[pair]);
        end if;
    end loop;
    return null;
end
$$;

create trigger leads_somewhere after insert on people referencing new table as written
for each statement execute function refuse_leading_nowhere('main_department_id', 'departments');
create trigger leads_elsewhere after update of main_department_id on people
for each row when (old.main_department_id is distinct from new.main_department_id)
execute function refuse_leading_row_nowhere('main_department_id', 'departments');

create trigger leads_somewhere after insert on accounts referencing new table as written
for each statement execute function refuse_leading_nowhere('person_id', 'people');
create trigger leads_elsewhere after update of person_id on accounts
for each row execute function refuse_leading_row_nowhere('person_id', 'people');

create trigger leads_somewhere after insert on memberships referencing new table as written
for each statement execute function refuse_leading_nowhere('person_id', 'people', 'department_id', 'departments');
create trigger leads_elsewhere after update of person_id, department_id on memberships
for each row execute function refuse_leading_row_nowhere('person_id', 'people', 'department_id', 'departments');

create trigger leads_somewhere after insert on direct_leaders referencing new table as written
for each statement execute function refuse_leading_nowhere('person_id', 'people', 'leader_id', 'people');
create trigger leads_elsewhere after update of person_id, leader_id on direct_leaders
for each row execute function refuse_leading_row_nowhere('person_id', 'people', 'leader_id', 'people');

create trigger leads_somewhere after insert on org_changes referencing new table as written
for each statement execute function refuse_leading_nowhere('person_id', 'people', 'run_id', 'org_runs');
create trigger leads_elsewhere after update of person_id, run_id on org_changes
for each row execute function refuse_leading_row_nowhere('person_id', 'people', 'run_id', 'org_runs');

create trigger is_not_missed after delete on people referencing old table as gone
for each statement execute function refuse_being_missed(
    'accounts', 'person_id', 'memberships', 'person_id', 'direct_leaders', 'person_id', 'direct_leaders', 'leader_id',
    'org_changes', 'person_id'
);
create trigger is_not_missed after delete on departments referencing old table as gone
for each statement execute function refuse_being_missed('people', 'main_department_id', 'memberships', 'department_id');
create trigger is_not_missed after delete on org_runs referencing old table as gone
for each statement execute function refuse_being_missed('org_changes', 'run_id');

create trigger keeps_its_id before update of id on people for each row execute function refuse_change();
create trigger keeps_its_id before update of id on departments for each row execute function refuse_change();
create trigger keeps_its_id before update of id on org_runs for each row execute function refuse_change();
create trigger never_emptied before truncate on people for each statement execute function refuse_change();
create trigger never_emptied before truncate on departments for each statement execute function refuse_change();
create trigger never_emptied before truncate on org_runs for each statement execute function refuse_change();

-- Whose names are to be written is noted in one row for each statement, however many people it is about: with a row for
-- each, noting cost half as much as the people themselves. `was` has the names before, nothing where there was none.
alter table unwritten_names add column people bigint[];
alter table unwritten_names alter column was type text[] using case when was is not null then array[was] end;
update unwritten_names set people = array[person_id];
alter table unwritten_names alter column people set not null;
alter table unwritten_names drop column person_id;

create or replace function note_new_names() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (people) select array_agg(id) from became having count(*) > 0;
    return null;
end
$$;

-- Not by a join: its plan would be kept from a statement about one row for one about a hundred thousand.
create or replace function note_changed_names() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (people, was)
    select array_agg(id), array_agg(name)
    from (select id, name, status from was except select id, name, status from became) as changed
    having count(*) > 0;
    return null;
end
$$;

create or replace function note_names_gone() returns trigger language plpgsql as $$
begin
    insert into unwritten_names (people, was) select array_agg(id), array_agg(name) from was having count(*) > 0;
    return null;
end
$$;
