-- The end of the audit chain, for whoever writes next: nobody else until the transaction ends. A function, because what
-- a statement sees is settled before it waits for a lock, and within a function each statement sees anew.
create function audit_end(chain bigint) returns table (seq bigint, hash text)
language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock(chain);
    return query select a.seq, a.hash from audit a order by a.seq desc limit 1;
end
$$;

-- A member's budget looks at calls only: what was not called yet need not be entered.
drop index ix_outbox_called;
create index ix_outbox_called on outbox (platform, account, recipient, called_at) where called_at is not null;
