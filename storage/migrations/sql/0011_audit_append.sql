-- Continues the audit chain in one round trip. `spelt` and `details` are what storage/audit.py spells and hashes; the
-- chain's lock is held from here to the end of the transaction. A function, because what a statement sees is settled
-- before it waits for a lock, and within a function each statement sees anew.
create function audit_append(
    chain bigint, instant timestamptz, spelt text, actors text[], actions text[], objects text[], details text[]
) returns void
language plpgsql volatile as $$
declare
    last_seq bigint;
    last_hash text;
    next_hash text;
begin
    perform pg_advisory_xact_lock(chain);
    select a.seq, a.hash into last_seq, last_hash from audit a order by a.seq desc limit 1;
    last_seq := coalesce(last_seq, 0);
    last_hash := coalesce(last_hash, repeat('0', 64));
    for n in 1 .. cardinality(actors) loop
        last_seq := last_seq + 1;
        next_hash := encode(sha256(convert_to(
            concat_ws(E'\n', last_seq, spelt, actors[n], actions[n], objects[n], details[n], last_hash), 'UTF8'
        )), 'hex');
        insert into audit (seq, at, actor, action, object, detail, previous_hash, hash)
        values (last_seq, instant, actors[n], actions[n], objects[n], details[n]::jsonb, last_hash, next_hash);
        last_hash := next_hash;
    end loop;
end
$$;

drop function audit_end(bigint);
