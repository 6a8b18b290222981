"""DingTalk as three subjects of the suite: with a card template over its stream or over HTTP, and with links."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import copy
from functools import partial
from html import unescape

from adapters.dingtalk.platform import DingtalkPlatform
from adapters.dingtalk.settings import DingtalkSettings
from adapters.links import Links
from emulator.dingtalk.card_look import Look
from emulator.dingtalk.chats import Bubble
from emulator.dingtalk.faults import Duplicate, LoseAnswer, Refuse, Unreachable, punished
from emulator.dingtalk.org import CallbackAddress, Org
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.rules import Timing
from emulator.server import Emulator
from tests.campus.hands import browser, open_page, submit
from tests.conformance.subjects import GONE, NAMES, Ground, ShownButton, Sight

CLIENT_ID, CLIENT_SECRET, CORP = "dingconformance", "ding-secret", "dingcorp0001"
TEMPLATE = "conformance.schema"
TOKEN, AES_KEY = "conformance", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CARDS, CREATE = "/v1.0/card/instances", "/v1.0/card/instances/createAndDeliver"
SAY = "/v1.0/robot/oToMessages/batchSend"
BRISK = Timing(ack=2.0, callback_pauses=(0.05,) * 3, disconnect_grace=0.05)

# Everything by which markdown could do something, once our own heading and links are taken out.
ACTING = re.compile(r"[\\`*_{}\[\]()#!|~<>&@]|://|^\s*(?:[-+=]|\d+\.)", re.MULTILINE)
LINKED = re.compile(r"\[([^\]]*)\]\((http[^)\s]*/h5/act\?t=[\w-]*)\)")


class TemplateSubject:
    """`way` is how presses come: "stream" or "http"."""

    creates, shows = CREATE, f"{CARDS}*"

    def __init__(self, emulator: Emulator, platform: DingtalkPlatform, ground: Ground) -> None:
        self.platform = platform
        self.login = platform.login
        self.listening = platform.listening
        self._world = emulator.dingtalk
        self._org = next(iter(emulator.dingtalk.orgs.values()))
        self._emulator = emulator
        self._phone = emulator.ding_phone()
        self._ground = ground

    @property
    def ways_to_throttle(self) -> Mapping[str, Callable[[], None]]:
        effects = {
            "called too often": Refuse("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
            "busy": Refuse("systemBusy"),
            "a ban of the address": punished(),
            "too much for this member": Unreachable(throttled=frozenset(NAMES)),
        }
        add = partial(self._world.faults.add, self.shows, times=None)
        return {name: partial(add, effect) for name, effect in effects.items()}

    def lose_answer(self) -> None:
        self._world.faults.add(self.creates, LoseAnswer())

    def calm(self) -> None:
        self._world.faults.clear()

    def tell_twice(self) -> None:
        self._world.push_faults.add("card", Duplicate(copies=1))

    async def settled(self) -> None:
        await self._emulator.settled()

    def cards(self, who: str) -> list[Sight]:
        ids = [bubble.card.out_track_id for bubble in self._bubbles(who) if bubble.card]
        return [_sight(who, card_id, self._phone.card(who, card_id)) for card_id in ids]

    def texts(self, who: str) -> list[str]:
        return [str(bubble.content["content"]) for bubble in self._bubbles(who) if bubble.kind == "text"]

    def say(self, who: str, words: str) -> None:
        self._phone.say(who, words)

    async def press(self, who: str, button: ShownButton) -> str:
        _, card_id, action, _ = button.place
        self._phone.press(who, card_id, action)
        return ""

    async def press_stale(self, who: str, button: ShownButton) -> str:
        _, card_id, action, _ = button.place
        self._phone.press_stale(who, card_id, action)
        return ""

    async def press_as(self, thief: str, button: ShownButton) -> str:
        """Their own client says it, with everything that stands in the owner's button."""
        owner, card_id, action, key = button.place
        line, card = self._phone._card(owner, card_id)
        self._phone._tell_press(thief, line, card, {"action": action, "key": key})
        return ""

    async def press_forged(self, who: str, card_id: str, action: str) -> str:
        """With the key of a button of their own, for want of the right one."""
        own = next(bubble.card for bubble in reversed(self._bubbles(who)) if bubble.card)
        line, card = self._phone._card(who, own.out_track_id)
        forged = copy(card)
        forged.out_track_id = card_id
        keys = [button.key for button in card.look(who).buttons]
        self._phone._tell_press(who, line, forged, {"action": action, "key": keys[0] if keys else "0" * 32})
        return ""

    def _bubbles(self, who: str) -> list[Bubble]:
        return [one for one in self._phone.bubbles(who) if one.side == "app" and not one.is_recalled]


