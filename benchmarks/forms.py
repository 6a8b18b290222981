"""Forms and the engine that is to run them: pure rules, so no database and no server stand between."""

import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.product import ROOT
from benchmarks.table import Figure
from domain.flow import acts
from domain.flow.engine import apply
from domain.flow.outcome import Done
from domain.forms.conditions import work_out
from domain.forms.expressions import truth
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.simulate import examine
from tests.unit.flow_college import POLICY, QIAN, WANG, ZHAO, Mode, desk, step
from tests.unit.test_forms_conditions import NOW as MORNING
from tests.unit.test_forms_conditions import TEACHER, long_form
from tests.unit.test_forms_simulate import NOW, large_college

POSTS = 500
REPEATS = 200


def measure() -> list[Figure]:
    """Medians over many repetitions; the check of all forms once, as an operator runs it."""
    checked = _check_all()
    routed = 1000 * _median_of(_route())
    agreed = 1000 * _median_of(_agree())
    return [
        Figure(f"check of all shipped forms over {POSTS} posts", f"{checked:.1f} s", "≤ 10 s", is_met=checked <= 10),
        Figure("route over 20 steps and 50 conditions", f"{routed:.2f} ms", "≤ 5 ms", is_met=routed <= 5),
        Figure("one agreement in a case of 20 steps, 60 people", f"{agreed:.2f} ms"),
    ]


def _check_all() -> float:
    directory = large_college(POSTS)
    began = time.perf_counter()
    forms = {form.key: form for form in map(_load, sorted((ROOT / "content" / "forms").glob("*.toml")))}
    for form in forms.values():
        examine(form, directory, NOW, forms)
    return time.perf_counter() - began


def _load(file: Path) -> Form:
    form = load_form(file.name, tomllib.loads(file.read_text(encoding="utf-8")))
    if not isinstance(form, Form):
        raise TypeError(file)
    return form


def _route() -> Callable[[], object]:
    form, values = long_form()

    def route() -> int:
        filled = work_out(form, values, TEACHER, MORNING)
        return sum(truth(step.when, filled.surroundings) is True for step in form.steps)

    return route


def _agree() -> Callable[[], object]:
    place = desk(*(step(f"s{number}", [WANG, ZHAO, QIAN], mode=Mode.ALL) for number in range(20)))
    for _ in range(19):
        place.agree(WANG, ZHAO, QIAN)
    place.agree(WANG, ZHAO)
    act = acts.Agree(actor=QIAN, at=place.now)

    def agree() -> Done:
        outcome = apply(place.case, act, place.directory, POLICY)
        if not isinstance(outcome, Done):
            raise TypeError(outcome)
        return outcome

    return agree


def _median_of(work: Callable[[], object]) -> float:
    work()  # expressions are compiled once
    seconds: list[float] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return median(seconds)
