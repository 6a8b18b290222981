"""Every card is taken by the platform as it is drawn, and shows what it is there for; what people typed stays words."""

from collections.abc import AsyncIterator
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from adapters.links import Links
from adapters.ports import SendCard, UpdateCard
from domain.cards import Card, Row
from tests.conformance.conftest import SUBJECTS
from tests.conformance.house import SECRET
from tests.conformance.neutral_cards import (
    OFFICE_CARDS,
    OVERSIZED_CARDS,
    everything_on,
    is_visibly_cut,
    read,
    texts_of,
)
from tests.conformance.subjects import CHIEF, Ground, Sight, Subject
from tests.memory_tokens import MemoryTokens

NOWHERE = "http://127.0.0.1:9"
# Without shrinking: a fault shows on the card that had it, and a busy machine is spared two minutes.
EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SERIALS = count(1)
BURIED = Card(
    title="李雷的事假申请",
    rows=(Row("事由", "汉" * 2_000),) * 12,
    body="[" * 8_000,
    closing="已由 赵主任 于 11月25日 10:32 同意",
    ending="同意",
    is_final=True,
)


@pytest.fixture(params=SUBJECTS)
async def alone(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    """A platform without us: cards are only looked at."""
    async with SUBJECTS[request.param](Ground(NOWHERE, Links(NOWHERE, SECRET), MemoryTokens())) as subject:
        yield subject


async def show(subject: Subject, card: Card) -> Sight:
    """As it stands in the chat. Fails if the platform refuses it."""
    outgoing = SendCard(to=CHIEF, card_id=uuid4().hex, card=card, serial=next(SERIALS))
    await subject.platform.deliver(outgoing)
    return subject.cards(CHIEF)[-1]


@EXAMPLES
@given(card=OFFICE_CARDS)
async def test_a_card_shows_every_word_of_it_and_nothing_that_somebody_typed_acts(alone, card):
    sight = await show(alone, card)

    seen = everything_on(sight)
    assert [text for text in texts_of(card) if read(text) not in seen] == []
    assert read(sight.title) == read(card.title)
    assert [read(caption) for caption in sight.captions] == [read(button.text) for button in card.buttons]
    assert not any([sight.acts, sight.excess, sight.is_waiting])


@EXAMPLES
@example(card=BURIED)
@given(card=OVERSIZED_CARDS)
async def test_a_card_that_is_too_large_is_cut_where_one_sees_it_and_never_loses_its_end_or_its_buttons(alone, card):
    sight = await show(alone, card)

    seen = everything_on(sight)
    assert is_visibly_cut(sight) or all(read(text) in seen for text in texts_of(card))
    assert read(card.closing) in seen
    assert read(sight.title) == read(card.title)
    assert [read(caption) for caption in sight.captions] == [read(button.text) for button in card.buttons]
    assert not any([sight.acts, sight.excess])


@EXAMPLES
@given(first=OFFICE_CARDS.filter(lambda card: card.buttons), card=OVERSIZED_CARDS)
async def test_a_card_that_is_redrawn_shows_the_new_state_in_place_of_the_old_one(alone, first, card):
    before = len(alone.cards(CHIEF))
    card_id, serial = uuid4().hex, next(SERIALS)
    receipt = await alone.platform.deliver(SendCard(to=CHIEF, card_id=card_id, card=first, serial=serial))

    handle = receipt.handles[0] if receipt.handles else None
    shown_id = receipt.platform_message_id
    await alone.platform.deliver(
        UpdateCard(to=CHIEF, card_id=card_id, card=card, handle=handle, serial=next(SERIALS), shown_id=shown_id)
    )

    [sight] = alone.cards(CHIEF)[before:]
    assert read(sight.title) == read(card.title)
    assert read(card.closing) in everything_on(sight)
    assert [read(caption) for caption in sight.captions] == [read(button.text) for button in card.buttons]
    assert not any([sight.acts, sight.excess])
