"""Which change of the directory is the one that the form of changes has asked for."""

import tomllib
from pathlib import Path

import pytest

from domain.asked_change import KINDS, SeenChange, is_shown_by
from domain.directory_plan import Kind

FORMS = Path(__file__).parents[2] / "content" / "forms"
LEI, SOFTWARE, NETWORK = {"id": 7, "name": "李雷"}, {"id": 20, "name": "软件教研室"}, {"id": 30, "name": "网络教研室"}
MOVED = SeenChange(id=1, kind=Kind.MOVED, line="", person=7, name="李雷", places=frozenset({30}))
JOINED = SeenChange(id=1, kind=Kind.JOINED, line="", person=9, name="孙新", places=frozenset({30}))
MADE = SeenChange(id=1, kind=Kind.DEPARTMENT_MADE, line="", department=40, above=30)
RENAMED = SeenChange(id=1, kind=Kind.DEPARTMENT_RENAMED, line="", department=30, above=10)
LEFT = SeenChange(id=1, kind=Kind.LEFT, line="", person=7)


def asked(change_type, **fields):
    return {"change_type": change_type, "department": SOFTWARE} | fields


@pytest.mark.parametrize(
    ("fields", "change", "is_it"),
    [
        (asked("调动", person=LEI, target_department=NETWORK), MOVED, True),
        (asked("调动", person=LEI, target_department=SOFTWARE), MOVED, False),
        (asked("调动", person={"id": 8, "name": "韩梅"}, target_department=NETWORK), MOVED, False),
        (asked("离职", person=LEI), LEFT, True),
        (asked("离职", person=LEI), MOVED, False),
        (asked("新进人员", newcomer="孙新", department=NETWORK), JOINED, True),
        (asked("新进人员", newcomer="孙新"), JOINED, False),
        (asked("新增部门", department=NETWORK), MADE, True),
        (asked("新增部门"), MADE, False),
        (asked("部门改名", department=NETWORK), RENAMED, True),
        (asked("部门调整上级", department=NETWORK, target_department={"id": 10, "name": "院"}), RENAMED, False),
        (asked("人员排序"), MOVED, False),
        ({}, MOVED, False),
    ],
)
def test_only_the_change_that_was_asked_for_counts(fields, change, is_it):
    assert is_shown_by(fields, change) is is_it


def test_every_kind_that_the_form_knows_is_known_here():
    document = tomllib.loads((FORMS / "org_person_change.toml").read_text(encoding="utf-8"))
    options = next(field["options"] for field in document["fields"] if "options" in field)
    assert set(options) - {"人员排序"} == set(KINDS)
