"""Builds a corp's departments and members from a description of posts, such as `content/demo/college.json`.

Departments have code, name, parent and head_post; posts have code, title, label, department (or a section in it),
reports_to, persons, and the classes that its persons look after, one each. People are called by their post's label; a
post with several persons gives 甲, 乙, 丙 and so on. Students are posts of their kind, with numbers of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulator.fields import Fields, is_object
from emulator.wecom.people import ROOT, Department, Member

STAFF, STUDENT = "staff", "student"
NUMBERED = {STAFF: "T", STUDENT: "S"}
STAFF_NO = "工号"
STEMS = "甲乙丙丁戊己庚辛壬癸"
# How many persons a post stands for where the description does not say.
PERSONS = {"教师": 3, "辅导员（班主任）": 2}


@dataclass(frozen=True, slots=True)
class College:
    """What a corp is filled with. `roles` maps "hr" and "admin" to user ids; `posts` maps each post to its persons."""

    departments: tuple[Department, ...]
    members: tuple[Member, ...]
    roles: Mapping[str, tuple[str, ...]]
    posts: Mapping[str, tuple[str, ...]]

    def staff_no(self, user_id: str) -> str:
        """The 工号 of a member."""
        return next(dict(member.extattr)[STAFF_NO] for member in self.members if member.user_id == user_id)


def load_college(source: Path | Mapping[str, object]) -> College:
    """Departments, staff and students. People from outside are left out.

    Raises:
        ValueError: no JSON object, a department or post that is named and not there.
    """
    content: object = json.loads(source.read_text(encoding="utf-8")) if isinstance(source, Path) else source
    if not is_object(content):
        raise ValueError("a college is a JSON object")
    described = Fields(content)
    posts = [post for post in described.parts("posts") if _kind(post) in NUMBERED]
    units = described.parts("departments")
    ids = _department_ids(units)
    persons = {post.text("code"): _user_ids(post) for post in posts}
    return College(
        departments=tuple(_department(unit, ids, persons) for unit in units),
        members=_members(posts, ids, persons, _headed(units)),
        roles=_roles(described.part("roles"), persons),
        posts=persons,
    )


def _kind(post: Fields) -> str:
    return post.text("kind") or STAFF


def _department_ids(units: list[Fields]) -> dict[str, int]:
    ids = {unit.text("code"): number for number, unit in enumerate(units, ROOT)}
    if not units or units[0].text("parent"):
        raise ValueError("the first department must be the root")
    return ids


def _known(names: Mapping[str, int], code: str) -> int:
    if code not in names:
        raise ValueError(f"no department {code}")
    return names[code]


def _department(unit: Fields, ids: Mapping[str, int], persons: Mapping[str, tuple[str, ...]]) -> Department:
    number = ids[unit.text("code")]
    return Department(
        id=number,
        name=unit.text("name"),
        parent_id=_known(ids, unit.text("parent")) if unit.text("parent") else 0,
        # What stands earlier in the description stands earlier on the phone.
        order=len(ids) - number + 1,
        leaders=persons.get(unit.text("head_post"), ())[:1],
    )


def _user_ids(post: Fields) -> tuple[str, ...]:
    count = post.number("persons") or PERSONS.get(post.text("title"), 1)
    user_id = post.text("code").lower()
    return (user_id,) if count == 1 else tuple(f"{user_id}-{number}" for number in range(1, count + 1))


def _headed(units: list[Fields]) -> Mapping[str, list[str]]:
    headed: dict[str, list[str]] = {}
    for unit in units:
        headed.setdefault(unit.text("head_post"), []).append(unit.text("code"))
    return headed


def _members(
    posts: list[Fields],
    ids: Mapping[str, int],
    persons: Mapping[str, tuple[str, ...]],
    headed: Mapping[str, list[str]],
) -> tuple[Member, ...]:
    members: list[Member] = []
    told = dict.fromkeys(NUMBERED, 0)
    for post in posts:
        kind, department = _kind(post), _known(ids, post.text("section") or post.text("department"))
        classes = [_known(ids, code) for code in post.texts("classes")]
        leads = {ids[code] for code in headed.get(post.text("code"), [])}
        user_ids = persons[post.text("code")]
        for place, user_id in enumerate(user_ids):
            told[kind] += 1
            members.append(
                Member(
                    user_id=user_id,
                    name=post.text("label") + (STEMS[place] if len(user_ids) > 1 else ""),
                    departments=(department, *classes[place : place + 1]),
                    main_department=department,
                    leads=(department,) if department in leads else (),
                    direct_leaders=_leaders(post, persons),
                    position=post.text("title"),
                    extattr=((STAFF_NO, f"{NUMBERED[kind]}{told[kind]:04d}"),),
                )
            )
    return tuple(members)


def _leaders(post: Fields, persons: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    superior = post.text("reports_to")
    if superior and superior not in persons:
        raise ValueError(f"no post {superior}")
    return persons[superior][:1] if superior else ()


def _roles(roles: Fields, persons: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {role: tuple(user for post in roles.texts(role) for user in persons[post]) for role in roles.content}
