"""What a platform must bring along to be tested: a `Subject`, and one line in `SUBJECTS` of conftest.py.

The suite beside this file asks the same of every platform: that cards are drawn within its limits, that buttons come
back as they went out, that what cannot be sent now is sent later, that a request is decided once and all its cards say
so. It speaks of people, cards and buttons only. A `Subject` translates: it opens the product's own `Platform` against
the platform's emulator, reads the phones, and presses what stands on them. For another platform: write its subject in a
file of its own, with everything that `Subject` asks for, and add it there. No test has to be touched.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from adapters.links import Links
from adapters.ports import Listening, Login, Platform, TokenStore

# Whom every platform has as a member, under the same user id, with the name that the database knows.
APPLICANT, CHIEF, DEPUTY, OUTSIDER = "teacher1", "chief2", "deputy3", "outsider4"
NAMES = {APPLICANT: "李雷", CHIEF: "赵主任", DEPUTY: "孙副主任", OUTSIDER: "吴老师"}
# A member whom the application may not write to any longer, and a user id that nobody has.
GONE, NOBODY = "gone5", "nobody6"


@dataclass(frozen=True, slots=True)
class ShownButton:
    """`place` is the platform's own way to name the button; only its subject looks into it."""

    text: str
    place: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A card as it stands in somebody's chat.

    `rows` are labelled lines, where the platform has them; `text` is every other word below the title, line by line.
    `acts` is what would do something when tapped, or call somebody, without being a button; `excess` names what is
    longer than the platform promises to show.
    """

    title: str
    rows: Sequence[tuple[str, str]] = ()
    text: str = ""
    buttons: Sequence[ShownButton] = ()
    is_waiting: bool = False
    acts: Sequence[str] = ()
    excess: Sequence[str] = ()

    @property
    def captions(self) -> list[str]:
        """What stands on the buttons."""
        return [button.text for button in self.buttons]

    def button(self, text: str) -> ShownButton:
        """The button with that caption."""
        return next(button for button in self.buttons if button.text == text)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a subject is opened on: our address, where callbacks and pages are answered, and what platforms share."""

    public_url: str
    links: Links
    tokens: TokenStore


class Subject(Protocol):
    """One platform with four people who can use the application, one who cannot any longer, and their phones.

    Whatever somebody does returns the words that a page showed for it, empty where the answer comes in the chat. None
    of it waits for what we make of it.
    """

    @property
    def platform(self) -> Platform:
        """The product's own, with the emulator behind it."""
        ...

    @property
    def login(self) -> Login:
        """The product's own."""
        ...

    @property
    def listening(self) -> Listening | None:
        """The product's own, where the platform pushes through a connection."""
        ...

    @property
    def ways_to_throttle(self) -> Mapping[str, Callable[[], None]]:
        """Every way in which this platform says "later" about a card, by name; each lasts until `calm`."""
        ...

    def lose_answer(self) -> None:
        """The next card is taken, and the answer does not arrive."""
        ...

    def calm(self) -> None:
        """Everything works again."""
        ...

    def tell_twice(self) -> None:
        """The next press is told to us twice."""
        ...

    async def settled(self) -> None:
        """Wait until everything that people did was told to us, or given up."""
        ...

    def cards(self, who: str) -> list[Sight]:
        """The cards in somebody's chat, the oldest first, without those that were taken back."""
        ...

    def texts(self, who: str) -> list[str]:
        """What was said to somebody in words, in order."""
        ...

    def say(self, who: str, words: str) -> None:
        """Type something, vouched for by the platform."""
        ...

    async def press(self, who: str, button: ShownButton) -> str:
        """Press a button that is there."""
        ...

    async def press_stale(self, who: str, button: ShownButton) -> str:
        """Press a button that is gone, on a phone that still shows it."""
        ...

    async def press_as(self, thief: str, button: ShownButton) -> str:
        """Somebody presses a button of somebody else's card, as far as the platform lets anybody come."""
        ...

    async def press_forged(self, who: str, card_id: str, action: str) -> str:
        """A client that was tampered with says that its owner pressed that action, on a card of theirs or not."""
        ...


Opener = Callable[[Ground], AbstractAsyncContextManager[Subject]]
