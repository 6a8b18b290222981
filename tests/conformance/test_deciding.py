"""A request is decided once, by whoever may, and whoever presses too late learns who did and when."""

from datetime import datetime

from domain.actions import Action, Verb
from domain.cards import Button, Card
from domain.ids import CardId
from storage.invariants import Scope
from storage.verify import verify
from tests.campus.campus import next_workday
from tests.conformance.house import CAMPUS, House
from tests.conformance.neutral_cards import read
from tests.conformance.subjects import APPLICANT, CHIEF, DEPUTY, OUTSIDER, Sight, Subject

APPROVER_CARD = "select id from cards where recipient = :who and role = 'approver' and platform = :platform"


async def ask(house: House, here: Subject, there: Subject) -> None:
    """A leave is asked for here; whoever may decide sees it there, where they were last seen."""
    day = next_workday(datetime.now(CAMPUS).date())
    for leader in (CHIEF, DEPUTY):
        there.say(leader, "帮助")
    await house.settle()
    here.say(APPLICANT, f"请事假 {day.month}月{day.day}日下午 家里有事")
    await house.settle()
    await here.press(APPLICANT, newest(here, APPLICANT).button("提交"))
    await house.settle()
    assert await house.states() == ["pending"]


def newest(subject: Subject, who: str) -> Sight:
    return subject.cards(who)[-1]


def told_since(subject: Subject, who: str, before: int, page: str) -> str:
    """What somebody was told, in the chat or on the page that opened."""
    return read("\n".join([*subject.texts(who)[before:], page]))


async def card_of(house: House, subject: Subject, who: str) -> CardId:
    [(card_id,)] = await house.rows(APPROVER_CARD, who=who, platform=subject.platform.source.platform)
    return CardId(card_id)


async def test_the_first_of_two_decides_and_the_other_learns_who_did_and_when(house, subject):
    await ask(house, subject, subject)
    before, old = len(subject.texts(DEPUTY)), newest(subject, DEPUTY).button("同意")
    await subject.press(CHIEF, newest(subject, CHIEF).button("同意"))
    await house.settle()

    page = await subject.press_stale(DEPUTY, old)
    await house.settle()

    told = told_since(subject, DEPUTY, before, page)
    assert "赵主任" in told
    assert datetime.now(CAMPUS).strftime("%H:") in told
    assert await house.decisions() == [("赵主任", "approve")]
    for who in (APPLICANT, CHIEF, DEPUTY):
        [*_, sight] = subject.cards(who)
        assert (list(sight.captions), sight.is_waiting) == ([], False)
        assert "同意" in sight.text


async def test_a_press_that_is_told_twice_counts_once(house, subject):
    await ask(house, subject, subject)
    before = len(subject.texts(CHIEF))

    subject.tell_twice()
    await subject.press(CHIEF, newest(subject, CHIEF).button("同意"))
    await house.settle()

    assert await house.decisions() == [("赵主任", "approve")]
    # A copy that nothing tells from a second press is answered like one.
    assert all("不用再点" in text for text in subject.texts(CHIEF)[before:])
    assert await house.rows("select count(*) from leave_ledger") == [(1,)]


async def test_whoever_is_not_asked_decides_nothing_whatever_they_get_hold_of(house, subject):
    await ask(house, subject, subject)
    offered = newest(subject, CHIEF)
    card_id = await card_of(house, subject, CHIEF)
    approve, own = str(Action(Verb.APPROVE, 2)), newest(subject, APPLICANT)

    for thief in (APPLICANT, OUTSIDER):
        for button in offered.buttons:
            await subject.press_as(thief, button)
    for there in (card_id, await own_card(house, subject)):
        await subject.press_forged(APPLICANT, there, approve)
    await house.settle()

    assert (await house.states(), await house.decisions()) == (["pending"], [])
    [kept] = [sight for sight in subject.cards(CHIEF) if sight.buttons]
    assert list(kept.captions) == list(offered.captions)
    assert list(newest(subject, APPLICANT).captions) == list(own.captions)
    await subject.press(CHIEF, kept.button("同意"))
    await house.settle()
    assert await house.decisions() == [("赵主任", "approve")]


