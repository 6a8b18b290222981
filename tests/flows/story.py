"""One request from the word that starts it to its end, by what people type and press on their phones."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.clock import read_clock
from domain.calendar import WorkCalendar
from domain.events import Source
from tests.conformance.subjects import Sight
from tests.flows.browser import agree_on_page
from tests.flows.house import Flows
from tests.unit.test_sheet import picture

TOLD = Path(__file__).with_name("stories.toml")
WANTS_FILE = ("请直接在这里发送文件或图片", "请直接在这里发送图片", "图片可直接在这里发送")
MOST_FILES = 5


@dataclass(frozen=True)
class Turn:
    """Somebody deals with it, as stories.toml says."""

    who: str
    fills: str = ""
    page: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()
    signs: bool = False

    @property
    def is_on_page(self) -> bool:
        """What a button and a text cannot do."""
        return bool(self.page or self.files or self.signs)


@dataclass(frozen=True)
class Story:
    """What stories.toml says of one form."""

    key: str
    by: str
    says: Sequence[str]
    steps: Sequence[Turn]
    copies: Sequence[str] = ()
    told: Sequence[str] = ()
    books: Sequence[str] = ()


def _load() -> dict[str, Story]:
    campus = read_clock().astimezone().date()
    calendar = WorkCalendar()
    soon = calendar.next_workday(campus + timedelta(days=5))
    later = calendar.next_workday(soon + timedelta(days=9))
    days = {"{soon}": soon, "{later}": later, "{past}": campus - timedelta(days=3)}

    def dated(said: str) -> str:
        for name, day in days.items():
            said = said.replace(name, day.isoformat())
        return said

    told = tomllib.loads(TOLD.read_text(encoding="utf-8"))
    return {key: _story(key, each, dated) for key, each in told.items()}


def _story(key: str, told: Mapping[str, object], dated: Callable[[str], str]) -> Story:
    says = [each.strip("\n") for each in dated(str(told["says"])).split("\n+")]
    steps = [Turn(**{**step, "fills": dated(step.get("fills", ""))}) for step in told["steps"]]
    rest = {name: told[name] for name in ("copies", "told", "books") if name in told}
    return Story(key, str(told["by"]), says, steps, **rest)


STORIES = _load()  # by the key of the form


@dataclass
class Telling:
    """A story told in a college: who is where, and the number of the request once it has one."""

    flows: Flows
    story: Story
    place: Callable[[str], Source]
    number: int = 0

    async def run(self) -> None:
        """From beginning to end."""
        await self.ask()
        await self.go_on()

    async def go_on(self) -> None:
        """Everybody who is asked, and then everybody who is to know of it."""
        for turn in self.story.steps:
            await self.deal(turn)
        await self.read_copies()

    async def read_copies(self) -> None:
        for name in sorted(self.story.copies):
            await self.press(name, "已阅")

    # --- the applicant

    async def ask(self) -> None:
        """办事, the answers, the files that are wanted, and 提交."""
        by = self.story.by
        await self.say(by, f"办事 {await self._title()}")
        self.number = await self._newest()
        for said in self.story.says:
            await self.say(by, said)
        for _ in range(MOST_FILES):
            if not any(wanted in self.asked(by) for wanted in WANTS_FILE):
                break
            await self.send_picture(by)
        await self.press(by, "提交")

    def asked(self, name: str) -> str:
        """What the bot asks last: in words, or on the card of the draft."""
        texts = self.texts(name)
        return f"{texts[-1] if texts else ''}\n{self.text_of_card(name)}"

    # --- whoever is asked

    async def deal(self, turn: Turn) -> None:
        """On the card where that is enough, else on the page that the card leads to."""
        captions = self.card(turn.who).captions
        if turn.is_on_page:
            assert {"填写", "签名"}.intersection(captions), (turn.who, captions)
            source = self.place(turn.who)
            page, files, signs = turn.page, turn.files, turn.signs
            await agree_on_page(self.flows, source, turn.who, self.number, page=page, files=files, signs=signs)
            await self.flows.settle()
            return
        if turn.fills:
            await self.press(turn.who, "填写")
            await self.say(turn.who, turn.fills)
            captions = self.card(turn.who).captions
        [yes] = {"同意", "办好了"}.intersection(captions) or [f"{turn.who}: {captions}"]
        await self.press(turn.who, yes)

    # --- hands and eyes

    def user(self, name: str) -> str:
        """Somebody's id where they are."""
        return self.flows.user(self.place(name), name)

    async def say(self, name: str, words: str) -> None:
        source = self.place(name)
        self.flows.subjects[source].say(self.flows.user(source, name), words)
        await self.flows.settle()

    async def send_picture(self, name: str) -> None:
        """A photograph with something different on each."""
        source = self.place(name)
        ink = bytes([len(self.texts(name)) % 256, self.number % 256, 7, 255])
        self.flows.subjects[source]._phone.send_image(self.flows.user(source, name), picture(ink=ink), "photo.png")
        await self.flows.settle()

    async def press(self, name: str, caption: str) -> None:
        source = self.place(name)
        card = self.card(name)
        assert caption in card.captions, (name, card, self.texts(name)[-1:])
        await self.flows.subjects[source].press(self.flows.user(source, name), card.button(caption))
        await self.flows.settle()

    def texts(self, name: str) -> list[str]:
        source = self.place(name)
        return self.flows.subjects[source].texts(self.flows.user(source, name))

    def cards(self, name: str) -> list[Sight]:
        """All that somebody has of this request, the oldest first."""
        return self._cards_at(self.place(name), name)

    def cards_anywhere(self, name: str) -> list[Sight]:
        """The same on both platforms, for somebody of whom the story does not say where they are."""
        return [card for source in self.flows.subjects for card in self._cards_at(source, name)]

    def _cards_at(self, source: Source, name: str) -> list[Sight]:
        sights = self.flows.subjects[source].cards(self.flows.user(source, name))
        return [sight for sight in sights if f"-{self.number}" in sight.text]

    def card(self, name: str) -> Sight:
        """The newest."""
        cards = self.cards(name)
        assert cards, (name, self.texts(name)[-1:], self.texts(self.story.by)[-1:])
        return cards[-1]

    def text_of_card(self, name: str) -> str:
        cards = self.cards(name)
        return cards[-1].text if cards else ""

    async def _title(self) -> str:
        query = "select content ->> 'title' from forms where key = :key order by version desc"
        return (await self.flows.rows(query, key=self.story.key))[0][0]

    async def _newest(self) -> int:
        [(number,)] = await self.flows.rows("select max(no) from requests")
        return number
