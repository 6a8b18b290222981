"""Everybody's DingTalk with the robot's chat open: what it shows, and what people do with it.

Every act is told to the application in the background; `await emulator.settled()` waits until all of it was
acknowledged or given up.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from emulator.dingtalk import robot_words
from emulator.dingtalk.card_look import Button, Look
from emulator.dingtalk.cards import SentCard
from emulator.dingtalk.chats import Bubble, Side
from emulator.dingtalk.groups import Group
from emulator.dingtalk.letter import Letter, robot_said
from emulator.dingtalk.lines import Line
from emulator.dingtalk.media import MediaType
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.presses import Press
from emulator.dingtalk.robot_words import Speech, Words
from emulator.dingtalk.world import World
from emulator.phone.phone import NotPossible

SPOKEN = frozenset({"text", "markdown", "actionCard"})
SAYS = "dtmd://dingtalkclient/sendMessage?"
OPENS = "dingtalk://dingtalkclient/page/link?"


class DingPhone:
    """What every member of an organisation can do with its robot. Acts return the letter that tells of them, if any."""

    def __init__(self, world: World, org: Org) -> None:
        self._world = world
        self._org = org

    @property
    def revision(self) -> int:
        """Grows with every change in any chat."""
        return self._org.chats.revision

    def users(self) -> list[Member]:
        """Who has the application on the phone."""
        return [member for member in self._org.visible_members() if member.is_active]

    def bubbles(self, userid: str, since: int = 0) -> list[Bubble]:
        """The chat with the work notices in it, or what changed in it after a revision."""
        return self._org.chats.bubbles(self._line(userid), since)

    def group_bubbles(self, group_id: str, since: int = 0) -> list[Bubble]:
        """The same of a group."""
        return self._org.chats.bubbles(self._group_line(group_id), since)

    def last(self, userid: str) -> Bubble:
        """The newest bubble from the application."""
        return [bubble for bubble in self.bubbles(userid) if bubble.side is Side.APP][-1]

    def texts(self, userid: str) -> list[str]:
        """What the application said in words and did not take back, in order."""
        return [
            str(bubble.content["content"])
            for bubble in self.bubbles(userid)
            if bubble.side is Side.APP and bubble.kind in SPOKEN and not bubble.is_recalled
        ]

    def card(self, userid: str, out_track_id: str) -> Look:
        """A card as it stands in somebody's chat. Raises NotPossible."""
        return self._card(userid, out_track_id)[1].look(userid)

    def toast(self, userid: str, out_track_id: str) -> str:
        """What the phone says over the card after a press, e.g. that it took too long. Raises NotPossible."""
        return self._card(userid, out_track_id)[1].toasts.get(userid, "")

    async def wait(self, userid: str, since: int, seconds: float) -> None:
        """Return as soon as the chat changed after that revision, at the latest after so many seconds."""
        await self._org.chats.wait(self._line(userid), since, seconds)

    def read(self, userid: str) -> None:
        """Look at the chat."""
        self._org.chats.read(self._line(userid), userid)

    def say(self, userid: str, text: str) -> Letter:
        """Type a text and send it."""
        return self._say(self._member(userid), robot_words.text(text))

    def say_in_group(self, userid: str, group_id: str, text: str) -> Letter:
        """Call the robot by name in a group. Raises NotPossible for somebody who is not in it."""
        group = self._group(group_id)
        if userid not in group.members or self._org.robot_code not in group.robots:
            raise NotPossible("this person or the robot is not in the group")
        return self._say(self._member(userid), robot_words.text(text), group)

    def say_as_stranger(self, text: str) -> Letter:
        """Somebody from outside, whose userid robots never learn, writes to the robot."""
        return self._say(None, robot_words.text(text))

    def send_image(self, userid: str, content: bytes, file_name: str = "photo.jpg") -> Letter:
        """Send a picture."""
        code = self._org.media.keep_sent(MediaType.IMAGE, file_name, content)
        return self._say(self._member(userid), robot_words.picture(code, file_name))

    def send_file(self, userid: str, content: bytes, file_name: str) -> Letter:
        """Send a file."""
        code = self._org.media.keep_sent(MediaType.FILE, file_name, content)
        return self._say(self._member(userid), robot_words.file(code, file_name))

    def send_voice(self, userid: str, content: bytes, recognition: str = "", duration: int = 4000) -> Letter:
        """Speak, for so many milliseconds; DingTalk adds what it understood."""
        code = self._org.media.keep_sent(MediaType.VOICE, "voice.amr", content)
        return self._say(self._member(userid), robot_words.audio(code, recognition, duration))

    def send_video(self, userid: str, content: bytes, duration: int = 4000) -> Letter:
        """Send a film of so many milliseconds."""
        code = self._org.media.keep_sent(MediaType.VIDEO, "film.mp4", content)
        return self._say(self._member(userid), robot_words.video(code, duration))

    def send_rich_text(self, userid: str, *texts: str, picture: bytes = b"") -> Letter:
        """Send texts with a picture among them."""
        code = self._org.media.keep_sent(MediaType.IMAGE, "photo.jpg", picture) if picture else ""
        return self._say(self._member(userid), robot_words.rich_text(texts, code))

    def press(self, userid: str, out_track_id: str, action: str) -> Letter | None:
        """Press the button with that action. Raises NotPossible when it is not there, or not any longer."""
        line, card = self._card(userid, out_track_id)
        for button in card.look(userid).buttons:
            if button.action == action:
                return self._press(userid, line, card, button)
        raise NotPossible("this button is not there any longer" if action in card.gone(userid) else "no such button")

    def press_stale(self, userid: str, out_track_id: str, action: str) -> Letter | None:
        """Press a button that a slow phone still shows although it is gone. For tests."""
        line, card = self._card(userid, out_track_id)
        button = card.gone(userid).get(action)
        if button is None:
            raise NotPossible("this button never was there")
        return self._press(userid, line, card, button)

    def press_forged(self, userid: str, out_track_id: str, params: Mapping[str, str]) -> Letter | None:
        """A client that was tampered with sends whatever it likes as params. For tests."""
        line, card = self._card(userid, out_track_id)
        return self._tell_press(userid, line, card, params)

    def open_link(self, userid: str, url: str) -> str:
        """Tap a link or a button of an action card: gives the address that is opened, empty when a text is sent.

        Raises:
            NotPossible: there is no such link in the chat.
        """
        shown = [bubble for bubble in self.bubbles(userid) if bubble.side is Side.APP and not bubble.is_recalled]
        if not any(url in words for bubble in shown for words in _words(bubble.content)):
            raise NotPossible("there is no such link in the chat")
        self.read(userid)
        if url.startswith(SAYS):
            self.say(userid, _query(url, "content"))
            return ""
        return _query(url, "url") if url.startswith(OPENS) else url

    def tap(self, userid: str, text: str) -> str:
        """Tap the button with that text on the newest action card; as `open_link`."""
        for bubble in reversed(self.bubbles(userid)):
            if bubble.kind == "actionCard" and not bubble.is_recalled:
                return self.open_link(userid, _url_of(bubble, text))
        raise NotPossible("there is no action card in the chat")

    def _press(self, userid: str, line: Line, card: SentCard, button: Button) -> Letter | None:
        return self._tell_press(userid, line, card, {"action": button.action, "key": button.key})

    def _tell_press(self, userid: str, line: Line, card: SentCard, params: Mapping[str, str]) -> Letter | None:
        self._org.chats.read(line, userid)
        return Press(self._world, self._org, card, self._member(userid)).tell(line, params)

    def _card(self, userid: str, out_track_id: str) -> tuple[Line, SentCard]:
        for line in self._lines(userid):
            for bubble in reversed(self._org.chats.bubbles(line)):
                if bubble.card and bubble.card.out_track_id == out_track_id and not bubble.is_recalled:
                    return line, bubble.card
        raise NotPossible("this card is not in the chat")

    def _lines(self, userid: str) -> Iterator[Line]:
        yield self._line(userid)
        for group in self._org.groups.values():
            if userid in group.members:
                yield self._group_line(group.open_conversation_id)

    def _line(self, userid: str) -> Line:
        return Line(self._org.client_id, userid)

    def _group_line(self, group_id: str) -> Line:
        return Line(self._org.client_id, group_id, is_group=True)

    def _group(self, group_id: str) -> Group:
        group = self._org.groups.get(group_id)
        if group is None or group.is_disbanded:
            raise NotPossible("there is no such group")
        return group

    def _say(self, author: Member | None, words: Words, group: Group | None = None) -> Letter:
        userid = author.userid if author else ""
        line = self._group_line(group.open_conversation_id) if group else self._line(userid)
        now = self._world.clock()
        session = self._org.sessions.issue(line, now)
        speech = Speech(org=self._org, author=author, group=group, session=session, words=words, at=now)
        told = robot_words.compose(speech, self._world.base)
        self._org.chats.read(line, userid)
        self._org.chats.add(
            line,
            at=now,
            side=Side.MEMBER,
            kind=words.kind,
            content=words.shown,
            sent_key=str(told["msgId"]),
            author=userid,
        )
        return self._world.tell_app(self._org, robot_said(userid, told))

    def _member(self, userid: str) -> Member:
        member = self._org.roster.member(userid)
        if member is None or not member.is_active or not self._org.sees(member):
            raise NotPossible("this person does not have the application")
        return member


def _words(content: object) -> Iterator[str]:
    """Every text in a bubble."""
    match content:
        case str():
            yield content
        case Mapping():
            for value in content.values():
                yield from _words(value)
        case list():
            for value in content:
                yield from _words(value)
        case _:
            return


def _url_of(bubble: Bubble, text: str) -> str:
    buttons = bubble.content.get("buttons")
    for button in buttons if isinstance(buttons, list) else []:
        if button["text"] == text:
            return str(button["url"])
    raise NotPossible("there is no such button")


def _query(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query).get(name, [""])[0]
