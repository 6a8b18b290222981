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
    """The forms this person may start, in the order of their groups."""
    return tuple(sorted((f for f in forms if may_start(f, applicant, now)), key=lambda f: (f.group, f.title, f.key)))


def by_group(forms: Iterable[Form]) -> list[tuple[str, list[Form]]]:
    """The groups with their forms."""
    return [(group, list(each)) for group, each in groupby(forms, key=lambda form: form.group)]


def group_named(forms: Sequence[Form], said: str) -> str:
    """The group that is called so, unless a form is; empty when none is."""
    wanted = fold_text(said).replace(" ", "")
    if not wanted or exactly_named(forms, said):
        return ""
    return next((form.group for form in forms if fold_text(form.group) == wanted), "")


def matching(forms: Sequence[Form], said: str) -> tuple[Form, ...]:
    """The forms of which a name, the purpose or the group has this in it; else those that it is the name of with a
    slip. Nothing said: all of them.
    """
    wanted = fold_text(said).replace(" ", "")
    found = tuple(f for f in forms if any(wanted in _folded(text) for text in (*f.names, f.purpose, f.group)))
    return found or named(forms, said)


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
