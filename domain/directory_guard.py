"""Whether what a reading would change is too much to be believed without a person's word, or at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from domain.directory_plan import Difference, Kind, Known
from domain.directory_reading import DirectoryRefused, MemberFacts

SMALL_CHANGE = 5  # so many may leave, move or be renamed in one run in however small a college
SHARE = 20  # in a larger one: one in twenty
LARGE_CHANGE = 500  # and in however large a one no more
HALF = 2
GARBLED = (
    "读到的姓名有一半以上和登记的不同（{count} 人，共 {base} 人），像是乱码，没有改动。请稍后重试；仍如此请联系平台。"
)

_OF_PEOPLE = ((Kind.LEFT, "人离开"), (Kind.RENAMED, "人改名"), (Kind.MOVED, "人调动"))
_OF_PLACES = (
    (Kind.DEPARTMENT_GONE, "个部门撤销"),
    (Kind.DEPARTMENT_RENAMED, "个部门改名"),
    (Kind.DEPARTMENT_EMPTIED, "个部门清空"),
)


def most_at_once(known: int) -> int:
    """How many of so many may leave or be renamed in one run without a person's word."""
    return min(max(SMALL_CHANGE, known // SHARE), LARGE_CHANGE)


def excesses_of(known: Known, differences: Iterable[Difference]) -> Iterator[str]:
    """Sentences on what is too much. A part is measured by the smallest college: nobody counts the whole for it."""
    counts = Counter(difference.kind for difference in differences)
    is_part = known.others is not None
    people = 0 if is_part else sum(ours.facts.is_active for ours in known.members.values())
    places = 0 if is_part else sum(ours.is_active for ours in known.departments.values())
    for kinds, base in ((_OF_PEOPLE, people), (_OF_PLACES, places)):
        for kind, what in kinds:
            if counts[kind] > most_at_once(base):
                yield f"{counts[kind]} {what}（共 {base}，一次最多 {most_at_once(base)}）"


def refuse_garbled(known: Known, members: Mapping[str, MemberFacts]) -> None:
    """Raises DirectoryRefused where half the names are others: no word of a person makes that true.

    A name that was hidden until now, the account in its place, is no name.
    """
    base = renamed = 0
    for key, facts in members.items():
        ours = known.members.get(key)
        if ours is None or not ours.facts.is_active or ours.facts.name == ours.facts.user_id:
            continue
        base += 1
        renamed += facts.is_active and facts.name != ours.facts.name
    if renamed > SMALL_CHANGE and renamed * HALF > base:
        raise DirectoryRefused(GARBLED.format(count=renamed, base=base))
