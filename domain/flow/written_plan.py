"""A plan as JSON and back. What is empty is left out."""

from collections.abc import Mapping
from fractions import Fraction

from domain.flow.plan import Again, Empty, Kind, Mode, Overdue, Own, Plan, Step
from domain.flow.written_shapes import WrittenPlan, WrittenStep
from domain.ids import Minutes


def filled(**values: object) -> dict[str, object]:
    """Only what is neither empty nor nought, which is what reading takes for left out."""
    return {name: value for name, value in values.items() if value}


def plan_to_json(plan: Plan) -> dict[str, object]:
    """The plan in words of JSON; a case keeps the plan it began with."""
    return {"steps": [_step_to_json(step) for step in plan.steps], **filled(books=list(plan.books))}


def plan_from_json(raw: WrittenPlan) -> Plan:
    """The plan that was written.

    Raises:
        ValueError: it names something that this version does not know, or could not run.
    """
    return Plan(tuple(_step_from_json(step) for step in raw["steps"]), tuple(raw.get("books", ())))


def _step_to_json(step: Step) -> Mapping[str, object]:
    written = filled(
        key=step.key,
        label=step.label,
        kind=step.kind.value,
        mode=step.mode.value,
        share=str(step.share),
        together=step.together,
        limit=step.limit,
        warns=list(step.warns),
        overdue=[measure.value for measure in step.overdue],
        refuses_to=step.refuses_to,
        again=step.again.value,
        empty=step.empty.value,
        own=step.own.value,
        safe=step.safe,
        signature=step.signature,
        fills=sorted(step.fills),
        requires=sorted(step.requires),
        asks_again=step.asks_again,
        condition=step.condition,
    )
    # A step that sees no field is another thing than one that sees all.
    return written if step.sees is None else {**written, "sees": sorted(step.sees)}


def _step_from_json(raw: WrittenStep) -> Step:
    limit, sees = raw.get("limit"), raw.get("sees")
    return Step(
        key=raw["key"],
        label=raw.get("label", ""),
        kind=Kind(raw["kind"]),
        mode=Mode(raw["mode"]),
        share=Fraction(raw["share"]),
        together=raw.get("together", ""),
        limit=None if limit is None else Minutes(limit),
        warns=tuple(raw.get("warns", ())),
        overdue=tuple(map(Overdue, raw.get("overdue", ()))),
        refuses_to=raw["refuses_to"],
        again=Again(raw["again"]),
        empty=Empty(raw["empty"]),
        own=Own(raw["own"]),
        safe=raw.get("safe", False),
        signature=raw.get("signature", False),
        fills=frozenset(raw.get("fills", ())),
        requires=frozenset(raw.get("requires", ())),
        sees=None if sees is None else frozenset(sees),
        asks_again=raw.get("asks_again", False),
        condition=raw.get("condition", ""),
    )
