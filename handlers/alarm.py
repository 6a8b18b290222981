"""What IT must know is said to the administrators, each alert once."""

from domain.ids import PersonId
from domain.office import Office
from domain.texts import notices
from handlers.roles import Role
from storage.alerts import untold
from storage.database import Tx
from storage.outbox import say
from storage.reach import addresses_of
from storage.roles import holders

AT_ONCE = 10  # alerts per run and person; what is left over is counted now and told by the next runs


async def tell_admins(tx: Tx, office: Office) -> int:
    """Say every raised alert to everybody who has the role and was not told yet; how many times something was told."""
    return sum([await _tell(tx, person) for person in await holders(tx, office.roles.get(Role.ADMIN, ()))])


async def _tell(tx: Tx, person: PersonId) -> int:
    alerts = await untold(tx, person)
    told, left = alerts[:AT_ONCE], alerts[AT_ONCE:]
    tellings = [(alert.telling, notices.alert(alert.text)) for alert in told]
    if left:
        tellings.append((f"more:{left[0].telling}", notices.more_alerts(len(left))))
    places = await addresses_of(tx, person)
    for key, sentence in tellings:
        for to, copy in zip(places, ("", ":copy"), strict=False):
            await say(tx, to, sentence, key=f"{key}{copy}")
    return len(told) if places else 0
