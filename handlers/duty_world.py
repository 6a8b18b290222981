"""What duties are worked out against, as it stands in the database."""

from datetime import timedelta

from domain.duties.calendar_world import world_of
from domain.duties.rules import EveryNYears
from domain.duties.world import World
from domain.office import Office
from storage.database import Tx
from storage.duties import load_catalogue
from storage.duty_answers import answers
from storage.happenings import happenings_since
from storage.obligations import last_done

REMEMBERED = timedelta(days=4 * 366)  # what happened longer ago starts nothing: the longest rules count three years


async def world_at(tx: Tx, office: Office) -> World:
    """The world of an office now, with what is planned, and with what was done last of duties that count from there."""
    known = await happenings_since(tx, tx.now - REMEMBERED)
    years = [duty.code for duty in (await load_catalogue(tx)).duties.values() if isinstance(duty.rule, EveryNYears)]
    today = tx.now.astimezone(office.campus).date()
    return world_of(office, today, known, await answers(tx), await last_done(tx, years))
