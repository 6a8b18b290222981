"""The card that offers to agree to several cases in one go, and what became of them."""

from collections.abc import Sequence

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.case_look import Look
from domain.flow.case import Assignment, Part
from domain.flow.plan import Kind, Step

FEWEST = 2  # one alone is agreed to on its own card
MOST = 20  # in one go


def is_safe(look: Look) -> bool:
    """Whether the viewer may agree to it without opening it: the form says so of the step that waits for them."""
    return bool(look.places) and _is_safe(look.case.plan.step(look.places[0][0].key), look.places[0][1])


def _is_safe(step: Step, place: Assignment) -> bool:
    return step.safe and step.kind is Kind.APPROVE and not step.signature and place.part is not Part.ADVICE


def offer_card(looks: Sequence[Look], mark: int) -> Card:
    """All of them by name. `mark` tells the list that it was drawn for from every other one."""
    return Card(
        title=f"可以一起同意的 {len(looks)} 张",
        subtitle="看过没有问题再点；之后可以撤销",
        body="\n".join(f"{place}. {look.number} {look.summary}" for place, look in enumerate(looks, 1)),
        buttons=(_button(Verb.AGREE_ALL, mark, "全部同意", ButtonStyle.PRIMARY),),
    )


def agreed_card(done: Sequence[Look], left: Sequence[Look], minutes: int, mark: int) -> Card:
    """What was done, and for a while the way back."""
    rest = (Row("没有办", "、".join(look.number for look in left)),) if left else ()
    return Card(
        title=f"已一起同意 {len(done)} 张",
        subtitle=f"{minutes} 分钟内可以撤销",
        rows=rest,
        body="\n".join(f"{look.number} {look.summary}" for look in done),
        buttons=(_button(Verb.UNDO, mark, "撤销", ButtonStyle.DANGER),),
    )


def over_card(closing: str, ending: str) -> Card:
    """Nothing more can be done with it."""
    return Card(title="批量同意", closing=closing, ending=ending, is_final=True)


def _button(verb: Verb, mark: int, text: str, style: ButtonStyle) -> Button:
    return Button(str(Action(verb, mark)), text, style)