def _sight(who: str, card_id: str, look: Look) -> Sight:
    return Sight(
        title=look.title,
        rows=look.rows,
        text="\n".join(word for word in (look.subtitle, look.body, look.closing, look.waiting_text) if word),
        buttons=[ShownButton(one.text, (who, card_id, one.action, one.key)) for one in look.buttons],
        is_waiting=look.is_waiting,
    )


class LinkSubject(TemplateSubject):
    """Cards are robot messages, buttons are links to our own pages, opened in the phone's web view."""

    creates = shows = SAY

    def cards(self, who: str) -> list[Sight]:
        return [_read(bubble) for bubble in self._bubbles(who) if bubble.kind in {"actionCard", "markdown"}]

    def tell_twice(self) -> None:
        """A page is told by nobody but the browser, and that is what `press` does twice then."""
        self._presses = 2

    _presses = 1

    async def press(self, who: str, button: ShownButton) -> str:
        return await self._open(who, self._phone.open_link(who, button.place))

    async def press_stale(self, who: str, button: ShownButton) -> str:
        return await self._open(who, button.place)

    async def press_as(self, thief: str, button: ShownButton) -> str:
        """A link can be passed on; who opens it signs in as themselves."""
        return await self._open(thief, button.place)

    async def press_forged(self, who: str, card_id: str, action: str) -> str:
        forger = Links(self._ground.public_url, b"guessed")
        return await self._open(who, forger.url(self.platform.source, card_id, who, action, self._world.clock()))

    async def _open(self, who: str, url: str) -> str:
        async with browser(who) as session:
            address, page = await open_page(session, url)
            if "<form" in page:
                for _ in range(self._presses):
                    _, after = await submit(session, address, page)
                self._presses, page = 1, after
        return unescape(re.sub(r"<[^>]*>", "", page.partition("<main>")[2]))


def _read(bubble: Bubble) -> Sight:
    text = str(bubble.content["content"])
    heading, _, rest = text.partition("\n")
    ours = [ShownButton(caption, url) for caption, url in LINKED.findall(rest)]
    rest = LINKED.sub("", rest).strip()
    listed = bubble.content.get("buttons", [])
    return Sight(
        title=str(bubble.content["title"]),
        text=rest,
        buttons=[*(ShownButton(one["text"], one["url"]) for one in listed), *ours],
        acts=ACTING.findall(heading.removeprefix("#### ")) + ACTING.findall(rest),
    )


def _org(ground: Ground, mode: str) -> Org:
    url = f"{ground.public_url}/callback/dingtalk/staff"
    members = [Member(userid=user_id, name=name, dept_ids=(1,)) for user_id, name in NAMES.items()]
    return Org(
        CORP,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        agent_id=7,
        departments=[Department(dept_id=1, name="示例学院", parent_id=0)],
        members=[*members, Member(userid=GONE, name="钱离职", dept_ids=(1,), is_active=False)],
        callback=CallbackAddress(url, TOKEN, AES_KEY) if mode == "http" else None,
        robot_url=url if mode == "http" else None,
        templates=[TEMPLATE],
    )


@asynccontextmanager
async def _open(
    ground: Ground, kind: type[TemplateSubject], mode: str, template: str
) -> AsyncIterator[TemplateSubject]:
    async with Emulator(dingtalk=[_org(ground, mode)], dingtalk_timing=BRISK) as emulator:
        settings = DingtalkSettings(
            name="staff",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            corp_id=CORP,
            agent_id=7,
            robot_code=CLIENT_ID,
            public_url=ground.public_url,
            mode=mode,
            token=TOKEN,
            aes_key=AES_KEY,
            card_template_id=template,
            api_base=emulator.dingtalk_base,
            oapi_base=emulator.dingtalk_base,
            login_base=emulator.dingtalk_base,
        )
        platform = DingtalkPlatform(settings, ground.tokens, ground.links, emulator.dingtalk.clock)
        yield kind(emulator, platform, ground)
        await platform.aclose()


open_stream = partial(_open, kind=TemplateSubject, mode="stream", template=TEMPLATE)
open_http = partial(_open, kind=TemplateSubject, mode="http", template=TEMPLATE)
open_links = partial(_open, kind=LinkSubject, mode="stream", template="")
