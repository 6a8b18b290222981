"""A year whose arrangement of days off is not in the calendar: HR and the administrators hear of it in time, once."""

from domain.calendar_sight import missing_years
from domain.office import Office
from domain.texts.calendar import warn_of_year
from handlers.roles import Role
from handlers.tell import tell
from storage.alerts import clear_alert, raise_alert
from storage.database import Tx
from storage.roles import holders

ALERT = "calendar"  # begins the key of the alert; it is one of those that whoever looks clears


async def warn_of_years(tx: Tx, office: Office) -> int:
    """Tell HR and raise an alert for each year that is missing; take back the alert of one that is there. How many."""
    today = tx.now.astimezone(office.campus).date()
    missing = tuple(missing_years(today, office.calendar))
    for year in (today.year, today.year + 1):
        if year in missing:
            text = warn_of_year(year, office.contact)
            await raise_alert(tx, f"{ALERT}:{year}", text)
            for person in await holders(tx, office.roles.get(Role.HR, ())):
                await tell(tx, person, text, key=f"{ALERT}:{year}:{person}")
        else:
            await clear_alert(tx, f"{ALERT}:{year}")
    return len(missing)
