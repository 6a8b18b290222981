"""Everybody's phones with one application open: what they show, and what people do with them.

Every act is told to the application by a callback in the background; `await emulator.settled()` waits until all of
them were acknowledged or given up.
"""

import hashlib
from collections.abc import Mapping, Sequence

from emulator.fields import Fields
from emulator.wecom import said
from emulator.wecom.apps import App
from emulator.wecom.cards import CardView, Selector, SentCard, selectors
from emulator.wecom.corp import Corp
from emulator.wecom.letter import Letter
from emulator.wecom.media import MediaType
from emulator.wecom.menu_rules import entries
from emulator.wecom.people import Member, Status
from emulator.wecom.said import Place, Press, Said
from emulator.wecom.timeline import Bubble, Side
from emulator.wecom.world import World

Choices = Mapping[str, Sequence[str]]


class NotPossible(Exception):
    """A person could not do that on a phone; the text says why."""


class Phone:
    """What every member of a corp can do with one application. Acts return the letter that tells of them, if any."""

    def __init__(self, world: World, corp: Corp, app: App) -> None:
        self._world = world
        self._corp = corp
        self._app = app

    @property
    def revision(self) -> int:
        """Grows with every change in any chat."""
        return self._corp.timelines.revision

    @property
    def menu(self) -> Mapping[str, object] | None:
        """The fixed menu at the foot of the chat."""
        return self._app.menu

    def users(self) -> list[Member]:
        """Who has the application on the phone."""
        return [m for m in self._corp.visible_members(self._app) if m.status is Status.ACTIVE]

    def bubbles(self, user_id: str, since: int = 0) -> list[Bubble]:
        """The chat, or what changed in it after a revision."""
        return self._corp.timelines.bubbles(self._app.agent_id, user_id, since)

    def last(self, user_id: str) -> Bubble:
        """The newest bubble from the application."""
        return [bubble for bubble in self.bubbles(user_id) if bubble.side is Side.APP][-1]

    def texts(self, user_id: str) -> list[str]:
        """What the application said in plain text or markdown, in order."""
        return [
            str(bubble.content["content"])
            for bubble in self.bubbles(user_id)
            if bubble.side is Side.APP and bubble.kind in {"text", "markdown"} and not bubble.is_recalled
        ]

    def card(self, user_id: str, task_id: str) -> CardView:
        """A card as it stands in somebody's chat. Raises NotPossible."""
        for bubble in reversed(self.bubbles(user_id)):
            if bubble.card and bubble.card.task_id == task_id and not bubble.is_recalled:
                return bubble.card
        raise NotPossible("this card is not in the chat")

    async def wait(self, user_id: str, since: int, seconds: float) -> None:
        """Return as soon as the chat changed after that revision, at the latest after so many seconds."""
        await self._corp.timelines.wait(self._app.agent_id, user_id, since, seconds)

    def say(self, user_id: str, text: str) -> Letter | None:
        """Type a text and send it."""
        return self._send(user_id, said.text(text), {"content": text})

    def send_image(self, user_id: str, content: bytes, file_name: str = "photo.jpg") -> Letter | None:
        """Send a picture."""
        media_id = self._upload(MediaType.IMAGE, content, file_name)
        return self._send(user_id, said.image(media_id), {"media_id": media_id})

    def send_voice(self, user_id: str, content: bytes) -> Letter | None:
        """Send a spoken message."""
        media_id = self._upload(MediaType.VOICE, content, "voice.amr")
        return self._send(user_id, said.voice(media_id), {"media_id": media_id})

    def send_video(self, user_id: str, content: bytes, thumb: bytes) -> Letter | None:
        """Send a film with its still."""
        media_id = self._upload(MediaType.VIDEO, content, "film.mp4")
        thumb_id = self._upload(MediaType.IMAGE, thumb, "thumb.jpg")
        return self._send(user_id, said.video(media_id, thumb_id), {"media_id": media_id})

    def send_location(self, user_id: str, place: Place) -> Letter | None:
        """Send a place picked on the map."""
        shown = {"latitude": place.latitude, "longitude": place.longitude, "label": place.label}
        return self._send(user_id, said.location(place), shown)

    def send_link(self, user_id: str, title: str, url: str) -> Letter | None:
        """Share a page."""
        return self._send(user_id, said.link(title, "", url), {"title": title, "url": url})

    def enter(self, user_id: str) -> Letter | None:
        """Open the application; it is only told if it asked for that."""
        return self._tell(user_id, said.entered()) if self._app.reports_entering else None

    def report_location(self, user_id: str, place: Place, precision: float = 30.0) -> Letter | None:
        """The client reports where it is; only if the application asked for that."""
        return self._tell(user_id, said.located(place, precision)) if self._app.reports_location else None

    def open_menu(
        self, user_id: str, name: str, *, scanned: str = "", place: Place | None = None, photos: Sequence[bytes] = ()
    ) -> Letter | None:
        """Press the entry of the fixed menu with that name, key or address, and do what it asks for."""
        for entry in entries(self._app.menu or {}):
            if name in {entry.text("name"), entry.text("key"), entry.text("url")} - {""}:
                return self._tell(user_id, _picked(entry, scanned, place, photos))
        raise NotPossible("there is no such entry in the menu")

    def press(self, user_id: str, task_id: str, key: str, choices: Choices | None = None) -> Letter | None:
        """Press a button or pick a menu entry of a card, after choosing on it.

        Raises:
            NotPossible: the button is gone or grey, or the choice is not one of the card's.
        """
        view = self.card(user_id, task_id)
        if key in view.menu:
            return self._tell(user_id, said.card_menu_picked(self._press(view, key)))
        if key not in view.buttons:
            raise NotPossible("this button is not there any longer" if key in view.past_keys else "no such button")
        chosen = _chosen(selectors(view.card), choices or {})
        return self._tell(user_id, said.card_pressed(self._press(view, key), chosen))

    def press_stale(self, user_id: str, task_id: str, key: str) -> Letter | None:
        """Press a button that a slow phone still shows although it is gone. For tests."""
        view = self.card(user_id, task_id)
        if key not in view.past_keys:
            raise NotPossible("this button never was there")
        return self._tell(user_id, said.card_pressed(self._press(view, key), {}))

    def punch(self, user_id: str) -> None:
        """Punch in the application 打卡, which tells nobody of it. Raises NotPossible."""
        member, checkin, now = self._member(user_id), self._corp.checkin, self._world.clock()
        if checkin is None:
            raise NotPossible("this corp has no 打卡")
        checkin.add(member.user_id, now, arrived_at=now)

    def login_code(self, user_id: str) -> str:
        """What the web view appends to the address of a page that asks who it is."""
        member = self._member(user_id)
        return self._corp.login_codes.issue(self._app.agent_id, member.user_id, self._world.clock())

    def open_link(self, user_id: str, url: str) -> str:
        """Tap an address in a text: it is opened in the web view, which knows whose phone it is.

        Raises:
            NotPossible: there is no such address in the chat.
        """
        if not url or not any(url in text for text in self.texts(user_id)):
            raise NotPossible("there is no such link in the chat")
        return url

    def _press(self, view: CardView, key: str) -> Press:
        card: SentCard = self._corp.cards[self._app.agent_id, view.task_id]
        code = self._corp.response_codes.issue(card, self._world.clock())
        return Press(key=key, task_id=view.task_id, card_type=view.card.text("card_type"), response_code=code)

    def _upload(self, kind: MediaType, content: bytes, file_name: str) -> str:
        return self._corp.media.put(kind, file_name, content, self._world.clock()).media_id

    def _send(self, user_id: str, message: Said, shown: Mapping[str, object]) -> Letter | None:
        member = self._member(user_id)
        self._corp.timelines.add(
            self._app.agent_id,
            member.user_id,
            at=self._world.clock(),
            side=Side.MEMBER,
            kind=message.kind,
            content=shown,
        )
        return self._tell(user_id, message)

    def _tell(self, user_id: str, message: Said) -> Letter | None:
        return self._world.tell_app(self._corp, self._app, self._member(user_id).user_id, message)

    def _member(self, user_id: str) -> Member:
        member = self._corp.roster.member(user_id)
        if member is None or member.status is not Status.ACTIVE or not self._corp.scope(self._app).sees(member):
            raise NotPossible("this person does not have the application")
        return member


