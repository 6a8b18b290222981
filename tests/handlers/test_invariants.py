"""A day of people typing and pressing at random, and the rules that must hold after any day."""

from dataclasses import replace
from random import Random

import pytest

from domain.cards import Card
from domain.case_card import card_for
from domain.ids import PersonId, RequestNo
from handlers.matter import open_case
from storage.people import load_people
from tests.handlers.cases import broken
from tests.handlers.college import College

NAMES = ("李雷", "韩梅", "赵组长", "孙副组长", "王主任", "钱院长", "吴老师", "周处长")
DAYS = ("明天", "后天", "3月7日", "3月8日下午", "3月11日上午", "3月11日到3月15日")

RULES = {
    "every decision has exactly one audit entry": """
        select r.no from requests r
        where (select count(*) from report.decisions d where d.request_no = r.no)
           <> (select count(*) from audit a where a.object = 'request:' || r.no
               and a.action in ('request.agree', 'request.refuse') and a.detail ? 'act')
    """,
    "nobody decides their own request": """
        select d.request_no from report.decisions d join requests r on r.no = d.request_no
        where d.actor_id = r.applicant_id
    """,
    "a step is decided at most once": """
        select request_no from report.decisions group by request_no, step having count(*) > 1
    """,
    "nothing is decided after the end": """
        select d.request_no from report.decisions d join requests r on r.no = d.request_no
        where d.decided_at > r.finished_at
    """,
    "somebody is asked exactly while it waits": """
        select r.no from requests r
        where (r.state = 'pending') <> exists (select from places p where p.request_no = r.no)
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
    assert await broken(college) == []
    assert len(await college.rows("select 1 from report.decisions")) > 3


async def test_every_card_shows_its_request_as_it_stands(college):
    chance = Random(7)
    for name in NAMES:
        await college.asks_leave(name, f"请事假 {chance.choice(DAYS)} 家里有事")
    for _ in range(40):
        await one_act(college, chance)

    drawn = "select request_no, person_id, content from cards c join requests r on r.no = c.request_no"
    stored = await college.rows(f"{drawn} where r.state in ('pending', 'approved') and c.role <> 'why'")
    async with college.database.begin(college.now) as tx:
        people = await load_people(tx, [PersonId(person) for _, person, _ in stored])
        for number, person, content in stored:
            matter = await open_case(tx, college.office, RequestNo(number))
            shown, wanted = Card.from_json(content), card_for(matter.look(people[PersonId(person)], tx))
            if wanted.is_final or not wanted.closing:
                assert _worded(shown) == _worded(wanted)


def _worded(card: Card) -> Card:
    """A button pressed from an older version means the same."""
    return replace(card, buttons=tuple(replace(each, action="") for each in card.buttons))
