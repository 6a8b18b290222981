"""Who may tell which event: asked of the directory and the catalogue at the moment of the act."""

from dataclasses import dataclass

from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty
from domain.duties.event_kinds import EventKind
from domain.duties.report import Teller
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from handlers.facts import directory_for
from handlers.roles import Role
from handlers.turn import Turn
from storage.database import Tx
from storage.duties import load_catalogue
from storage.roles import holders

FEW = 300  # holders; a post of more people than that is nobody's in particular


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one person, now."""

    teller: Teller
    catalogue: Catalogue
    directory: Directory

    def may_tell(self, kind: EventKind) -> bool:
        """Whether they may tell that one."""
        return kind.is_told and self.teller.may_tell(kind.code, self.catalogue)


async def rights_of(tx: Tx, office: Office, person: PersonId) -> Rights:
    """What somebody may tell."""
    directory, catalogue = await directory_for(tx, office), await load_catalogue(tx)
    held = frozenset(code for code in office.posts.by_code if _holds(directory, code, person))
    member = directory.members.get(person)
    led = [
        directory.departments[each].name for each in (member.leads if member else ()) if each in directory.departments
    ]
    is_hr = person in await holders(tx, office.roles.get(Role.HR, ()))
    tells_all = is_hr or any(code in held for code in office.event_kinds.reporters)
    names = frozenset(name for each in led for name in office.posts.names_of(each))
    return Rights(Teller(held, names, tells_all), catalogue, directory)


def _holds(directory: Directory, code: str, person: PersonId) -> bool:
    found = directory.holders(code)
    return len(found) <= FEW and any(member.person.id == person for member in found)


async def own_rights(turn: Turn) -> Rights:
    """Of whoever speaks or presses."""
    return await rights_of(turn.tx, turn.office, turn.person.id)


def who_tells(office: Office, duties: tuple[Duty, ...]) -> str:
    """Whom to turn to about an event, in words: the posts whose duties wait for it."""
    titles = dict.fromkeys(f"{duty.department}{office.posts.titles.get(duty.post, '')}" for duty in duties)
    return "、".join(list(titles)[:3]) or office.contact
