-- One id from a callback to what was sent because of it. A constant default rewrites no row.
alter table outbox add column request_id text not null default '';

create or replace view report.inbox as
select id, platform, account, event_key, kind, received_at, state, attempts, handled_at,
    substr(md5(platform || ':' || account || ':' || event_key), 1, 16) as request_id
from inbox;

create or replace view report.deliveries as
select id, platform, account, recipient, kind, state, attempts, created_at, sent_at, platform_message_id, error,
    request_id
from outbox;
