"""Whom and which department a typed name may mean, in a college that is on two platforms."""

from domain.forms.candidates import departments_of
from domain.forms.directory import Department, Directory, Member
from domain.people import Person

#         id, name, parent: two trees of the same college
PLACES = ((1, "学院", None), (2, "教务处", 1), (3, "综合科", 2), (4, "总务处", 1), (5, "综合科", 4))
PLACES += ((11, "学院", None), (12, "教务处", 11), (13, "综合科", 12))


def directory(leads: int) -> Directory:
    leader = Member(person=Person(id=1, name="处长"), departments=(leads,), leads=frozenset({leads}))
    return Directory({1: leader}, {number: Department(number, name, parent) for number, name, parent in PLACES})


def test_the_same_place_of_two_trees_is_one_to_choose():
    found = departments_of(directory(leads=2))

    assert [(each.id, each.names[0], each.note) for each in found] == [
        (1, "学院", ""),
        (2, "教务处", "学院"),
        (3, "综合科", "教务处"),
        (4, "总务处", "学院"),
        (5, "综合科", "总务处"),
    ]


def test_of_two_that_are_the_same_the_one_that_is_led_is_chosen():
    assert {each.id for each in departments_of(directory(leads=12))} == {1, 12, 3, 4, 5}
