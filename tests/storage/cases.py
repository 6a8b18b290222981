"""The engine's people as rows, and its cases written act by act, each with its row of the audit."""

from datetime import datetime

import asyncpg

from domain.flow import acts
from domain.flow.case import Case
from domain.flow.engine import apply
from domain.flow.outcome import Done
from domain.flow.plan import Plan, Step
from domain.flow.resolver import CLOCK
from domain.forms.form import Form
from storage.cases import Kept, create_case, find_case, lock_case, save_case
from storage.database import Database, Tx
from tests.unit.flow_college import LI, NOW, POLICY, WANG, ZHAO, Directory

FORM = Form(key="travel", title="出差申请", group="综合", fields=(), steps=(), version=3)
PLAN = Plan((Step(key="s0", label="部门负责人"), Step(key="s1", label="书记")), books=("gate",))
COLLEGE = Directory(people={"s0": (WANG,), "s1": (ZHAO,)})


async def add_everybody(address: str, people) -> None:
    """With the numbers that the engine's tests give them; whoever has left has no account."""
    conn = await asyncpg.connect(address)
    for person in people:
        await conn.execute(
            "insert into people (id, name, status) overriding system value values ($1, $2, $3)",
            person.id,
            person.name,
            "active" if person.is_active else "left",
        )
        await conn.execute(
            "insert into accounts (person_id, platform, account, user_id, user_key, active)"
            " values ($1, 'wecom', 'staff', $2, $2, $3)",
            person.id,
            f"u{person.id}",
            person.is_active,
        )
    await conn.close()


async def write(tx: Tx, kept: Kept, done: Done, **saving: object) -> Kept:
    """As a handler does: the case with all that belongs to it, and one row of the audit."""
    entry = done.entry
    actor = "job:clock" if entry.actor.id == CLOCK.id else f"person:{entry.actor.id}"
    tx.audit(actor, f"request.{entry.kind.value}", f"request:{kept.no}", act=entry.no)
    return await save_case(tx, kept, done, **saving)


class Office:
    """Carries acts out on stored cases."""

    def __init__(self, database: Database, directory=COLLEGE) -> None:
        self.database = database
        self.directory = directory
        self.now = NOW

    async def create(self, plan=PLAN, fields=None, applicant=LI) -> int:
        async with self.database.begin(self.now) as tx:
            return (await create_case(tx, applicant, FORM, plan, fields or {"days": 2})).no

    async def does(self, number, act_type, actor, at: datetime | None = None, saving=None, **words) -> Kept:
        async with self.database.begin(at or self.now) as tx:
            kept = await lock_case(tx, number)
            done = apply(kept.case, act_type(actor=actor, at=tx.now, **words), self.directory, POLICY)
            assert isinstance(done, Done), done
            return await write(tx, kept, done, **(saving or {}))

    async def submitted(self, plan=PLAN, **fields) -> int:
        number = await self.create(plan)
        await self.does(number, acts.Submit, LI, fields=fields or {"days": 2})
        return number

    async def case(self, number) -> Case:
        return (await self.kept(number)).case

    async def kept(self, number) -> Kept:
        async with self.database.begin(self.now) as tx:
            return await find_case(tx, number)
