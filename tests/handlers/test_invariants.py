"""A day of people typing and pressing at random, and the rules that must hold after any day."""

from dataclasses import replace
from random import Random

import pytest
from domain.request_card import applicant_card, approver_card
from storage.requests import find_request

from domain.cards import Card
from domain.ids import PersonId, RequestNo
from domain.leave import leave_from
from tests.handlers.college import College

NAMES = ("李雷", "韩梅", "赵组长", "孙副组长", "王主任", "钱院长", "吴老师", "周处长")
DAYS = ("明天", "后天", "3月7日", "3月8日下午", "3月11日上午", "3月11日到3月15日")

RULES = {
    "every decision has exactly one audit entry": """
        select r.no from requests r
        where (select count(*) from decisions d where d.request_no = r.no)
           <> (select count(*) from audit a where a.object = 'request:' || r.no
               and a.action in ('request.approve', 'request.reject'))
    """,
    "only somebody asked decided, and never the applicant": """
        select d.id from decisions d join requests r on r.no = d.request_no
        where d.actor_id = r.applicant_id or not exists (
            select 1 from step_approvers p
            where p.request_no = d.request_no and p.ordinal = d.step and p.person_id = d.actor_id)
    """,
    "a step is decided at most once": "select request_no from decisions group by request_no, step having count(*) > 1",
    "nothing is decided after the end": """
        select d.id from decisions d join requests r on r.no = d.request_no where d.decided_at > r.finished_at
    """,
    "the state follows from the steps": """
        select r.no from requests r where
            (r.state = 'approved' and exists (
                select 1 from steps s where s.request_no = r.no and s.state <> 'approved'))
            or (r.state = 'rejected' and not exists (
                select 1 from decisions d where d.request_no = r.no and d.action = 'reject'))
            or (r.state = 'pending') <> exists (select 1 from steps s where s.request_no = r.no and s.state = 'pending')
    """,
    "an approved leave is booked once, every other nets to nothing": """
        select r.no from requests r left join leave_ledger l on l.request_no = r.no group by r.no having
            (r.state = 'approved' and not (coalesce(sum(l.minutes), 0) < 0 and count(l.id) = 1))
            or (r.state <> 'approved' and coalesce(sum(l.minutes), 0) <> 0)
    """,
    "no balance is overdrawn": """
        select person_id from report.leave_balances where leave_type = 'annual' and minutes < 0
    """,
    "time is reserved exactly for what waits or is approved": """
        select r.no from requests r left join leave_periods p on p.request_no = r.no
        where coalesce(p.active, false) <> (r.state in ('pending', 'approved'))
    """,
    "one card per person, request and role": """
        select request_no from cards group by request_no, person_id, role having count(*) > 1
    """,
    "the audit chain is unbroken": """
        select seq from (select seq, previous_hash, lag(hash) over (order by seq) as wanted from audit) q
        where wanted is not null and previous_hash is distinct from wanted
    """,
}


async def one_act(college: College, chance: Random) -> None:
    name = chance.choice(NAMES)
    last = await college.one("select coalesce(max(no), 1001) from requests")
    number = chance.randint(max(1001, last - 3), last)
    words = (
        f"请年假 {chance.choice(DAYS)}",
        f"请事假 {chance.choice(DAYS)} 家里有事",
        "提交",
        "提交",
        "取消",
        f"撤回 {number}",
        f"催办 {number}",
        f"驳回 {number} 人手不够",
        *([f"同意 {number}"] * 6),
    )
    cards = await college.rows("select id, recipient, content from cards order by created_at, recipient, role")
    offered = [(*row[:2], b.action) for row in cards for b in Card.from_json(row[2]).buttons if b.text != "更多"]
    if offered and chance.random() < 0.6:
        card, owner, action = chance.choice(offered)
        await college.click(chance.choice((owner, owner, name)), card, action)
    else:
        await college.say(name, chance.choice(words))


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_day_the_rules_hold(college, seed):
    chance = Random(seed)
    for name in NAMES:
        await college.grant(name, 2)
        await college.say(name, f"请年假 {chance.choice(DAYS)}")
        await college.say(name, "提交")
    for _ in range(60):
        await one_act(college, chance)

    assert {rule: found for rule, query in RULES.items() if (found := await college.rows(query))} == {}
    assert len(await college.rows("select 1 from decisions")) > 3


async def test_every_card_shows_its_request_as_it_stands(college):
    chance = Random(7)
    for name in NAMES:
        await college.asks_leave(name, f"请事假 {chance.choice(DAYS)} 家里有事")
    for _ in range(40):
        await one_act(college, chance)

    stored = await college.rows("select request_no, person_id, role, content from cards")
    async with college.database.begin(college.now) as tx:
        for number, person, role, content in stored:
            filed = await find_request(tx, RequestNo(number))
            leave = leave_from(filed.fields)
            if role == "approver":
                assert Card.from_json(content) == approver_card(filed.request, leave, PersonId(person), college.office)
            elif filed.request.submitted_at:
                shown, wanted = Card.from_json(content), applicant_card(filed.request, leave, college.office)
                assert replace(shown, buttons=()) == replace(wanted, buttons=())
                assert [b.text for b in shown.buttons] == [b.text for b in wanted.buttons]
