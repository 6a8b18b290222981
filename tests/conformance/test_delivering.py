"""Cards reach people once, late rather than never, and IT hears of those that cannot."""

import dataclasses

import pytest

from domain.cards import Button, Card, Row
from tests.conformance.subjects import CHIEF, GONE, NOBODY

CARD = Card(
    title="李雷的事假申请",
    subtitle="单号 1001",
    rows=(Row("类型", "事假"), Row("时间", "11月25日下午")),
    body="驳回即终止这张单。",
    buttons=(Button("approve:2", "同意"), Button("reject:2", "驳回"), Button("more:2", "更多")),
)
DECIDED = "已由 赵主任 于 11月25日 10:32 同意"
CLOSED = dataclasses.replace(CARD, body="", buttons=(), closing=DECIDED, ending="已同意", is_final=True)
STATES = "select state, recipient from outbox where kind = 'card' order by id"
ALERTS = "select key from alerts where cleared_at is null"


async def test_a_platform_that_says_later_is_asked_again_later_and_no_end_is_missed(house, subject):
    for sent, (name, throttle) in enumerate(subject.ways_to_throttle.items()):
        card_id = await house.draw(subject, CHIEF, CARD)
        throttle()
        await house.deliver()
        assert len(subject.cards(CHIEF)) == sent, name
        assert (await house.rows(STATES))[-1] == ("pending", CHIEF), name

        subject.calm()
        await house.wait_out()

        assert len(subject.cards(CHIEF)) == sent + 1, name
        assert (await house.rows(STATES))[-1] == ("done", CHIEF), name

        throttle()
        await house.redraw(card_id, CLOSED)
        await house.deliver()
        subject.calm()
        await house.wait_out()

        assert len(subject.cards(CHIEF)) == sent + 1, name
        assert (list(subject.cards(CHIEF)[-1].captions), (await house.rows(STATES))[-1]) == ([], ("done", CHIEF)), name
    assert await house.rows(ALERTS) == []


@pytest.mark.parametrize("who", [GONE, NOBODY])
async def test_whoever_cannot_be_reached_is_given_up_and_it_hears_of_it(house, subject, who):
    await house.draw(subject, who, CARD)
    await house.draw(subject, CHIEF, CARD)

    await house.deliver()

    assert await house.rows(STATES) == [("dead", who), ("done", CHIEF)]
    [(key,)] = await house.rows(ALERTS)
    source = subject.platform.source
    assert key == f"unreachable:{who}:{source.platform}:{source.account}"
    assert len(subject.cards(CHIEF)) == 1


async def test_a_card_is_drawn_again_where_it_is_and_in_the_end_nothing_is_left_to_press(house, subject):
    card_id = await house.draw(subject, CHIEF, CARD)
    await house.deliver()
    [first] = subject.cards(CHIEF)
    assert first.captions == ["同意", "驳回", "更多"]

    await house.redraw(card_id, CLOSED)
    await house.deliver()

    [last] = subject.cards(CHIEF)
    assert (last.title, list(last.captions)) == (CARD.title, [])
    assert DECIDED in last.text


async def test_an_answer_that_is_lost_never_makes_two_cards(house, subject):
    """Where the platform cannot tell a copy, it is not sent again: IT hears that nobody knows whether it arrived."""
    subject.lose_answer()
    await house.draw(subject, CHIEF, CARD)

    await house.deliver()
    await house.wait_out()
    await house.wait_out()

    assert len(subject.cards(CHIEF)) == 1
    [(state, _)] = await house.rows(STATES)
    source = subject.platform.source
    if subject.platform.knows_its_cards or subject.platform.repeat_window:
        assert (state, await house.rows(ALERTS)) == ("done", [])
    else:
        assert (state, await house.rows(ALERTS)) == (
            "uncertain",
            [(f"uncertain:{source.platform}:{source.account}",)],
        )
