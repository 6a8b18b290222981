"""Who a message is addressed to, and who of them cannot be reached. Source: path 90236."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from emulator.fields import Fields
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp, Scope
from emulator.wecom.errors import ApiError
from emulator.wecom.people import Member, Status

EVERYBODY = "@all"
MOST_USERS = 1000
MOST_PARTIES = 100
MOST_TAGS = 100
REACHABLE = frozenset({Status.ACTIVE, Status.NOT_ACTIVATED})


@dataclass(slots=True)
class Addressed:
    """`members` are keyed by the user id in lower case; invalid ids are reported in lower case, too."""

    members: dict[str, Member] = field(default_factory=dict[str, Member])
    invalid_users: list[str] = field(default_factory=list[str])
    invalid_parties: list[str] = field(default_factory=list[str])
    invalid_tags: list[str] = field(default_factory=list[str])
    unlicensed: list[str] = field(default_factory=list[str])

    def add(self, members: Iterable[Member]) -> None:
        """Address these, each once."""
        self.members.update((member.user_id.lower(), member) for member in members)

    def refuse(self, user_ids: Iterable[str]) -> None:
        """These cannot be reached after all."""
        for user_id in sorted(user_ids):
            if self.members.pop(user_id, None):
                self.invalid_users.append(user_id)

    def set_unlicensed(self, user_ids: Iterable[str]) -> None:
        """These are in range and have no licence."""
        for user_id in sorted(user_ids):
            if self.members.pop(user_id, None):
                self.unlicensed.append(user_id)

    def lists(self) -> dict[str, object]:
        """The four lists of the answer, as far as they are not empty."""
        named = {
            "invaliduser": self.invalid_users,
            "invalidparty": self.invalid_parties,
            "invalidtag": self.invalid_tags,
            "unlicenseduser": self.unlicensed,
        }
        return {name: "|".join(ids) for name, ids in named.items() if ids}


def _split(body: Fields, name: str) -> list[str]:
    return [part for part in (part.strip() for part in body.text(name).split("|")) if part]


def resolve(corp: Corp, app: App, body: Fields) -> Addressed:
    """Everybody a send is for.

    Raises:
        ApiError: 82001 for nobody, 40032, 82002 or 82003 for too many.
    """
    users, parties, tags = (_split(body, name) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise ApiError(82001)
    for ids, most, code in ((users, MOST_USERS, 40032), (parties, MOST_PARTIES, 82002), (tags, MOST_TAGS, 82003)):
        if len(ids) > most:
            raise ApiError(code)
    addressed = Addressed()
    if users == [EVERYBODY]:
        addressed.add(member for member in corp.visible_members(app) if member.status in REACHABLE)
        return addressed
    scope = corp.scope(app)
    add_users(addressed, corp, scope, users)
    _add_groups(addressed.invalid_parties, parties, lambda id_: _party(addressed, corp, scope, id_))
    _add_groups(addressed.invalid_tags, tags, lambda id_: _tag(addressed, corp, scope, id_))
    return addressed


def add_users(addressed: Addressed, corp: Corp, scope: Scope, users: Iterable[str]) -> None:
    """Address members by id; whoever is unknown, out of range, disabled or gone is invalid."""
    for user_id in users:
        member = corp.roster.member(user_id)
        if member and member.status in REACHABLE and scope.sees(member):
            addressed.add([member])
        else:
            addressed.invalid_users.append(user_id.lower())


def _add_groups(invalid: list[str], ids: Iterable[str], add: Callable[[int], bool]) -> None:
    invalid.extend(id_ for id_ in ids if not id_.isdecimal() or not add(int(id_)))


def _party(addressed: Addressed, corp: Corp, scope: Scope, department_id: int) -> bool:
    if department_id not in scope.departments:
        return False
    for department in corp.roster.below(department_id):
        addressed.add(_reachable(corp.roster.members_in(department.id), scope))
    return True


def _tag(addressed: Addressed, corp: Corp, scope: Scope, tag_id: int) -> bool:
    tag = corp.tags.get(tag_id)
    if tag is None:
        return False
    found = [member for user in tag.users if (member := corp.roster.member(user))]
    for top in tag.departments:
        for department in corp.roster.below(top):
            found.extend(corp.roster.members_in(department.id))
    addressed.add(_reachable(found, scope))
    return True


def _reachable(members: Iterable[Member], scope: Scope) -> Iterable[Member]:
    return (member for member in members if member.status in REACHABLE and scope.sees(member))
