"""Rows of the ledger for what the application sends."""

import hashlib

from emulator.dingtalk.call import Call
from emulator.dingtalk.ledger import Outcome, RecallRow, SendingRow, UpdateRow
from emulator.dingtalk.org import Org


def note_sending(
    call: Call,
    *,
    way: str,
    recipient: str,
    kind: str,
    sent_key: str,
    outcome: Outcome,
    card_id: str = "",
    org: Org | None = None,
) -> None:
    """One recipient of a send, and what became of it. `org` is given where the call has no token to tell it."""
    call.ledger.sendings.append(
        SendingRow(
            call=call.row,
            at=call.now,
            client_id=(org or call.org).client_id,
            recipient=recipient,
            way=way,
            kind=kind,
            body=call.raw,
            content_hash=hashlib.sha256(call.raw).hexdigest(),
            sent_key=sent_key,
            outcome=outcome,
            card_id=card_id,
        )
    )


def note_recall(call: Call, sent_key: str) -> None:
    """Something was taken back."""
    call.ledger.recalls.append(RecallRow(call=call.row, at=call.now, client_id=call.org.client_id, sent_key=sent_key))


def note_update(call: Call, *, card_id: str, form: str) -> None:
    """Something was drawn anew."""
    row = UpdateRow(call=call.row, at=call.now, client_id=call.org.client_id, card_id=card_id, form=form, body=call.raw)
    call.ledger.updates.append(row)
