"""From what was fixed in the database to what a platform is asked to do."""

from adapters.ports import Outgoing, Recall, SendCard, SendText, UpdateCard
from storage.calls import Call, RecallCall, RedrawCall, SendCall, TextCall
from storage.leases import Leased


def outgoing(leased: Leased, call: Call) -> Outgoing:
    """The serial is the delivery's own number, so that a repeat is the same request to the byte."""
    to, serial = leased.to.user_id, leased.id
    match call:
        case TextCall(text=text):
            return SendText(to=to, text=text, serial=serial, reply_right=leased.reply_right)
        case SendCall():
            return SendCard(to=to, card_id=call.card_id, card=call.content, serial=serial)
        case RedrawCall():
            return UpdateCard(
                to=to,
                card_id=call.card_id,
                card=call.content,
                handle=call.handle,
                serial=serial,
                shown_id=call.shown_id,
            )
        case RecallCall(platform_message_id=platform_message_id):
            return Recall(to=to, platform_message_id=platform_message_id, serial=serial)
