-- Stable views for BI and audit. Columns are only ever added, at the end.

create schema report;

create view report.inbox as
select id, platform, account, event_key, kind, received_at, state, attempts, handled_at
from inbox;

create view report.deliveries as
select id, platform, account, recipient, kind, state, attempts, created_at, sent_at, platform_message_id, error
from outbox;

create view report.people as
select p.id as person_id, p.staff_no, p.name, p.status, d.name as main_department, p.position
from people p
left join departments d on d.id = p.main_department_id;

create view report.accounts as
select person_id, platform, account, user_id, active
from accounts;

-- A department may have several leaders on the platform; the one known longest stands for it here.
create view report.departments as
select
    d.id as department_id,
    d.parent_id,
    d.name,
    (
        select min(m.person_id)
        from memberships m
        join people p on p.id = m.person_id
        where m.department_id = d.id and m.leads and p.status = 'active'
    ) as head_person_id,
    d.active
from departments d;

create view report.requests as
select no, form, form_version, applicant_id, state, submitted_at, finished_at, fields
from requests;

create view report.decisions as
select request_no, step, actor_id, on_behalf_of_id, action, comment, channel, decided_at
from decisions;

create view report.leave_ledger as
select id, person_id, leave_type, minutes, reason, request_no, booked_at
from leave_ledger;

create view report.leave_balances as
select person_id, leave_type, sum(minutes) as minutes
from leave_ledger
group by person_id, leave_type;

create view report.audit as
select seq, at, actor, action, object, detail, previous_hash, hash
from audit;

create view report.job_runs as
select job, occurrence, started_at, finished_at, outcome
from job_runs;