def _picked(entry: Fields, scanned: str, place: Place | None, photos: Sequence[bytes]) -> Said:
    kind = entry.text("type")
    match kind:
        case "view":
            return said.menu_picked(kind, entry.text("url"))
        case "view_miniprogram":
            return said.menu_picked(kind, entry.text("pagepath"))
        case "scancode_push" | "scancode_waitmsg":
            return said.menu_picked(kind, entry.text("key"), said.scanned(scanned))
        case "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin":
            sums = [hashlib.md5(photo, usedforsecurity=False).hexdigest() for photo in photos]
            return said.menu_picked(kind, entry.text("key"), said.pictures(sums))
        case "location_select":
            if place is None:
                raise NotPossible("this entry asks for a place")
            return said.menu_picked(kind, entry.text("key"), *said.picked_place(place))
        case _:
            return said.menu_picked(kind, entry.text("key"))


def _chosen(offered: list[Selector], choices: Choices) -> dict[str, Sequence[str]]:
    """What is chosen when the button is pressed: what was preset, where nothing else was picked."""
    if choices.keys() - {selector.key for selector in offered}:
        raise NotPossible("there is nothing of that name to choose")
    return {selector.key: _choice(selector, choices.get(selector.key)) for selector in offered}


def _choice(selector: Selector, picked: Sequence[str] | None) -> Sequence[str]:
    if picked is None:
        return selector.chosen
    if selector.is_locked:
        raise NotPossible("this choice is locked")
    if not selector.options.issuperset(picked):
        raise NotPossible("this is not one of the options")
    if len(picked) > 1 and not selector.is_multiple:
        raise NotPossible("only one option can be chosen")
    return picked
