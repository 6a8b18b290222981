"""A chat with DingTalk's robot as JSON: bubbles, and what can be pressed on a card right now."""

from emulator.dingtalk.cards import SentCard
from emulator.dingtalk.chats import Bubble

Json = dict[str, object]


def show(bubble: Bubble, userid: str) -> Json:
    """One bubble as one person sees it. The content of a recalled one is gone."""
    shown: Json = {
        "no": bubble.no,
        "revision": bubble.revision,
        "at": bubble.at.isoformat(),
        "side": bubble.side.value,
        "kind": bubble.kind,
        "way": bubble.way.value,
        "msgid": bubble.sent_key,
        "recalled": bubble.is_recalled,
    }
    if bubble.is_recalled:
        return shown
    if bubble.card:
        return shown | {"card": show_card(bubble.card, userid)}
    return shown | {"content": dict(bubble.content)}


def show_card(card: SentCard, userid: str) -> Json:
    """A card as it stands now for one person: what is on it, and everything that can be done with it."""
    look = card.look(userid)
    return {
        "task_id": card.out_track_id,
        "content": {
            "title": look.title,
            "subtitle": look.subtitle,
            "rows": [{"label": label, "value": value} for label, value in look.rows],
            "body": look.body,
            "closing": look.closing,
        },
        "replaced_by": look.waiting_text or (look.closing if look.is_final else ""),
        "is_waiting": look.is_waiting,
        "buttons": [{"text": each.text, "style": each.style, "key": each.action} for each in look.buttons],
        "toast": card.toasts.get(userid, ""),
    }
