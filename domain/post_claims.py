"""Departments that came to the name of an office: its posts are not theirs until HR gives them."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.forms.directory import Department, Directory


@dataclass(frozen=True, slots=True)
class Claim:
    """A department and a name in the list of posts that it goes by; `is_granted` where the posts of it are its own."""

    name: str
    department: Department
    path: str
    titles: tuple[str, ...]
    is_granted: bool


def claims_of(directory: Directory) -> tuple[Claim, ...]:
    """In the order of the list of posts. The directory needs no people for it."""
    return tuple(_claims(directory))


def _claims(directory: Directory) -> Iterator[Claim]:
    for name, titles in directory.posts.departments.items():
        granted = {each.id for each in directory.standing_for(name)}
        for department in directory.named(name):
            path = "/".join(each.name for each in reversed(directory.chain(department.id)))
            yield Claim(name, department, path, titles, department.id in granted)
