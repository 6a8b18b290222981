"""The cards of the morning kept true: what is dealt with turns done on every copy, wherever it was dealt with."""

from collections.abc import Collection
from datetime import timedelta

from domain.duties.digest import Digest
from domain.duties.digest_card import digest_card
from domain.duties.reminders import day_of
from domain.ids import PersonId
from domain.office import Office
from domain.texts.duties import week_words
from handlers.digest_sources import lines_of_all
from handlers.digests import number_of, role_of
from storage import cards
from storage.cards import CardState
from storage.database import Tx
from storage.digests import SentDigest, digests_of

KEPT_TRUE = timedelta(days=3)  # as long as WeCom lets a card be drawn again (cards.HANDLE_LIFE)


async def refresh_digests(tx: Tx, office: Office, people: Collection[PersonId], lines: Collection[str] = ()) -> None:
    """Draw the cards about these people as things are now; with `lines` those only that show one of them."""
    since = day_of(tx.now - KEPT_TRUE, office.campus)
    sent = [each for each in await digests_of(tx, people, since) if _shows(each, lines)]
    if not sent:
        return
    waiting = await lines_of_all(tx, office, sorted({each.person for each in sent}), tx.now)
    for each in sent:
        await _draw(tx, office, as_is(office, each, {line.key for line in waiting.get(each.person, ())}), each)


def _shows(sent: SentDigest, lines: Collection[str]) -> bool:
    return not lines or any(line.key in lines for line in sent.lines)


def as_is(office: Office, sent: SentDigest, waiting: Collection[str]) -> Digest:
    """A digest as it was sent, with what does not wait any more done."""
    return Digest(
        day=sent.day,
        week=week_words(office.calendar, sent.day),
        lines=sent.lines,
        whose=sent.name if sent.told != sent.person else "",
        done=frozenset(line.key for line in sent.lines if line.key not in waiting),
    )


async def _draw(tx: Tx, office: Office, digest: Digest, sent: SentDigest) -> None:
    card = digest_card(digest, number_of(sent.day), tx.now, office.campus)
    for copy in await cards.of_role(tx, role_of(sent.person, sent.day)):
        if copy.state is CardState.LIVE and copy.content != card:
            await cards.redraw(tx, copy.id, card)
