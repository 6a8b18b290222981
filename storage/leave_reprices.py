"""Leaves that a change of the calendar makes longer or shorter, and what became of each."""

from sqlalchemy import text

from domain.ids import RequestNo
from storage.database import Tx

_DROP = text("""
    update leave_reprices set state = 'dropped', ended_at = :now where request_no = :no and state = 'asked'
""")


async def drop_reprices(tx: Tx, no: RequestNo) -> None:
    """The leave was taken back: nothing of it is to be counted any more."""
    await tx.conn.execute(_DROP, {"no": no, "now": tx.now})
