"""What somebody may start: the forms open to them, by group, and which of them a typed name means."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from domain.forms.conditions import Facts, Now
from domain.forms.form import Form
from domain.forms.simulate import may_start
from domain.text_fold import fold_text
from domain.word_slips import Likeness, how_alike

MOST_NAMED = 5  # forms that one typed name may mean before the list is shown instead

NAMES_KEPT = 4096  # folded names of forms in memory; a college has some hundreds


def offered(forms: Iterable[Form], applicant: Facts, now: Now) -> tuple[Form, ...]:
    """The forms this person may start, in the order of the list: their places are what 办事 3 means."""
    return tuple(sorted((f for f in forms if may_start(f, applicant, now)), key=lambda f: (f.group, f.title, f.key)))


def by_group(forms: Sequence[Form]) -> list[tuple[str, list[tuple[int, Form]]]]:
    """The groups with their forms, each with its place in the whole list."""
    numbered = enumerate(forms, 1)
    return [(group, list(each)) for group, each in groupby(numbered, key=lambda pair: pair[1].group)]


def named(forms: Sequence[Form], said: str) -> tuple[Form, ...]:
    """The forms whose name this is; else those whose name it is part of; else those it is one slip away from."""
    wanted = fold_text(said).replace(" ", "")
    if not wanted:
        return ()
    for fits in (_is_name, _is_part, _is_slip):
        if found := tuple(form for form in forms if any(fits(wanted, name) for name in _names(form))):
            return found
    return ()


def exactly_named(forms: Sequence[Form], said: str) -> tuple[Form, ...]:
    """Only those whose name this is, every character of it."""
    wanted = fold_text(said).replace(" ", "")
    return tuple(form for form in forms if wanted and wanted in _names(form))


def _names(form: Form) -> tuple[str, ...]:
    return tuple(_folded(name) for name in form.names)


@lru_cache(NAMES_KEPT)
def _folded(name: str) -> str:
    return fold_text(name)


def _is_name(wanted: str, name: str) -> bool:
    return wanted == name


def _is_part(wanted: str, name: str) -> bool:
    return len(wanted) > 1 and (wanted in name or (len(name) > 1 and name in wanted))


def _is_slip(wanted: str, name: str) -> bool:
    if len(wanted) < 2 or abs(len(wanted) - len(name)) > 1:  # noqa: PLR2004 - one character alone resembles too much
        return False
    likeness = how_alike(wanted, name)
    return likeness is Likeness.SLIP or (likeness is not None and len(name) > 2)  # noqa: PLR2004 - half of a short word
