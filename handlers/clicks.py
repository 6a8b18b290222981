"""A pressed button: who pressed is the verified event's word, what may be done the facts'; nothing is the card's."""

from domain.actions import parse_action
from domain.events import CardClicked
from domain.ids import CardId
from domain.texts import replies
from handlers.bulletins import BULLETIN, press_bulletin
from handlers.calendar import CALENDAR, press_calendar
from handlers.case_batches import press_together
from handlers.case_clicks import press_case, refresh_card
from handlers.case_offers import BATCH
from handlers.cover_answers import press_change, press_cover
from handlers.cover_ends import CHANGE
from handlers.covers import COVER
from handlers.daily_questions import press_question
from handlers.digest_clicks import press_digest
from handlers.digest_of_quality import QUESTION
from handlers.digests import DIGEST
from handlers.duty_done import CHECK, press_check
from handlers.duty_handing import HAND_ON, WHOSE, press_offer, press_whose
from handlers.duty_questions import ASKING, press_asking
from handlers.happening_acts import DUE, UNTELLING, press_due, press_taking_back
from handlers.happening_reports import TELLING, press_report
from handlers.matter import open_matter
from handlers.missed_punches import MISSED, press_missed
from handlers.month_closing import CLOSING, press_closing
from handlers.month_confirming import MONTH, press_month
from handlers.month_signing import SHEET, press_sheet
from handlers.org_runs import press_run
from handlers.org_show import ORG
from handlers.platform_list_show import LIST
from handlers.platform_lists import press_list
from handlers.repricing import PRICE, press_price
from handlers.returning import BACK, press_back
from handlers.sent_roster_show import ROSTER
from handlers.sent_rosters import press_roster
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard

WITHOUT_REQUEST = {
    COVER: press_cover,
    CHANGE: press_change,
    BATCH: press_together,
    BULLETIN: press_bulletin,
    ORG: press_run,
    ROSTER: press_roster,
    LIST: press_list,
    CALENDAR: press_calendar,
    MISSED: press_missed,
    BACK: press_back,
    PRICE: press_price,
    MONTH: press_month,
    SHEET: press_sheet,
    CLOSING: press_closing,
    TELLING: press_report,
    UNTELLING: press_taking_back,
    DUE: press_due,
    ASKING: press_asking,
    DIGEST: press_digest,
    CHECK: press_check,
    HAND_ON: press_offer,
    WHOSE: press_whose,
    QUESTION: press_question,
}


async def press(turn: Turn, event: CardClicked) -> None:
    """Do what the button asks for, or say why not; either way the card ends up as the facts are."""
    card = await _find(turn, event)
    if card is None or card.address.source != turn.address.source:
        await _refuse_click(turn, "unknown", "unknown_card", replies.NO_SUCH_CARD)
        return
    if event.leaves_waiting:
        await cards.await_redraw(turn.tx, card.id)
    await _press(turn, card, event)
    if event.leaves_waiting:
        await _draw_again(turn, card.id)


async def _find(turn: Turn, event: CardClicked) -> StoredCard | None:
    if event.handle:
        return await cards.find_pressed(turn.tx, event.card_id, turn.address, event.handle)
    return await cards.find(turn.tx, event.card_id)


async def _press(turn: Turn, card: StoredCard, event: CardClicked) -> None:
    """What the card is about decides who answers: a case, several cases at once, or the directory."""
    action = parse_action(event.action)
    answering = WITHOUT_REQUEST.get(card.role.partition(":")[0])
    if action is not None and answering is not None:
        await answering(turn, card, action)
        return
    matter = await open_matter(turn, card.request_no) if card.request_no else None
    if action is None or matter is None:
        await _refuse_click(turn, card.id, "not_offered", replies.NOT_OFFERED)
    elif not await press_case(turn, matter, card, action, event.reason):
        await refresh_card(turn, matter)
        await _draw_again(turn, card.id)


async def _draw_again(turn: Turn, card_id: CardId) -> None:
    """Nothing of it may have changed, and yet the member sees something else; what waits to be drawn is not doubled."""
    pressed = await cards.find(turn.tx, card_id)
    if pressed is not None:
        await cards.redraw(turn.tx, card_id, pressed.content)


async def _refuse_click(turn: Turn, card: CardId | str, cause: str, sentence: str) -> None:
    turn.tx.audit(f"person:{turn.person.id}", "click.refuse", f"card:{card}", cause=cause, channel=turn.channel.value)
    await turn.say(sentence)
