"""What must be true when a request has come to its end."""

from tests.flows.story import Telling

WITH_CARDS = """
    select distinct p.name from cards c join people p on p.id = c.person_id where c.request_no = :no order by p.name
"""
COPIES = "select p.name from copies c join people p on p.id = c.person_id where c.request_no = :no order by p.name"
BOOKED = "select what from bookings where request_no = :no and reversed_at is null order by what"
LIVE = "select recipient from cards where request_no = :no and state = 'live'"
NOT_SENT = "select recipient, error from outbox where request_no = :no and (state <> 'done' or error <> '')"
# WeCom lets a card be redrawn once, and once more for each press: who needs more gets another card, and who has acted
# on a page hears of the end in words.
ANOTHER = {"刷新机会只剩收尾用的一次，已换成新卡片", "卡片无法再刷新，已换成新卡片"}
IN_WORDS = "卡片无法再刷新，已改发文字"


async def check_end(told: Telling) -> None:
    """Approved, booked, copied; every card says so; the books are right, and nothing was logged that should not be."""
    flows, story, number = told.flows, told.story, told.number
    assert await flows.rows("select state from requests where no = :no", no=number) == [("approved",)]
    assert await flows.rows(BOOKED, no=number) == [(what,) for what in sorted(story.books)]
    copied = [name for (name,) in await flows.rows(COPIES, no=number)]
    assert sorted(copied) == sorted(story.copies)
    assert all(any(f"-{number}" in text for text in told.texts(name)) for name in story.told)
    for (name,) in await flows.rows(WITH_CARDS, no=number):
        cards = told.cards_anywhere(name)
        assert [card for card in cards if card.captions or card.is_waiting] == [], name
        assert any(said in cards[-1].text for said in ("已由", "已通过", "已阅")), (name, cards[-1])
    assert await flows.rows(LIVE, no=number) == []
    on_page = {turn.who for turn in story.steps if turn.is_on_page}
    for recipient, note in await flows.rows(NOT_SENT, no=number):
        assert note in ANOTHER or (note == IN_WORDS and recipient in map(told.user, on_page)), (recipient, note)
    assert await flows.violations() == []
    assert flows.complaints() == []