async def own_card(house: House, subject: Subject) -> CardId:
    [(card_id,)] = await house.rows("select id from cards where recipient = :who", who=APPLICANT)
    return CardId(card_id)


async def test_a_card_that_nobody_here_knows_is_answered_kindly_and_does_nothing(house, subject):
    """As after a backup was read back that is older than the card."""
    card_id = await house.draw(subject, CHIEF, Card(title="很久以前", buttons=(Button("approve:2", "同意"),)))
    await house.deliver()
    await house.rows("delete from outbox")
    await house.rows("delete from card_handles")
    await house.rows("delete from cards where id = :id", id=card_id)

    page = await subject.press(CHIEF, newest(subject, CHIEF).button("同意"))
    await house.settle()

    told = told_since(subject, CHIEF, 0, page)
    assert "没有办理" in told
    assert "待办" in told
    assert await house.decisions() == []


async def test_a_press_on_a_card_of_another_application_does_nothing(house, subject):
    await house.draw(subject, CHIEF, Card(title="自己的", buttons=(Button("approve:2", "同意"),)))
    await house.deliver()

    page = await subject.press_forged(CHIEF, "card-of-another-application", "approve:2")
    await house.settle()

    # Where not even the presser is proven, nobody is told anything.
    told = told_since(subject, CHIEF, 0, page)
    assert not told or "没有办理" in told
    assert await house.decisions() == []
    assert await house.rows("select state from inbox where state in ('pending', 'dead')") == []
    assert list(newest(subject, CHIEF).captions) == ["同意"]


async def test_a_press_that_is_refused_leaves_nobody_waiting(house, subject):
    await house.draw(subject, CHIEF, Card(title="没有这样的单", buttons=(Button("approve:2", "同意"),)))
    await house.deliver()

    for _ in range(2):
        page = await subject.press(CHIEF, newest(subject, CHIEF).button("同意"))
        await subject.settled()
        waited = newest(subject, CHIEF).is_waiting
        await house.settle()

        assert waited == house.heard[-1].leaves_waiting
        sight = newest(subject, CHIEF)
        assert (list(sight.captions), sight.is_waiting) == (["同意"], False)
        assert "没有办理" in told_since(subject, CHIEF, 0, page)


async def test_a_press_on_a_card_whose_place_another_has_taken_leaves_nobody_waiting(house, subject):
    """The press was made before the old card could say so."""
    card_id = await house.draw(subject, CHIEF, Card(title="没有这样的单", buttons=(Button("approve:2", "同意"),)))
    await house.deliver()
    button = newest(subject, CHIEF).button("同意")
    await house.replace(card_id)
    await house.deliver()

    await subject.press_stale(CHIEF, button)
    await house.settle()

    assert [sight.is_waiting for sight in subject.cards(CHIEF)] == [False, False]
    assert list(newest(subject, CHIEF).captions) == ["同意"]
    assert await verify(house.database, Scope.DRAINED) == []


async def test_every_card_of_a_request_shows_its_end_on_whichever_platform_it_is(two):
    here, there = two.subjects
    await ask(two, here, there)
    assert here.cards(CHIEF) == []

    await there.press(CHIEF, newest(there, CHIEF).button("同意"))
    await two.settle()

    assert await two.decisions() == [("赵主任", "approve")]
    for subject, who in ((here, APPLICANT), (there, CHIEF), (there, DEPUTY)):
        sight = newest(subject, who)
        assert (list(sight.captions), sight.is_waiting) == ([], False)
        assert "赵主任" in sight.text
        assert "同意" in sight.text
    assert await two.rows("select count(*) from outbox where state <> 'done'") == [(0,)]


async def test_a_card_can_only_be_pressed_on_the_platform_it_is_on(two):
    here, there = two.subjects
    await ask(two, here, there)
    card_id = await card_of(two, there, CHIEF)
    await two.draw(here, CHIEF, Card(title="另一张", buttons=(Button("approve:2", "同意"),)))
    await two.settle()

    await here.press_forged(CHIEF, card_id, str(Action(Verb.APPROVE, 2)))
    await two.settle()

    assert (await two.states(), await two.decisions()) == (["pending"], [])
    assert "同意" in newest(there, CHIEF).captions
