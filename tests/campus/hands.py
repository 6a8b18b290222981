"""What people do and see on a phone, told in the same words for every platform."""

import re
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import aiohttp
import asyncpg

from emulator.phone.ding_phone import DingPhone
from emulator.phone.phone import Phone
from emulator.server import Emulator
from tests import waiting

T = TypeVar("T")
AT_REST = """
    select not exists (select from outbox where state = 'pending')
       and not exists (select from inbox where state = 'pending')
"""
PATIENCE = 40.0  # seconds; a busy machine may have to start the program again meanwhile


async def until(look: Callable[[], Awaitable[T] | T]) -> T:
    """What `look` finds, as soon as it finds something."""
    return await waiting.until(look, PATIENCE, waiting.PAUSE_OUTSIDE)


async def at_rest(address: str) -> None:
    """Until everything that was accepted is handled, and everything that was decided is delivered."""
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        await until(lambda: connection.fetchval(AT_REST))
    finally:
        await connection.close()


class Hand(Protocol):
    """One platform's phones."""

    def say(self, user: str, text: str) -> None:
        """Type a text in the chat."""
        ...

    def texts(self, user: str) -> list[str]:
        """What was said to them in words."""
        ...

    def offers(self, user: str, text: str) -> object | None:
        """The newest button of that name that can be pressed, None if there is none."""
        ...

    async def press(self, user: str, text: str) -> None:
        """Press it, as soon as it is there."""
        ...

    def ended(self, user: str, words: str) -> object | None:
        """A card of theirs that has ended and says so."""
        ...


class WecomHand:
    """WeCom: cards with callbacks."""

    def __init__(self, emulator: Emulator) -> None:
        self.phone: Phone = emulator.phone()

    def say(self, user: str, text: str) -> None:
        self.phone.say(user, text)

    def texts(self, user: str) -> list[str]:
        return self.phone.texts(user)

    def offers(self, user: str, text: str) -> tuple[str, str] | None:
        for bubble in reversed(self.phone.bubbles(user)):
            if bubble.card and not bubble.card.replaced_by:
                for button in bubble.card.card.parts("button_list"):
                    if button.text("text") == text:
                        return bubble.card.task_id, button.text("key")
        return None

    async def press(self, user: str, text: str) -> None:
        self.phone.press(user, *await until(lambda: self.offers(user, text)))

    def ended(self, user: str, words: str) -> object | None:
        cards = [bubble.card for bubble in self.phone.bubbles(user) if bubble.card]
        return next((card for card in cards if card.replaced_by and words in str(card.card.content)), None)


class DingHand:
    """DingTalk with a card template."""

    def __init__(self, emulator: Emulator) -> None:
        self.phone: DingPhone = emulator.ding_phone()

    def say(self, user: str, text: str) -> None:
        self.phone.say(user, text)

    def texts(self, user: str) -> list[str]:
        return self.phone.texts(user)

    def cards(self, user: str) -> list[str]:
        """The ids of all cards in the chat, the oldest first."""
        return [bubble.card.out_track_id for bubble in self.phone.bubbles(user) if bubble.card]

    def offers(self, user: str, text: str) -> tuple[str, str] | None:
        for card in reversed(self.cards(user)):
            for button in self.phone.card(user, card).buttons:
                if button.text == text:
                    return card, button.action
        return None

    async def press(self, user: str, text: str) -> None:
        self.phone.press(user, *await until(lambda: self.offers(user, text)))

    def ended(self, user: str, words: str) -> object | None:
        looks = [self.phone.card(user, card) for card in self.cards(user)]
        return next((look for look in looks if look.is_final and words in look.closing), None)


class DingLinkHand(DingHand):
    """DingTalk without a template: buttons are links to our own pages, opened in the phone's browser."""

    def offers(self, user: str, text: str) -> str | None:
        for bubble in reversed(self.phone.bubbles(user)):
            if bubble.kind == "actionCard" and not bubble.is_recalled:
                for button in bubble.content["buttons"]:
                    if button["text"] == text:
                        return button["url"]
        return None

    async def press(self, user: str, text: str) -> None:
        url = await until(lambda: self.offers(user, text))
        async with browser(user) as session:
            page = await open_page(session, self.phone.open_link(user, url))
            await submit(session, *page)

    def ended(self, user: str, words: str) -> object | None:
        return next((text for text in self.phone.texts(user) if words in text and "已由" in text), None)


def browser(user: str, platform: str = "dingtalk") -> aiohttp.ClientSession:
    """The phone's web view, in which the platform knows who holds the phone."""
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies({f"dutybell_phone_{platform}": user})
    return aiohttp.ClientSession(cookie_jar=jar)


async def open_page(session: aiohttp.ClientSession, url: str) -> tuple[str, str]:
    """Address and content of the page at the end of all redirects."""
    async with session.get(url) as answer:
        return str(answer.url), await answer.text()


async def submit(session: aiohttp.ClientSession, address: str, page: str) -> tuple[int, str]:
    """Press the page's one button."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    origin = "/".join(address.split("/")[:3])
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": origin}
    async with session.post(address.partition("?")[0], data=fields, headers=headers) as answer:
        return answer.status, await answer.text()
