"""Passive replies: an answer to a callback that is itself a message. Source: path 90241.

Whether a reply to template_card_event may redraw the card is contradictory in the documentation, so such replies are
opened and otherwise ignored: an application has to call message/update_template_card.
"""

from xml.etree import ElementTree as ET

from emulator.wecom.content_rules import TEXT_BYTES, cut
from emulator.wecom.corp import Corp
from emulator.wecom.envelope import NotOurs, open_reply
from emulator.wecom.letter import Letter
from emulator.wecom.timeline import Side

SHOWN = frozenset({"text", "image", "voice", "video", "news"})
REPLYABLE_EVENTS = frozenset(
    {
        "subscribe",
        "enter_agent",
        "LOCATION",
        "click",
        "view",
        "view_miniprogram",
        "scancode_waitmsg",
        "template_card_menu_event",
    }
)


def show_reply(corp: Corp, letter: Letter, body: bytes) -> None:
    """Put a passive reply into the member's chat. What is no reply ("success", "ok") means nothing, as at WeCom."""
    try:
        reply = ET.fromstring(open_reply(letter.address, corp.corp_id, body))  # noqa: S314 - our own bot's
    except (NotOurs, ET.ParseError):
        return
    kind = reply.findtext("MsgType", "")
    if letter.agent_id is None or kind not in SHOWN or not _is_replyable(letter):
        return
    corp.timelines.add(
        letter.agent_id,
        letter.user_id,
        at=letter.at,
        side=Side.APP,
        kind=kind,
        content=_content(kind, reply),
    )


def _is_replyable(letter: Letter) -> bool:
    is_said = letter.msg_id is not None
    return is_said or letter.kind in REPLYABLE_EVENTS


def _content(kind: str, reply: ET.Element) -> dict[str, object]:
    match kind:
        case "text":
            return {"content": cut(reply.findtext("Content", ""), TEXT_BYTES)}
        case "news":
            return {
                "articles": [
                    {
                        "title": article.findtext("Title", ""),
                        "description": article.findtext("Description", ""),
                        "url": article.findtext("Url", ""),
                        "picurl": article.findtext("PicUrl", ""),
                    }
                    for article in reply.iterfind("Articles/item")
                ]
            }
        case _:
            return {"media_id": reply.findtext(f"{kind.capitalize()}/MediaId", "")}
