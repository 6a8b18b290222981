-- A foreign key asks and locks row by row: four for each person of a college cost more than writing it. These ask once
-- for each statement. The lateral look keeps to the index, whatever number of rows its plan was made for.
alter table memberships
drop constraint fk_memberships_department_id,
drop constraint fk_memberships_person_id;
alter table direct_leaders
drop constraint fk_direct_leaders_person_id,
drop constraint fk_direct_leaders_leader_id;

create function refuse_lost_memberships() returns trigger language plpgsql as $$
begin
    if exists (
        select from written
        left join lateral (select id from people where id = written.person_id offset 0) as person on true
        left join lateral (select id from departments where id = written.department_id offset 0) as place on true
        where person.id is null or place.id is null
    ) then
        raise foreign_key_violation using message = 'a membership of nobody or of no department';
    end if;
    return null;
end
$$;

create trigger memberships_added after insert on memberships
referencing new table as written for each statement execute function refuse_lost_memberships();
create trigger memberships_changed after update on memberships
referencing new table as written for each statement execute function refuse_lost_memberships();

create function refuse_lost_leaders() returns trigger language plpgsql as $$
begin
    if exists (
        select from written
        left join lateral (select id from people where id = written.person_id offset 0) as person on true
        left join lateral (select id from people where id = written.leader_id offset 0) as leader on true
        where person.id is null or leader.id is null
    ) then
        raise foreign_key_violation using message = 'a leader of nobody, or nobody as a leader';
    end if;
    return null;
end
$$;

create trigger leaders_added after insert on direct_leaders
referencing new table as written for each statement execute function refuse_lost_leaders();
create trigger leaders_changed after update on direct_leaders
referencing new table as written for each statement execute function refuse_lost_leaders();

create function refuse_lost_places() returns trigger language plpgsql as $$
begin
    if exists (
        select from gone
        where exists (select from memberships where person_id = gone.id)
            or exists (select from direct_leaders where person_id = gone.id)
            or exists (select from direct_leaders where leader_id = gone.id)
    ) then
        raise foreign_key_violation using message = 'somebody who is in a department, leads or is led';
    end if;
    return null;
end
$$;

create trigger people_gone after delete on people
referencing old table as gone for each statement execute function refuse_lost_places();

create function refuse_lost_departments() returns trigger language plpgsql as $$
begin
    if exists (select from gone where exists (select from memberships where department_id = gone.id)) then
        raise foreign_key_violation using message = 'a department with people in it';
    end if;
    return null;
end
$$;

create trigger departments_gone after delete on departments
referencing old table as gone for each statement execute function refuse_lost_departments();
