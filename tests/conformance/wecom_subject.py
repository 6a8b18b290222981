"""WeCom as a subject of the suite."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from emulator.fields import Fields
from emulator.server import Emulator
from emulator.wecom import said
from emulator.wecom.apps import App, CallbackAddress
from emulator.wecom.cards import CardType, CardView
from emulator.wecom.corp import Corp
from emulator.wecom.faults import Duplicate, LoseAnswer, Refuse
from emulator.wecom.people import Department, Member, Status
from emulator.wecom.rules import Rules
from tests.conformance.subjects import GONE, NAMES, Ground, ShownButton, Sight

SECRET, TOKEN, AES_KEY = "wecom-secret", "conformance", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SEND = "message/send"
UNLIMITED = Rules(member_per_minute=10_000, member_per_hour=10_000)

# How much of each text the platform promises to show. Source: developer documentation, path 90236.
TITLE, SUBTITLE, TEXT, LABEL, VALUE, CAPTION = 36, 44, 160, 5, 30, 10


class WecomSubject:
    def __init__(self, emulator: Emulator, platform: WecomPlatform) -> None:
        self.platform = platform
        self.login = platform.login
        self.listening = None
        self._world = emulator.wecom
        self._emulator = emulator
        self._phone = emulator.phone()

    @property
    def ways_to_throttle(self) -> Mapping[str, Callable[[], None]]:
        codes = {"busy": -1, "called too often": 45009, "too many at once": 45033}
        add = partial(self._world.faults.add, "message/*", times=None)
        return {name: partial(add, Refuse(code)) for name, code in codes.items()}

    def lose_answer(self) -> None:
        self._world.faults.add(SEND, LoseAnswer())

    def calm(self) -> None:
        self._world.faults.clear()

    def tell_twice(self) -> None:
        self._world.callback_faults.add("callback/template_card_event", Duplicate())

    async def settled(self) -> None:
        await self._emulator.settled()

    def cards(self, who: str) -> list[Sight]:
        return [_sight(bubble.card) for bubble in self._phone.bubbles(who) if bubble.card and not bubble.is_recalled]

    def texts(self, who: str) -> list[str]:
        return self._phone.texts(who)

    def say(self, who: str, words: str) -> None:
        self._phone.say(who, words)

    async def press(self, who: str, button: ShownButton) -> str:
        self._phone.press(who, *button.place)
        return ""

    async def press_stale(self, who: str, button: ShownButton) -> str:
        self._phone.press_stale(who, *button.place)
        return ""

    async def press_as(self, thief: str, button: ShownButton) -> str:
        card_id, action = button.place
        return await self.press_forged(thief, card_id, action)

    async def press_forged(self, who: str, card_id: str, action: str) -> str:
        """Who pressed is the platform's word and cannot be forged, everything else can."""
        press = said.Press(key=action, task_id=card_id, card_type=CardType.BUTTONS, response_code="guessed")
        self._phone._tell(who, said.card_pressed(press, {}))
        return ""


def _sight(view: CardView) -> Sight:
    card = view.card
    title = card.part("main_title")
    buttons = [] if view.replaced_by else card.parts("button_list")
    words = [title.text("desc"), card.text("sub_title_text"), view.replaced_by]
    return Sight(
        title=title.text("title"),
        rows=[(row.text("keyname"), row.text("value")) for row in card.parts("horizontal_content_list")],
        text="\n".join(word for word in words if word),
        buttons=[ShownButton(one.text("text"), (view.task_id, one.text("key"))) for one in buttons],
        excess=list(_excess(card)),
    )


def _excess(card: Fields) -> list[str]:
    title = card.part("main_title")
    shown = [("title", title.text("title"), TITLE), ("subtitle", title.text("desc"), SUBTITLE)]
    shown += [("text", card.text("sub_title_text"), TEXT)]
    for row in card.parts("horizontal_content_list"):
        shown += [("label", row.text("keyname"), LABEL), ("value", row.text("value"), VALUE)]
    shown += [("caption", button.text("text"), CAPTION) for button in card.parts("button_list")]
    return [name for name, text, most in shown if len(text) > most]


@asynccontextmanager
async def open_wecom(ground: Ground) -> AsyncIterator[WecomSubject]:
    callback = CallbackAddress(f"{ground.public_url}/callback/wecom/staff", TOKEN, AES_KEY)
    members = [Member(user_id=user_id, name=name, departments=(1,)) for user_id, name in NAMES.items()]
    members.append(Member(user_id=GONE, name="钱离职", departments=(1,), status=Status.DISABLED))
    corp = Corp(
        "wwconformance01",
        apps=[App(agent_id=1000002, secret=SECRET, callback=callback)],
        departments=[Department(id=1, name="示例学院", parent_id=0)],
        members=members,
        rules=UNLIMITED,
    )
    async with Emulator(corp) as emulator:
        settings = WecomSettings(
            name="staff",
            corp_id=corp.corp_id,
            agent_id=1000002,
            secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            public_url=ground.public_url,
            api_base=emulator.api_base,
        )
        platform = WecomPlatform(settings, ground.tokens)
        yield WecomSubject(emulator, platform)
        await platform.aclose()
