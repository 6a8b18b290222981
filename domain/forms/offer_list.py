"""办事 as a short list: what somebody used lately, then a line for each group, numbered in the order it is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.forms.form import Form
from domain.forms.offering import by_group

SHORT = 12  # forms; so many or fewer are listed whole
RECENT = 4  # forms of one's own that come first
WIDE = 60  # columns of a group's line, two for a Chinese character: two lines on a phone
LARGEST = 1600  # bytes of all lines; WeCom takes 2,048 in a text, which the words around them share
PER_FORM = 8  # bytes of a place and the signs beside it
RECENTLY = "常用"


@dataclass(frozen=True, slots=True)
class Line:
    """Forms of a group, each with its place. `total` is how many the group has where not all are told, else 0."""

    name: str
    forms: tuple[tuple[int, Form], ...]
    total: int = 0

    @property
    def size(self) -> int:
        """As text, in bytes of UTF-8; rather too many than too few."""
        return _size(self.name) + sum(_size(form.title) for _, form in self.forms) + PER_FORM * (len(self.forms) + 2)


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines, and how many groups found no room."""

    lines: tuple[Line, ...]
    left_out: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The forms by their places."""
        return tuple(form.key for line in self.lines for _, form in line.forms)

    @property
    def cut(self) -> str:
        """A group of which not all is told; empty when all is."""
        return next((line.name for line in self.lines if line.total), "")


def short_list(forms: Sequence[Form], recent: Sequence[str] = ()) -> Listing:
    """What fits a screen or two. `forms` are in the order of their groups, `recent` the keys used lately."""
    if len(forms) <= SHORT:
        return _listing((group, each, 0) for group, each in by_group(forms))
    by_key = {form.key: form for form in forms}
    own = [by_key[key] for key in dict.fromkeys(recent) if key in by_key][:RECENT]
    return _listing(_parts(forms, own))


def group_list(forms: Sequence[Form], name: str) -> Listing:
    """One group, as much of it as a text holds."""
    inside, shown, room = [form for form in forms if form.group == name], list[Form](), LARGEST
    for form in inside:
        room -= _size(form.title) + PER_FORM
        if room > 0:
            shown.append(form)
    return _listing([(name, shown, len(inside) if len(shown) < len(inside) else 0)])


def _parts(forms: Sequence[Form], own: Sequence[Form]) -> Iterator[tuple[str, Sequence[Form], int]]:
    """A name, the forms to tell and the total where there are more. What is told first is not told twice."""
    if own:
        yield RECENTLY, own, 0
    for group, each in by_group(forms):
        others = [form for form in each if form not in own]
        shown = _in_one_line(group, others)
        if shown:
            yield group, shown, len(each) if len(shown) < len(others) else 0


def _in_one_line(group: str, forms: Sequence[Form]) -> Sequence[Form]:
    """The first ones that stand in one line, at least one."""
    width, shown = 2 * len(group), 0
    for form in forms:
        width += 2 * len(form.title) + 5  # place, blank and comma
        if shown and width > WIDE:
            break
        shown += 1
    return forms[:shown]


def _listing(parts: Iterable[tuple[str, Sequence[Form], int]]) -> Listing:
    """Numbered through, until there is no more room."""
    lines, place, room, left_out = list[Line](), 1, LARGEST, 0
    for name, forms, total in parts:
        line = Line(name, tuple(enumerate(forms, place)), total)
        if lines and (left_out or line.size > room):
            left_out += 1
            continue
        lines.append(line)
        room -= line.size
        place += len(forms)
    return Listing(tuple(lines), left_out)


def _size(text: str) -> int:
    return len(text.encode())
