-- What is written once stays as it was written: the audit chain, the ledger of leave, and decisions.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger append_only before update or delete on audit for each row execute function refuse_change();
create trigger append_only before update or delete on leave_ledger for each row execute function refuse_change();
create trigger append_only before update or delete on decisions for each row execute function refuse_change();

create trigger never_emptied before truncate on audit for each statement execute function refuse_change();
create trigger never_emptied before truncate on leave_ledger for each statement execute function refuse_change();
create trigger never_emptied before truncate on decisions for each statement execute function refuse_change();
