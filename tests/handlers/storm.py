"""Random forms that book leave, and everybody acting on their cases at once through two replicas."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.address import Address
from domain.flow import acts
from domain.flow.acts import Act
from domain.flow.case import Case, State
from domain.flow.kinds import ActKind
from domain.flow.resolver import CLOCK
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from domain.people import Person
from domain.request import Channel
from handlers.course import Matter, carry_out, open_case, settle_act
from handlers.turn import Turn
from storage.cases import create_case, find_case
from storage.database import Database
from storage.forms import newest_forms, publish
from storage.people import admit_sender, load_people
from storage.stand_ins import appoint
from tests.handlers.college import DAY, STAFF, College

APPLICANTS = ("李雷", "韩梅", "赵组长", "吴老师")
SIGNERS = ("王主任", "钱院长", "周处长", "孙副组长", "郑老师", "赵组长")
ADMIN = "郑老师"
WHO = ("department_head", "leader:1", "leader:2", "person(second)", "post:hr_attendance", "post:vice_president")
FIRST_MONDAY = date(2030, 3, 11)
AT_ONCE = 3
ROUNDS = 70
AFRESH = 0.2  # how likely a round begins with another request

Made = Callable[[Case, Person, Random], Act]


def a_form(key: str, chance: Random) -> dict[str, object]:
    """A leave with two to five steps of any kind, some of them side by side; loading it proves that it is sound."""
    steps = [_step(number, chance) for number in range(chance.randint(2, 5))]
    fields = (
        {"name": "leave_type", "label": "类别", "type": "choice", "required": True, "options": ["年假", "事假"]},
        {"name": "period", "label": "时间", "type": "period", "required": True},
        {"name": "second", "label": "会签人", "type": "person", "required": True},
        {"name": "cost", "label": "费用", "type": "number", "required": False},
    )
    return {
        "key": key,
        "title": "随机请假",
        "group": "试",
        "prefix": "SJ",
        "words": [key],
        "fields": list(fields),
        "steps": steps,
        "settings": {"dedupe": chance.choice(("never", "adjacent", "earlier"))},
        "books": [{"what": "leave", "type": "leave_type", "period": "period"}],
        "copies": [{"who": "post:vice_president", "at": "end"}],
    }


def _step(number: int, chance: Random) -> dict[str, object]:
    several = chance.sample(WHO, chance.randint(1, 3))
    step: dict[str, object] = {
        "key": f"s{number}",
        "label": f"步骤{number}",
        "kind": "approve",
        "who": several,
        "mode": chance.choice(("any", "all", "in_turn", "share")),
        "own": chance.choice(("up", "skip")),
        "empty": chance.choice(("up", "admin")),
        "safe": True,
        "limit": "30m",
        "overdue": ["remind", "escalate", "hand_on"],
        "refuses_to": chance.choice(("end", "applicant", *(["s0"] if number else []))),
    }
    if chance.random() < 0.5:
        step["together"] = f"并行{number // 2}"
        step["refuses_to"] = chance.choice(("end", "applicant"))
    if chance.random() < 0.3:
        step["when"] = "leave_type == '年假'"
    return step


@dataclass(slots=True)
class Storm:
    """Cases of one form, pushed about by everybody at once. `happened` are the acts that were carried out."""

    college: College
    replicas: tuple[Database, Database]
    month: int
    chance: Random
    numbers: list[RequestNo] = field(default_factory=list[RequestNo])
    happened: Counter[ActKind] = field(default_factory=Counter[ActKind])

    @property
    def key(self) -> str:
        return f"storm{self.month}"

    async def rage(self) -> None:
        """Every act in any order, some at the same instant."""
        async with self.college.database.begin(self.college.now) as tx:
            await publish(tx, {self.key: a_form(self.key, self.chance)})
            await appoint(
                tx,
                principal=self.college.ids["王主任"],
                stand_in=self.college.ids["周处长"],
                starts_at=tx.now,
                ends_at=tx.now + timedelta(days=5),
                cause=f"said:{self.key}",
            )
        for place, name in enumerate(APPLICANTS):
            await self._submit(name, place)
        for _ in range(ROUNDS):
            self.college.now += timedelta(minutes=self.chance.choice((1, 1, 2, 40)))
            if self.chance.random() < AFRESH:
                await self._submit(self.chance.choice(APPLICANTS), len(self.numbers))
            moves = [await self._move() for _ in range(AT_ONCE)]
            await asyncio.gather(*(self._carry_out(*move) for move in moves))

    async def _submit(self, name: str, day: int) -> None:
        async with self.college.database.begin(self.college.now) as tx:
            form = (await newest_forms(tx))[self.key]
            person = (await load_people(tx, [self.college.ids[name]]))[self.college.ids[name]]
            made = await create_case(tx, person, form, plan_of(form, Minutes(DAY)), {})
        self.numbers.append(made.no)
        weeks, weekday = divmod(day, 5)
        moment = f"{FIRST_MONDAY + timedelta(weeks=10 * self.month + weeks, days=weekday)}T0{{}}:00:00+00:00"
        fields = {
            "leave_type": self.chance.choice(("年假", "事假")),
            "period": {"start": moment.format(0), "end": moment.format(4)},
            "second": self.college.ids["周处长"],
        }
        await self._carry_out(
            name, made.no, lambda _, who, __: acts.Submit(actor=who, at=self.college.now, fields=fields)
        )

    async def _move(self) -> tuple[str, RequestNo, Made]:
        """Who does what to which case; mostly somebody whose turn it is."""
        number = self.chance.choice(self.numbers[-6:])
        async with self.college.database.begin(self.college.now) as tx:
            kept = await find_case(tx, number)
        assert kept
        added = next((place for _, place in kept.case.open_places() if place.added_by), None)
        if added and added.added_by and self.chance.random() < 0.4:
            return (
                added.added_by.name,
                number,
                lambda _, who, __: acts.TakeOut(actor=who, at=self.college.now, signer=added.person),
            )
        unread = [copy.person.name for copy in kept.case.copies if copy.read_at is None]
        if unread and self.chance.random() < 0.3:
            return unread[0], number, lambda _, who, __: acts.Read(actor=who, at=self.college.now)
        undoable = kept.case.undoable
        if undoable and self.chance.random() < 0.3:
            name = next(name for name, person in self.college.ids.items() if person == undoable.actor)
            return name, number, lambda _, who, __: acts.Undo(actor=who, at=self.college.now)
        if self.chance.random() < 0.15:
            return self.chance.choice((ADMIN, ADMIN, ADMIN, "孙副组长")), number, self._of_admin()
        waiting = [each.name for _, place in kept.case.open_places() for each in (place.person, place.stand_in) if each]
        if waiting and self.chance.random() < 0.65:
            return self.chance.choice(waiting), number, self._of_signer()
        if kept.case.state is State.RETURNED or self.chance.random() < 0.25:
            return kept.case.applicant.name, number, self._of_applicant(kept.case)
        return self.chance.choice(SIGNERS), number, self._of_anybody()

    def _of_signer(self) -> Made:
        now, to = self.college.now, self._person
        return self.chance.choice(
            (
                *[lambda _, who, chance: acts.Agree(actor=who, at=now, in_batch=chance.random() < 0.6)] * 6,
                lambda _, who, __: acts.Refuse(actor=who, at=now, reason="不行"),
                *[
                    lambda _, who, chance: acts.Return(
                        actor=who, at=now, reason="请改", to=chance.choice(("", "", "s0", "s1"))
                    )
                ]
                * 2,
                lambda _, who, chance: acts.Transfer(actor=who, at=now, to=to(chance)),
                *[lambda _, who, chance: acts.Delegate(actor=who, at=now, to=to(chance))] * 2,
                lambda _, who, chance: acts.Add(
                    actor=who, at=now, signer=to(chance), where=chance.choice(list(acts.Where))
                ),
            )
        )

    def _of_applicant(self, case: Case) -> Made:
        now = self.college.now
        if case.state is State.RETURNED and self.chance.random() < 0.8:
            return lambda found, who, _: acts.Resubmit(actor=who, at=now, fields=dict(found.fields))
        return self.chance.choice(
            (
                lambda _, who, __: acts.Withdraw(actor=who, at=now),
                lambda _, who, __: acts.Urge(actor=who, at=now),
                lambda _, who, __: acts.Comment(actor=who, at=now, words="请看一下"),
            )
        )

    def _of_anybody(self) -> Made:
        now, to = self.college.now, self._person
        return self.chance.choice(
            (
                lambda case, who, chance: acts.TakeOut(
                    actor=who,
                    at=now,
                    signer=chance.choice([a.person for r in case.runs for a in r.assignments] or [who]),
                ),
                lambda _, who, chance: acts.GiveCopy(actor=who, at=now, to=(to(chance),)),
                *[lambda _, __, ___: acts.Elapse(actor=CLOCK, at=now)] * 4,
                lambda case, _, __: acts.BeginStandIn(actor=CLOCK, at=now, principal=self._named(case, "王主任")),
            )
        )

    def _of_admin(self) -> Made:
        now, to = self.college.now, self._person
        return self.chance.choice(
            (
                lambda case, who, chance: acts.Jump(
                    actor=who, at=now, to=chance.choice(case.plan.steps).key, reason="安排"
                ),
                lambda case, who, chance: acts.Replace(
                    actor=who,
                    at=now,
                    leaving=next((place.person for _, place in case.open_places()), None),
                    to=to(chance),
                    reason="调整",
                ),
                lambda _, who, __: acts.End(actor=who, at=now, reason="重复"),
            )
        )

    def _person(self, chance: Random) -> Person:
        name = chance.choice(SIGNERS)
        return Person(id=self.college.ids[name], name=name, staff_no=f"T-{name}", main_department_id=None)

    def _named(self, case: Case, name: str) -> Person:
        found = (place.person for _, place in case.open_places() if place.person.name == name)
        return next(found, case.applicant)

    async def _carry_out(self, name: str, number: RequestNo, make: Made) -> None:
        """As a callback is decided, on either replica."""
        chance = Random(self.chance.random())  # drawn before anything waits, so that every storm is the same
        database = self.chance.choice(self.replicas)
        async with database.begin(self.college.now) as tx:
            person = await admit_sender(tx, STAFF, name)
            matter = await open_case(tx, self.college.office, number)
            assert person
            assert matter
            act = make(matter.case, person, chance)
            if act.actor.id == CLOCK.id:
                done = await settle_act(tx, self.college.office, matter, act)
            else:
                address = Address(STAFF, name, person.id)
                turn = Turn(tx=tx, office=self.college.office, person=person, address=address, channel=Channel.CARD)
                done = await carry_out(turn, matter, act)
        self.happened[act.kind] += isinstance(done, Matter)
