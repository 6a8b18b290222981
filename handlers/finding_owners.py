"""Who has to see to what was found, at this moment: people, whoever holds a post, whoever heads a department."""

from collections.abc import Iterator

from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.quality.check import HEAD, PERSON, POST
from handlers.roles import Role

Whose = tuple[PersonId, ...]


def people_behind(owner: str, directory: Directory) -> Whose:
    """Of a vacant post the head of its department, of a department without a head HR: it always lies with somebody."""
    kind, _, name = owner.partition(":")
    if kind == PERSON:
        return (PersonId(int(name)),)
    if owner.startswith(POST):
        return tuple(_holders(directory, name)) or tuple(_heads_of_post(directory, name)) or _hr(directory)
    if kind == HEAD:
        return tuple(_heads(directory, name)) or _hr(directory)
    return directory.roles.get(Role.ADMIN, ())


def title_of(owner: str, directory: Directory) -> str:
    """As people read it."""
    kind, _, name = owner.partition(":")
    if kind == PERSON:
        return "本人"
    if kind == HEAD:
        return f"{name}负责人"
    rule = directory.posts.by_code.get(name)
    return rule.title if rule else "管理员"


def _hr(directory: Directory) -> Whose:
    return directory.roles.get(Role.HR, ())


def _holders(directory: Directory, code: str) -> Iterator[PersonId]:
    return (member.person.id for member in directory.holders(code))


def _heads_of_post(directory: Directory, code: str) -> Iterator[PersonId]:
    rule = directory.posts.by_code.get(code)
    for name in rule.departments if rule else ():
        for department in directory.standing_for(name):
            yield from (member.person.id for member in directory.leaders(department.id))


def _heads(directory: Directory, name: str) -> Iterator[PersonId]:
    for department in directory.named(name):
        yield from (member.person.id for member in directory.leaders(department.id))
