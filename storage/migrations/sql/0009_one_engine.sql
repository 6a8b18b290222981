-- Leave of staff is a case like every other. What still ran on the machine before it is closed and its time given back;
-- what had ended stays as it was, and keeps its steps and decisions to be read.

alter table leave_periods
    add column leave_type text,
    add column minutes integer;

alter table requests drop column urged_at;

update steps set state = 'cancelled', closed_at = now()
where state in ('waiting', 'pending')
  and request_no in (select no from requests where plan is null and state in ('draft', 'pending'));

update leave_periods set active = false
where request_no in (select no from requests where plan is null and state in ('draft', 'pending'));

update requests set state = 'expired', finished_at = now(), version = version + 1
where plan is null and state in ('draft', 'pending');

update requests set form = 'teacher_leave' where plan is null and form = 'leave';

delete from dialogues where topic in ('leave', 'reject_reason');
