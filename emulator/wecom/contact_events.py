"""change_contact: what the receiver of contact changes is told. Source: paths 90970 and 90240.

Addresses set up since 2022-08-15 are told ids only, and of a member's changes only those of id and departments.
"""

from emulator.wecom.apps import ContactForm
from emulator.wecom.people import Department, Member
from emulator.wecom.said import Said, event
from emulator.wecom.xml import Node


def _change(kind: str, *nodes: Node) -> Said:
    return event("change_contact", ("ChangeType", kind), *nodes)


def _ids(values: tuple[int, ...]) -> str:
    return ",".join(str(value) for value in values)


def member_changed(form: ContactForm, old: Member | None, new: Member) -> Said | None:
    """A member was added (`old` is None) or changed; None when the receiver is not told."""
    if old is None:
        details = _details(new) if form is ContactForm.FULL else []
        return _change("create_user", ("UserID", new.user_id), ("Department", _ids(new.departments)), *details)
    nodes: list[Node] = [("UserID", old.user_id)]
    if new.user_id != old.user_id:
        nodes.append(("NewUserID", new.user_id))
    if (new.departments, new.leads) != (old.departments, old.leads):
        nodes.append(("Department", _ids(new.departments)))
    if form is ContactForm.FULL:
        nodes.extend(node for node in _details(new) if node not in _details(old))
    return _change("update_user", *nodes) if len(nodes) > 1 else None


def _details(member: Member) -> list[Node]:
    leads = tuple(int(department in member.leads) for department in member.departments)
    return [
        ("Name", member.name),
        ("MainDepartment", member.main_department or member.departments[0]),
        ("IsLeaderInDept", _ids(leads)),
        ("DirectLeader", ",".join(member.direct_leaders)),
        ("Position", member.position),
        ("Mobile", member.mobile),
        ("Email", member.email),
        ("Status", member.status.value),
        *(_extattr(member) if member.extattr else []),
    ]


def _extattr(member: Member) -> list[Node]:
    items: list[Node] = [
        ("Item", [("Name", name), ("Type", 0), ("Text", [("Value", value)])]) for name, value in member.extattr
    ]
    return [("ExtAttr", items)]


def member_deleted(user_id: str) -> Said:
    """A member was removed."""
    return _change("delete_user", ("UserID", user_id))


def department_changed(form: ContactForm, old: Department | None, new: Department) -> Said | None:
    """A department was added or changed; None when the receiver is not told."""
    name: list[Node] = [("Name", new.name)] if form is ContactForm.FULL else []
    parent: Node = ("ParentId", new.parent_id)
    if old is None:
        return _change("create_party", ("Id", new.id), *name, parent, ("Order", new.order))
    changed: list[Node] = [*(name if new.name != old.name else [])]
    if new.parent_id != old.parent_id:
        changed.append(parent)
    return _change("update_party", ("Id", new.id), *changed) if changed else None


def department_deleted(department_id: int) -> Said:
    """A department was removed."""
    return _change("delete_party", ("Id", department_id))
