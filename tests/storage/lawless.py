"""A connection to which no trigger, key or check applies, for planting what the database itself would refuse."""

import asyncpg


async def break_every_rule(conn: asyncpg.Connection) -> None:
    """Triggers and foreign keys for this connection, constraints for good."""
    await conn.execute("set session_replication_role = replica")
    await conn.execute("""
        do $$ declare rule record; begin
            for rule in select conrelid::regclass as owner, conname from pg_constraint
                where connamespace = 'public'::regnamespace and contype in ('c', 'x', 'p', 'u', 'f')
                order by contype in ('p', 'u')
            loop
                execute format('alter table %s drop constraint if exists %I cascade', rule.owner, rule.conname);
            end loop;
        end $$
    """)
