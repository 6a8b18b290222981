"""The college with some of its people on DingTalk as well: where they type and press, and what they hold there."""

from dataclasses import replace

from sqlalchemy import select

from domain.cards import Card
from domain.events import Source, TextSaid
from storage.tables import cards
from tests.handlers.college import College, give_account

DINGTALK = Source("dingtalk", "students")


def on_dingtalk(name: str) -> str:
    """Their account there."""
    return f"d-{name}"


async def join_dingtalk(college: College, *names: str) -> None:
    async with college.database.begin(college.now) as tx:
        for name in names:
            await give_account(tx, college.ids[name], on_dingtalk(name), DINGTALK)


async def type_there(college: College, name: str, words: str, *, is_vouched: bool = True) -> list[str]:
    """Type on DingTalk; the texts got there for it."""
    user = on_dingtalk(name)
    await college.send(TextSaid(user_id=user, at=college.now, text=words, is_vouched=is_vouched), DINGTALK)
    return college.heard(user)


async def press_there(college: College, name: str, button: str) -> list[str]:
    """Press a button of the newest card on DingTalk; the texts got there for it."""
    row = await college.card_row(on_dingtalk(name))
    action = next(each.action for each in Card.from_json(row.content).buttons if each.text == button)
    return await college.click(on_dingtalk(name), row.id, action, DINGTALK)


async def all_cards(college: College, name: str) -> dict[str, list[Card]]:
    """What a person holds, oldest first, by platform."""
    query = select(cards).where(cards.c.person_id == college.ids[name]).order_by(cards.c.created_at, cards.c.generation)
    async with college.database.begin(college.now) as tx:
        found: dict[str, list[Card]] = {}
        for row in await tx.conn.execute(query):
            found.setdefault(row.platform, []).append(Card.from_json(row.content))
    return found


def give_role(college: College, role: str, *names: str) -> None:
    references = tuple(f"staff_no:T-{name}" for name in names)
    college.office = replace(college.office, roles={**college.office.roles, role: references})
